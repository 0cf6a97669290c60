"""Publishing: a topic's version rises in the transaction of the change, and after the commit every socket is told."""

from __future__ import annotations

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.db import connection, transaction

from apps.live.cache import forget_all
from apps.live.hub import GROUP


def publish(topic: str) -> int:
    """Raise a topic's version and, on commit, tell the sockets that watch it; return the new version.

    It must be called inside the transaction of the change, last, because it locks the topic's row until the
    commit: so no reader ever sees a version without its change.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO live_topic (name, version) VALUES (%s, 1)"
            " ON CONFLICT (name) DO UPDATE SET version = live_topic.version + 1 RETURNING version",
            [topic],
        )
        (version,) = cursor.fetchone()
        transaction.on_commit(lambda: _tell(topic, version), robust=True)
    return int(version)


def publish_later(*topics: str) -> None:
    """Raise topics' versions once the transaction of the change has committed.

    It is for topics that many writers raise at the same time: none of them keeps the topic's row locked until its
    commit. A process that dies in between leaves a version that rises with the next change.
    """
    transaction.on_commit(lambda: _publish_all(topics), robust=True)


def _publish_all(topics: tuple[str, ...]) -> None:
    for topic in topics:
        publish(topic)


def _tell(topic: str, version: int) -> None:
    layer = get_channel_layer()
    async_to_sync(layer.group_send)(GROUP, {"type": "topic.changed", "topic": topic, "version": version})


def outdate() -> int:
    """Raise every version past any that it can have had, and drop what is kept; return how many topics there are.

    For a database that was restored: its versions count anew, and what was kept under the same numbers shows a past
    that never was. Versions become the time in milliseconds, so a second restore raises them further still.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE live_topic SET version"
            " = greatest(version, (extract(epoch FROM clock_timestamp()) * 1000)::bigint) + 1"
        )
        topics = int(cursor.rowcount)
    forget_all()
    return topics
