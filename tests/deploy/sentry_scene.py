"""A program that fails once in a request and once in a job; tests/deploy/test_reporting.py reads what it reports."""

from __future__ import annotations

import logging

import django
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from werkzeug.test import Client


def fail(request: HttpRequest) -> HttpResponse:
    """Fail as a view that quotes what it was asked."""
    password = "hunter2"
    logging.getLogger("apps.scene").info("asked with api_key=s3cret-log by someone@example.org")
    raise ValueError(f"cannot read api_key=s3cret-text of someone@example.org {len(password)}")


def fail_in_a_job(subject: str) -> None:
    """Fail as a job."""
    raise LookupError("the job failed")


if __name__ != "__main__":  # Django reads its addresses from here once apps are loaded
    urlpatterns = [path("fails/", fail), path("", include("clist.urls"))]


def main() -> None:
    """Fail twice, then wait until both reports are sent."""
    django.setup()
    import django_rq  # noqa: PLC0415 - it asks for settings
    import sentry_sdk  # noqa: PLC0415
    from django.core.wsgi import get_wsgi_application  # noqa: PLC0415
    from rq import SimpleWorker  # noqa: PLC0415

    from apps.core.logs import TracedJob  # noqa: PLC0415

    client = Client(get_wsgi_application())
    client.set_cookie("sessionid", "s3cret-session")
    client.post(
        "/fails/?api_key=s3cret-key&email=someone%40example.org&page=2",
        data={"password": "s3cret-form"},
        headers={
            "Authorization": "ApiKey someone:s3cret-header",
            "X-Request-ID": "request-of-the-scene",
            "X-Forwarded-For": "203.0.113.78",
        },
        environ_base={"REMOTE_ADDR": "203.0.113.77"},
        base_url="http://testserver",
    )
    queue = django_rq.get_queue("default")
    queue.enqueue("tests.deploy.sentry_scene.fail_in_a_job", "subject")
    SimpleWorker([queue], connection=queue.connection, job_class=TracedJob).work(burst=True)
    sentry_sdk.flush(timeout=60)


if __name__ == "__main__":
    main()
