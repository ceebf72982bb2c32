"""The board: what is missed and what will be, who has how much to do, and how the month stands."""
