"""Settings of contests and problems that cannot work, each with its remedy."""

from __future__ import annotations

from typing import Any

from django.core.checks import CheckMessage, register

from apps.core.checks import TAG, must_be_at_least


@register(TAG)
def check_tags(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Look at how often tags are counted."""
    return must_be_at_least({"TAGS_EVERY": 1}, identity="clist.E060")
