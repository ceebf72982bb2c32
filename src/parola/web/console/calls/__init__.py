"""Calls: taken down, and announced by telephony systems."""
