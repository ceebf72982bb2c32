"""What must fit together in an agreement file, by what it is about. `check` and `review` run them."""
