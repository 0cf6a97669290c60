"""`python -m clist.health PORT`: exit 0 when the server on that port of this machine is ready; containers ask it."""

from __future__ import annotations

import http.client
import os
import sys


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


if __name__ == "__main__":
    sys.exit(not is_ready(int(sys.argv[1]), host=os.environ.get("SITE_HOST", "localhost")))
