"""What a worker has ready before its first job."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WORKER = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clist.settings")
django.setup()
import django_rq
from apps.core.workers import FairWorker
ADAPTER = "apps.resources.adapters.codeforces"
queue = django_rq.get_queue("clock")
print(ADAPTER in sys.modules)
worker = FairWorker([queue], connection=queue.connection)
worker.bootstrap()
print(ADAPTER in sys.modules)
worker.register_death()
"""


def test_worker_has_the_adapters_before_its_first_job() -> None:
    done = subprocess.run([sys.executable, "-c", WORKER], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True"]
