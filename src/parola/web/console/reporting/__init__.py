"""Reports: what was promised and what was kept, and whatever else is counted over a brand's months."""
