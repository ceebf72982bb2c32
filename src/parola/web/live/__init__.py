"""What shows by itself on pages that stay open: the event stream, and who else is there."""
