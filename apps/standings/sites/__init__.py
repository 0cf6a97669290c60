"""What the people and problems of a site amount to."""
