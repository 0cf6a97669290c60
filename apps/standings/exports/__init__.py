"""Whole tables for spreadsheets and programs."""
