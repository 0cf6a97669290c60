"""The list of contests that have results."""
