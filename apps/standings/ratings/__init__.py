"""Ratings as arithmetic: no Django, no database."""
