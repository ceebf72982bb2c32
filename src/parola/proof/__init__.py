"""Evidence that others can recompute: a contract's period as a bundle, and what is wrong with one. No desk, no clock."""
