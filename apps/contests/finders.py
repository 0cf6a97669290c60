"""How contests are found: the open ones first, then the past, among those of lately without any index, else by it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from django.db.models import Case, DateTimeField, DurationField, ExpressionWrapper, F, TextField, Value, When
from django.db.models.functions import Concat
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.contests.models import Contest
from apps.contests.queries import TOPIC, visible
from apps.core.finding import Finder, Found
from apps.core.folding import Folded, holds
from apps.core.spelling import Vocabulary
from apps.live.queries import version
from apps.resources.adapters.base import PROFILE_NOISE
from apps.resources.drawing import drawn_mark
from apps.resources.models import Resource
from apps.resources.queries import enabled_resources, path_parts, sites_at

LATELY = 3000  # contests, by their end: all open ones are among them
ZERO = timedelta()
MOST_NAMED = 10


class ContestFinder(Finder):
    """Finds contests by title and host.

    Words that many titles hold are found among the latest 3,000 contests; words that these do not hold often enough
    are rare, so the index of trigrams answers for all others. Either way takes milliseconds, however many there are.
    """

    kind = "contests"
    heading = _("Contests")
    order = 1

    def find(self, words: Sequence[str], *, skip: int, most: int) -> list[Found]:
        """Return the matching contests: open ones by start, then past ones, the latest first."""
        now = timezone.now()
        hosts = _hosts(_turn(now))
        meant = [[word, *hosts.get(word, ())] for word in words]
        contests = _matching(meant, now=now, most=skip + most)
        if not contests and (nearly := _nearly(words, now)):
            contests = _matching(nearly, now=now, most=skip + most)
        return [as_found(contest, now=now) for contest in contests[skip:]]

    def named(self, address: str) -> list[Found]:
        """Return the contest whose page, or a page below it, an address is."""
        sites = sites_at(address, enabled_resources())
        keyed = visible().filter(resource__in=sites, key__in=path_parts(address)).order_by("-start", "id")[:MOST_NAMED]
        found = list(keyed) if sites else []
        bare = bare_address(address)
        exact = [one for one in found if f"{bare}/".startswith(f"{bare_address(one.url)}/")]
        return [as_found(one, now=timezone.now()) for one in (exact or found)[:1]]

    def version(self) -> int:
        """Return the version that rises with every change of a contest."""
        return version(TOPIC)


def bare_address(url: str) -> str:
    """Return an address as addresses are compared: without scheme, "www.", what stands behind ? or #, and the end."""
    return PROFILE_NOISE.sub("", url.strip()).rstrip("/").lower()


def as_found(contest: Contest, *, now: datetime) -> Found:
    """Return a contest as a line of an answer."""
    return Found(
        title=contest.title,
        url=contest.get_absolute_url(),
        note=contest.resource.title,
        mark=drawn_mark(contest.resource),
        when=contest.start,
        is_past=contest.end <= now,
    )


def _matching(meant: Sequence[Sequence[str]], *, now: datetime, most: int) -> list[Contest]:
    """Return at most so many contests that hold, for each word, the beginning of one of its choices."""
    edge = _edge(_turn(now))
    is_past = Case(When(end__gt=now, then=0), default=1)
    # The blank text at the end keeps the planner from the index, which is slow for words that are everywhere.
    lately = visible().filter(holds(Concat("folded", Value(""), output_field=TextField()), meant))
    if edge is not None:
        lately = lately.filter(end__gt=min(edge, now))
    open_by_start = Case(When(end__gt=now, then=F("start")))
    found = list(lately.order_by(is_past, open_by_start, "-end", "id")[:most])
    if edge is None or len(found) == most:
        return found
    # Ordered by a sum, so that the planner takes the index of words instead of walking through all ends.
    end = ExpressionWrapper(F("end") + Value(ZERO, DurationField()), output_field=DateTimeField())
    older = visible().filter(holds(F("folded"), meant), end__lte=min(edge, now)).order_by(end.desc(), "id")
    return found + list(older[: most - len(found)])


def _nearly(words: Sequence[str], now: datetime) -> list[list[str]] | None:
    """Return what the words may mean if those that no contest of lately knows are mistyped; None if all are known."""
    known = _vocabulary(_turn(now))
    meant = [[word] if known.knows(word) else [word, *known.nearest(word)] for word in words]
    return meant if any(len(meanings) > 1 for meanings in meant) else None


def _turn(now: datetime) -> int:
    """Return a number that changes every ten minutes."""
    return int(now.timestamp()) // 600


@lru_cache(maxsize=1)
def _edge(turn: int) -> datetime | None:
    """Return the end that parts the latest contests from the older ones; None while there are no others."""
    return Contest.objects.order_by("-end").values_list("end", flat=True)[LATELY : LATELY + 1].first()


@lru_cache(maxsize=1)
def _vocabulary(turn: int) -> Vocabulary:
    """Return the words of the latest contests."""
    texts = visible().order_by("-end").values_list("folded", flat=True)[:LATELY]
    return Vocabulary({word for text in texts for word in text.split()})


@lru_cache(maxsize=1)
def _hosts(turn: int) -> dict[str, list[str]]:
    """Return short name → hosts of the sites that are called so, both folded: "cf" means "codeforces com"."""
    hosts: dict[str, list[str]] = defaultdict(list)
    names = Resource.objects.filter(enabled=True).exclude(short="").values_list(Folded("short"), Folded("host"))
    for short, host in names:
        hosts[short.strip()].append(host.strip())
    return dict(hosts)
