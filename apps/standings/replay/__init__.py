"""The time machine: the board of a contest at any second, the resolver, and the race against the field."""
