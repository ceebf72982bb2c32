"""The customers of the brands: organizations, their contracts and their people."""
