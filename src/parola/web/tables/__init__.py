"""Tables that leave the desk as files: their columns with units, as CSV for spreadsheets and as Parquet for programs (docs/reports.md)."""
