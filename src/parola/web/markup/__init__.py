"""What others wrote as HTML, tamed for showing: read within limits, rebuilt from what is known, cleaned, and framed without rights."""
