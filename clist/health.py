"""Whether a process of this machine does its work; containers ask it, and exit 0 is yes.

`python -m clist.health 8000` asks the server on that port, `worker` and `cron` look for their sign of life in Valkey.
"""

from __future__ import annotations

import http.client
import os
import socket
import sys
from datetime import UTC, datetime, timedelta

from redis import Redis
from redis.exceptions import RedisError
from rq import Worker
from rq.cron import CronScheduler

LONGEST_SILENCE = timedelta(minutes=2)


def is_ready(port: int, *, host: str, path: str = "/health/ready") -> bool:
    """Ask a server as the proxy does, so that neither the host name nor plain HTTP is refused."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=4)
    try:
        connection.request("GET", path, headers={"Host": host, "X-Forwarded-Proto": "https"})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_alive(role: str, *, redis_url: str) -> bool:
    """Tell whether a worker, or cron, of this machine gave a sign of life within two minutes."""
    try:
        with Redis.from_url(redis_url, socket_timeout=4, socket_connect_timeout=4) as valkey:
            found = Worker.all(connection=valkey) if role == "worker" else CronScheduler.all(valkey, cleanup=False)
            ours = [each.last_heartbeat for each in found if each.hostname == socket.gethostname()]
    except RedisError:
        return False
    since = datetime.now(UTC) - LONGEST_SILENCE
    return any(heard is not None and heard.replace(tzinfo=heard.tzinfo or UTC) > since for heard in ours)


def main() -> int:
    """Return the exit code: 0 when it is well."""
    asked = sys.argv[1]
    if asked.isdigit():
        return int(not is_ready(int(asked), host=os.environ.get("SITE_HOST", "localhost")))
    return int(not is_alive(asked, redis_url=os.environ["REDIS_URL"]))


if __name__ == "__main__":
    sys.exit(main())
