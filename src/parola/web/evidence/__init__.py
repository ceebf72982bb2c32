"""Evidence of a contract's period: what it says in words, and the pages from which it is fetched."""
