"""Teams and their shifts, who is there, who is absent."""
