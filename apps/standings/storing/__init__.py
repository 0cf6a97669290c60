"""How a table of results comes into the database: what differs, whose it is, and what follows from it."""
