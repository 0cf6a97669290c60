"""The database engine: Django's own for PostgreSQL, with a faster reading of times."""
