"""The results of several contests in one table."""
