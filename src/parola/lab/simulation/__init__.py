"""What if: a desk simulated event by event, under an agreement, with the people of a roster (`docs/what-if.md`)."""
