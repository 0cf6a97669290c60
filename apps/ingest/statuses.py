"""What the statuses of runs are called, in the order in which filters list them."""

from __future__ import annotations

from django.utils.translation import pgettext_lazy

from apps.ingest.models import Run
from apps.resources.adapters.base import Trouble

STATUS_WORDS = {
    Run.OK: pgettext_lazy("run", "ok"),
    Run.UNCHANGED: pgettext_lazy("run", "unchanged"),
    Run.HELD: pgettext_lazy("run", "held"),
    Run.REFUSED: pgettext_lazy("run", "refused"),
    Run.CRASHED: pgettext_lazy("run", "crashed"),
    Run.SUPERSEDED: pgettext_lazy("run", "superseded"),
    Run.LOST: pgettext_lazy("run", "lost"),
    str(Trouble.FORMAT): pgettext_lazy("run", "format"),
    str(Trouble.BLOCKED): pgettext_lazy("run", "blocked"),
    str(Trouble.LOGIN): pgettext_lazy("run", "needs a login"),
    str(Trouble.LIMITED): pgettext_lazy("run", "limited"),
    str(Trouble.UNREACHABLE): pgettext_lazy("run", "unreachable"),
    str(Trouble.SERVER): pgettext_lazy("run", "server"),
    str(Trouble.MISSING): pgettext_lazy("run", "missing"),
}
