"""A table seen without some of its rows."""
