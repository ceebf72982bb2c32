"""What agents do now and then: each a form on a page of its own, behind "More" on the ticket's page."""
