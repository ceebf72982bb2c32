"""The tour of the demo: a few steps through the real pages, with the sample data. A desk that is no demo has none."""
