"""Articles at work: the list, the editor, versions, and what to write next."""
