"""How gunicorn logs: through Django's configuration, so that its lines look like all others."""

from __future__ import annotations

from gunicorn.config import Config
from gunicorn.glogging import Logger as OwnHandlers


class Logger(OwnHandlers):
    """Hands its messages to the root logger; requests are logged by apps.ops.requests."""

    def setup(self, cfg: Config) -> None:
        """See gunicorn: read the levels, but keep no handler."""
        super().setup(cfg)
        for logger in (self.error_log, self.access_log):
            logger.handlers = []
            logger.propagate = True
