"""Staff pages of contests and problems: look, search, hide, merge. What sites say is read, not typed here."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.contests import actions, search
from apps.contests.models import Contest, ContestChange, ContestProblem, Problem
from apps.core.errors import Refused
from apps.core.staff import ReadOnlyAdmin, ReadOnlyInline, as_json, person


class ChangeInline(ReadOnlyInline):
    """Every change that the site made."""

    model = ContestChange
    fields = ("at", "kind", "was", "now")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("history")


class ByState(admin.SimpleListFilter):
    """Whether a contest is over."""

    title = gettext_lazy("when")
    parameter_name = "when"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("running", _("running")), ("coming", _("coming")), ("past", _("past"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contest]) -> QuerySet[Contest]:
        """Return the contests of that state."""
        state = search.STATES.get(self.value() or "")
        return queryset.filter(state(timezone.now())) if state else queryset


class ByTrouble(admin.SimpleListFilter):
    """What keeps a contest from being shown as any other."""

    title = gettext_lazy("off")
    parameter_name = "off"
    conditions: dict[str, Q] = {
        "cancelled": Q(cancelled__isnull=False),
        "gone": Q(gone__isnull=False),
        "missed": Q(missed__gt=0, gone=None),
        "merged": Q(merged_into__isnull=False),
        "on": Q(cancelled=None, gone=None, merged_into=None),
    }

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [
            ("cancelled", _("cancelled by its site")),
            ("gone", _("gone from its site's lists")),
            ("missed", _("missing from the last list")),
            ("merged", _("merged into another")),
            ("on", _("nothing")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Contest]) -> QuerySet[Contest]:
        """Return the contests with that trouble."""
        return queryset.filter(self.conditions.get(self.value() or "", Q()))


@admin.register(Contest)
class ContestAdmin(ReadOnlyAdmin[Contest]):
    """All contests, hidden ones too."""

    list_display = ("title", "resource", "start", "end", "kind", "is_on", "hidden", "merged_into", "modified")
    list_filter = (ByState, ByTrouble, "hidden", "rated", ("resource", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("resource", "merged_into")
    list_per_page = 50
    date_hierarchy = "start"
    ordering = ("-start", "-id")
    search_fields = ("title",)
    search_help_text = gettext_lazy(
        "A title, a key, or the search of the site: a || b, a && b, !a, host:x, id:5, is:past"
    )
    inlines = (ChangeInline,)
    actions = ("hide", "show_again", "merge", "part")
    exclude = ("facts", "problems")
    readonly_fields = ("facts_shown", "problems_shown")

    @admin.display(boolean=True, description=gettext_lazy("takes place"))
    def is_on(self, contest: Contest) -> bool:
        """Return whether it takes place as listed."""
        return not contest.is_off

    @admin.display(description=gettext_lazy("facts"))
    def facts_shown(self, contest: Contest) -> SafeString:
        """Return what else the site says."""
        return as_json(contest.facts)

    @admin.display(description=gettext_lazy("problems"))
    def problems_shown(self, contest: Contest) -> SafeString:
        """Return its problems."""
        return as_json(contest.problems)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Contest], search_term: str
    ) -> tuple[QuerySet[Contest], bool]:
        """Search as the site's own search box does, and for the site's key as well."""
        text = search_term.strip().replace("\x00", "")[: search.MAX_TEXT]
        if not text:
            return queryset, False
        found = search.read(text, timezone.now())
        for warning in found.warnings:
            messages.warning(request, warning)
        return queryset.filter(found.condition | Q(key=text)), False

    @admin.action(description=gettext_lazy("Hide"), permissions=["change"])
    def hide(self, request: HttpRequest, queryset: QuerySet[Contest]) -> None:
        """Hide the chosen contests."""
        number = actions.hide_contests(queryset, by=person(request))
        told = ngettext("%(number)d contest is hidden now.", "%(number)d contests are hidden now.", number)
        messages.success(request, told % {"number": number})

    @admin.action(description=gettext_lazy("Show again"), permissions=["change"])
    def show_again(self, request: HttpRequest, queryset: QuerySet[Contest]) -> None:
        """Show the chosen contests again."""
        number = actions.show_contests(queryset, by=person(request))
        told = ngettext("%(number)d contest is shown again.", "%(number)d contests are shown again.", number)
        messages.success(request, told % {"number": number})

    @admin.action(description=gettext_lazy("Merge duplicates into the oldest"), permissions=["change"])
    def merge(self, request: HttpRequest, queryset: QuerySet[Contest]) -> None:
        """Merge the chosen contests."""
        try:
            oldest = actions.merge_contests(queryset, by=person(request))
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Merged into #%(id)d %(title)s.") % {"id": oldest.pk, "title": oldest})

    @admin.action(description=gettext_lazy("Part what was merged"), permissions=["change"])
    def part(self, request: HttpRequest, queryset: QuerySet[Contest]) -> None:
        """Undo a merge."""
        number = actions.part_contests(queryset, by=person(request))
        told = ngettext(
            "%(number)d contest stands for itself again.", "%(number)d contests stand for themselves again.", number
        )
        messages.success(request, told % {"number": number})


class InContestInline(ReadOnlyInline):
    """The contests that a problem stood in."""

    model = ContestProblem
    fields = ("contest", "short", "division", "n_solved", "n_tried")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("contests")


@admin.register(Problem)
class ProblemAdmin(ReadOnlyAdmin[Problem]):
    """All problems. What sites say is read from them, not typed here."""

    list_display = ("name", "key", "resource", "rating", "own_rating", "n_solved", "n_tried", "is_archived", "modified")
    list_filter = ("is_archived", ("resource", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("resource",)
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("name",)
    raw_id_fields = ("resource",)
    exclude = ("facts",)
    readonly_fields = ("facts_shown",)
    inlines = (InContestInline,)

    @admin.display(description=gettext_lazy("facts"))
    def facts_shown(self, problem: Problem) -> SafeString:
        """Return what else the site says."""
        return as_json(problem.facts)
