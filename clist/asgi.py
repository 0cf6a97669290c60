"""Websockets, and HTTP where Daphne stands alone: what Daphne serves."""

import os

from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clist.settings")
django_application = get_asgi_application()

from apps.core.checks import refuse_to_start  # noqa: E402 - apps must be loaded first

refuse_to_start()

from apps.live.routing import websocket_urlpatterns  # noqa: E402 - apps must be loaded first
from apps.ops.sockets import CountSockets  # noqa: E402

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": CountSockets(AllowedHostsOriginValidator(URLRouter(websocket_urlpatterns))),
    }
)
