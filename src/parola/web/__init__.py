"""The faces of the desk: console, portal, the pages before them, and what they have in common."""
