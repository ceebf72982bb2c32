"""Django's SQLite backend, with writers that queue instead of colliding (docs/decisions/0041)."""
