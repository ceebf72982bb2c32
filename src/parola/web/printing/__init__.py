"""A request on paper: what its page says, as a PDF that can be held against the desk's record."""
