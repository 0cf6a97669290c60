"""Settings of the API that cannot work, each with its remedy."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, register

from apps.core.checks import TAG, must_be_at_least


@register(TAG)
def check_limits(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at how often a person may ask; 0 means without a limit."""
    return must_be_at_least({"API_REQUESTS_PER_MINUTE": 0}, identity="clist.E050")
