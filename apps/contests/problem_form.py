"""The filter of problems as a plain form: what there is to choose, and what of it is chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from apps.contests.problem_filters import SORTS, ProblemFilter, span
from apps.contests.problem_tags import common_tags
from apps.resources.models import Resource

OFFERED_TAGS = 48


@dataclass(frozen=True, slots=True)
class ProblemForm:
    """What contests/problem_form.html shows besides the filter itself."""

    filter: ProblemFilter
    resources: Sequence[Resource]  # in use

    @property
    def chosen_ids(self) -> set[int]:
        """The sites that are ticked."""
        return {one.pk for one in self.filter.chosen(self.resources)}

    @property
    def sites(self) -> tuple[tuple[int, str, str, bool], ...]:
        """(Id, host, title, is chosen) of each site."""
        chosen = self.chosen_ids
        return tuple((one.pk, one.host, one.title, one.pk in chosen) for one in self.resources)

    @property
    def tags(self) -> tuple[tuple[str, bool], ...]:
        """(Tag, is chosen): the chosen ones, then the commonest by name, each in the case in which it is commonest."""
        known = {tag.casefold() for tag in self.filter.tags}
        offered = {tag.casefold(): tag for tag, _number in reversed(common_tags()[:OFFERED_TAGS])}
        others = (offered[folded] for folded in sorted(offered.keys() - known))
        return (*((tag, True) for tag in self.filter.tags), *((tag, False) for tag in others))

    @property
    def rating(self) -> str:
        """The ratings that are asked for, in words."""
        return _span(self.filter.rating_from, self.filter.rating_to)

    @property
    def solved(self) -> str:
        """The numbers of people, likewise."""
        return _span(self.filter.solved_from, self.filter.solved_to)

    @property
    def order(self) -> str:
        """The way of sorting, where it is not the usual one."""
        return dict(self.filter.view_pairs()).get("sort_order", "")

    @property
    def sorts(self) -> list[tuple[str, str, bool]]:
        """(Key, word, is chosen) of what the list may be sorted by."""
        words = (_("Date"), _("Name"), _("Rating"), _("Our rating"), _("Solved"), _("Tried"), _("Share"))
        return [(key, word, key == self.filter.sort) for key, word in zip(SORTS, words, strict=True)]


def _span(least: int | None, most: int | None) -> str:
    return "" if least is None and most is None else span(least, most)
