"""The queues and their workers, as Valkey tells: what waits, who does what, and which jobs failed."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import django_rq
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from rq import Queue, Worker
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from rq.worker.base import BaseWorker

from apps.core import audit
from apps.ingest.queries import STAFF
from apps.live.actions import publish_later

MOST_JOBS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueState:
    """One queue: how many jobs wait, are in work and have failed, and since when the oldest has waited."""

    name: str
    waiting: int
    started: int
    failed: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerState:
    """One worker: what it does now, and how it has fared."""

    name: str
    state: str
    queues: Sequence[str]
    job: str
    job_since: datetime | None
    heartbeat: datetime | None
    done: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedJob:
    """A job that failed and is kept to be looked at."""

    id: str
    queue: str
    call: str
    ended: datetime | None
    error: str

    @property
    def complaint(self) -> str:
        """The last line of the error."""
        return self.error.strip().rpartition("\n")[2]


def queue_states() -> list[QueueState]:
    """Return every queue. Raises RedisError where Valkey is away."""
    return [_queue_state(queue) for queue in _queues()]


def worker_states() -> list[WorkerState]:
    """Return every worker that has signed on. Raises RedisError where Valkey is away."""
    workers = Worker.all(connection=_queues()[0].connection)
    return sorted((_worker_state(worker) for worker in workers), key=lambda worker: worker.name)


def failed_jobs() -> list[FailedJob]:
    """Return the jobs that failed last, the newest first, at most a hundred a queue."""
    found = []
    for queue in _queues():
        ids = queue.failed_job_registry.get_job_ids(0, -1)[-MOST_JOBS:]
        jobs = Job.fetch_many(ids, connection=queue.connection)
        found += [_failed_job(job, queue.name) for job in jobs if job is not None]
    return sorted(found, key=lambda job: job.ended or datetime.min.replace(tzinfo=UTC), reverse=True)


def retry_jobs(ids: Iterable[str], *, by: AbstractBaseUser, note: str = "") -> int:
    """Put failed jobs back into their queues; return how many there were."""
    return _each(ids, "job.retried", lambda job: job.requeue(), by=by, note=note)


def delete_jobs(ids: Iterable[str], *, by: AbstractBaseUser, note: str = "") -> int:
    """Forget failed jobs; return how many there were."""
    return _each(ids, "job.deleted", lambda job: job.delete(), by=by, note=note)


def _each(ids: Iterable[str], action: str, deed: Callable[[Job], object], *, by: AbstractBaseUser, note: str) -> int:
    number = 0
    for job in _failed(ids):
        with contextlib.suppress(InvalidJobOperation, NoSuchJobError), transaction.atomic():  # another was quicker
            audit.record_named(action, "rq.job", (job.id, _call(job)), by=by, note=note)
            deed(job)
            publish_later(STAFF)
            number += 1
    return number


def _failed(ids: Iterable[str]) -> list[Job]:
    """Return those of the jobs that are there and have failed, so that nothing is done to any of them twice."""
    connection = _queues()[0].connection
    found = []
    for identity in dict.fromkeys(ids):
        try:
            job = Job.fetch(identity, connection=connection)
        except NoSuchJobError:
            continue
        if job.is_failed:
            found.append(job)
    return found


def _queues() -> list[Queue]:
    return [django_rq.get_queue(name) for name in settings.RQ_QUEUES]


def _queue_state(queue: Queue) -> QueueState:
    first = next(iter(queue.get_jobs(0, 1)), None)
    return QueueState(
        name=queue.name,
        waiting=queue.count,
        started=queue.started_job_registry.count,
        failed=queue.failed_job_registry.count,
        oldest=_aware(first.enqueued_at) if first else None,
    )


def _worker_state(worker: BaseWorker) -> WorkerState:
    job = worker.get_current_job()
    return WorkerState(
        name=worker.name,
        state=str(worker.get_state()),
        queues=worker.queue_names(),
        job=_call(job) if job else "",
        job_since=_aware(job.started_at) if job else None,
        heartbeat=_aware(worker.last_heartbeat),
        done=worker.successful_job_count,
        failed=worker.failed_job_count,
    )


def _failed_job(job: Job, queue: str) -> FailedJob:
    result = job.latest_result()
    error = (result.exc_string if result else "") or ""
    return FailedJob(id=job.id, queue=queue, call=_call(job), ended=_aware(job.ended_at), error=error)


def _call(job: Job) -> str:
    return job.get_call_string() or job.id


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and moment.tzinfo is None else moment
