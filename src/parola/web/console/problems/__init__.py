"""Problems at work: the list of them, one with all that is known of it, and what is done to it."""
