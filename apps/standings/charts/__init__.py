"""Charts of one contest's results."""
