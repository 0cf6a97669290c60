"""Jobs of accounts: what the clock brings in step."""

from __future__ import annotations

from apps.accounts import found_names, relisting


def relist_accounts() -> int:
    """Bring the copy in step that the list of accounts sorts; return how many had changed."""
    return relisting.relist_accounts()


def fold_names() -> int:
    """Bring the names in step that the search compares; return how many were written."""
    return found_names.fold_names()
