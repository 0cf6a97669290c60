"""The staff pages, one file a subject."""
