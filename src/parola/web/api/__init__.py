"""What programs say to the desk."""
