"""Today: what needs the reader now."""
