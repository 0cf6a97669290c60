"""What accounts did over all their contests, alone, together and against each other."""
