"""Finding: tickets by their words, people, organizations and articles, each through its own gate."""
