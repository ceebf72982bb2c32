"""What new terms would have made of tickets that have lived, beside what their own made of them."""
