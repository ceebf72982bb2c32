"""The databases, where the two differ: the writers' turn, and the tables that only grow."""
