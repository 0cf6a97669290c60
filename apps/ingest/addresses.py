"""Which addresses we connect to: public ones only, so that a URL given by a user never reaches into our own network."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

from django.conf import settings
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool


class PrivateAddressError(OSError):
    """A host's name leads to an address that is not on the public internet."""


def refuse_private(host: str, connected: socket.socket) -> None:
    """Close a connection to anything but a public address, before a byte is sent.

    The address that was really connected to is looked at, so a name that changes its answer gains nothing. Hosts in
    FETCH_PRIVATE_HOSTS are let through.

    Raises:
        PrivateAddressError: the address is private, loopback, link-local or reserved.
    """
    address = connected.getpeername()[0].partition("%")[0]
    if not ipaddress.ip_address(address).is_global and host not in settings.FETCH_PRIVATE_HOSTS:
        connected.close()
        raise PrivateAddressError(f"{host} leads to {address}, which is not public (FETCH_PRIVATE_HOSTS allows it)")


class _PublicHTTPConnection(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        refuse_private(self.host, connected)
        return connected


class _PublicHTTPSConnection(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        connected = super()._new_conn()
        refuse_private(self.host, connected)
        return connected


class _PublicHTTPPool(HTTPConnectionPool):
    ConnectionCls = _PublicHTTPConnection


class _PublicHTTPSPool(HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPSConnection


class PublicAdapter(HTTPAdapter):
    """A transport for `requests` that reaches public addresses only and verifies TLS."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Have the pools make connections that check their address."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}
