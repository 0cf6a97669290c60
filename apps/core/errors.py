"""Errors that cross layers."""


class Refused(Exception):  # noqa: N818 - it reads as what happened
    """An action declines what was asked; the text is for the person who asked."""
