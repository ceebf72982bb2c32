"""Customers of a problem's incidents are told, and a major incident is led."""
