"""Requests by a brand's web form, of people who are not signed in: held until whoever has the address says that it is theirs."""
