"""Customers in and out as CSV: organizations, their people, their contracts."""
