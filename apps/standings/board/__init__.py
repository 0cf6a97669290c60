"""One contest's table of results: what is asked of it, how it is found and drawn."""
