"""Signing in, and what is one's own: addresses, password, second factors, sessions. django-allauth does it; these are our faces of it."""
