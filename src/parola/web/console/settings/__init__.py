"""What the desk and its brands are set to."""
