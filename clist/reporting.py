"""Errors to Sentry, or to anything that takes its envelopes: what happened and where, but nothing about whom."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import sentry_sdk
from sentry_sdk.integrations.django import DjangoIntegration
from sentry_sdk.integrations.rq import RqIntegration

from apps.core import logs

HEADERS_KEPT = frozenset({"accept", "accept-language", "content-type", "host", "traceparent", "user-agent"})
HIDDEN = "[hidden]"
SECRET = re.compile(
    r"(?i)((?:api_?key|authorization|code|email|key|login|password|secret|session\w*|state|token|user(?:name)?)"
    r"[\"']?\s*[=:]\s*[\"']?(?:(?:bearer|apikey|basic)\s+)?)([^&\s\"',;}\]]+)"
)
ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


def set_up(dsn: str, *, release: str, environment: str) -> None:
    """Send errors of requests, jobs and commands to a DSN from now on."""
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        environment=environment,
        integrations=[DjangoIntegration(), RqIntegration()],
        before_send=_scrub,
        send_default_pii=False,
        include_local_variables=False,  # they hold keys, addresses and whole forms
        max_request_body_size="never",
        traces_sample_rate=None,
    )


def _scrub(event: Any, hint: Mapping[str, Any]) -> Any:
    """Take out of an event everything that tells about a person, and add what its log lines carry."""
    event["tags"] = dict(event.get("tags") or {}) | {name: str(value) for name, value in logs.facts().items()}
    if job := (event.get("extra") or {}).get("rq-job"):  # its own context has ended by now
        event["tags"]["job"] = job["job_id"]
    event.pop("user", None)
    if request := event.get("request"):
        event["request"] = _request(request)
    for part in ("breadcrumbs", "exception", "logentry", "message", "extra", "contexts"):
        if part in event:
            event[part] = _without_secrets(event[part])
    return event


def _request(request: Mapping[str, Any]) -> dict[str, Any]:
    headers = request.get("headers") or {}
    return {
        "method": request.get("method", ""),
        "url": str(request.get("url", "")).partition("?")[0],
        "query_string": _without_secrets(request.get("query_string", "")),
        "headers": {name: value for name, value in headers.items() if name.lower() in HEADERS_KEPT},
    }


def _without_secrets(content: Any) -> Any:
    """Hide in all texts of a tree what follows a name such as api_key=, and e-mail addresses."""
    if isinstance(content, str):
        return ADDRESS.sub(HIDDEN, SECRET.sub(rf"\g<1>{HIDDEN}", content))
    if isinstance(content, Mapping):
        return {name: _without_secrets(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_without_secrets(value) for value in content]
    return content
