"""What is reported: always from the fold itself, never from a second count."""
