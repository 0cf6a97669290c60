"""A small web of make-believe contest sites that speaks the real sites' formats: for demos, load and faults."""

from __future__ import annotations

from contestweb.server import Served, serve

__all__ = ["Served", "serve"]
