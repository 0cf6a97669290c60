"""Jobs of accounts: what the clock brings in step."""

from __future__ import annotations

from apps.accounts import relisting


def relist_accounts() -> int:
    """Bring the copy in step that the list of accounts sorts; return how many had changed."""
    return relisting.relist_accounts()
