"""Signing in by a company's own identity provider: OpenID Connect and SAML on the way, django-allauth at the door."""
