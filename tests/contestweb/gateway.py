"""The plainest web through which our adapters can ask the make-believe sites."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import requests

from apps.resources.adapters.base import Reply
from apps.resources.recordings import full_url, refuse_status

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday


class GatewayWeb:
    """Asks https://H/P at <gateway>/H/P and follows no redirect."""

    def __init__(self, gateway: str, now: datetime) -> None:
        self.gateway = gateway
        self.now = now

    def get(
        self,
        url: str,
        *,
        params: Mapping[str, str | int] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        return self._ask("GET", full_url(url, params), headers=headers, allow=allow)

    def post(
        self,
        url: str,
        *,
        json: Any = None,
        form: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        allow: Sequence[int] = (),
    ) -> Reply:
        return self._ask("POST", url, json=json, data=form, headers=headers, allow=allow)

    def _ask(self, method: str, url: str, *, allow: Sequence[int], **more: Any) -> Reply:
        address = f"{self.gateway}/{url.removeprefix('https://')}"
        with requests.request(method, address, timeout=30, allow_redirects=False, **more) as answer:
            headers = {name.lower(): value for name, value in answer.headers.items()}
            reply = Reply(url=url, status=answer.status_code, headers=headers, body=answer.content)
        return refuse_status(reply, allow)
