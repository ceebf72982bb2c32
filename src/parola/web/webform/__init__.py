"""A brand's form for people who are not signed in: on a page of its door, and in a frame of the vendor's own site."""
