"""English: days before months, and a clock of 24 hours."""
