"""A process that is warm has what pages need; nothing that two processes could share by mistake is open in it."""

from __future__ import annotations

import json
import subprocess
import sys

LOOK = """
import json, sys, threading
import clist.wsgi
from django.db import connections
from django.template import engines
loader, = engines["django"].engine.template_loaders
print(json.dumps({
    "connected": [one.alias for one in connections.all() if one.connection is not None],
    "threads": threading.active_count(),
    "views": "apps.contests.views" in sys.modules,
    "adapters": "apps.resources.adapters.codeforces" in sys.modules,
    "page": any("base.html" in str(key) for key in loader.get_template_cache),
    "rows": any("board.html" in str(key) for key in engines["jinja2"].env.cache.keys()),
}))
"""


def test_loading_the_site_loads_what_pages_need_and_connects_to_nothing() -> None:
    found = subprocess.run([sys.executable, "-c", LOOK], capture_output=True, check=True, text=True)
    assert json.loads(found.stdout) == {
        "connected": [],
        "threads": 1,
        "views": True,
        "adapters": True,
        "page": True,
        "rows": True,
    }
