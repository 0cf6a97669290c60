"""Staff pages of the engine: what is due, what every try gave, and what the sites sent."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core.errors import Refused
from apps.core.staff import ReadOnlyAdmin, as_json, as_lines, person
from apps.ingest import archive
from apps.ingest.actions import accept_list, make_due
from apps.ingest.models import Body, Plan, Run
from apps.ingest.schedule import CIRCUIT_OPENS
from apps.ingest.statuses import STATUS_WORDS
from apps.resources.adapters.base import AdapterError
from apps.resources.models import Resource

# As the condition of the index `run_failed` says it, so that PostgreSQL uses it.
FAILED = ~Q(status__in=["ok", "unchanged", ""])
CALM = (Run.OK, Run.UNCHANGED)
MOST_SHOWN = 20_000  # characters of a body


class ByState(admin.SimpleListFilter):
    """How a plan is doing."""

    title = gettext_lazy("state")
    parameter_name = "state"
    conditions = {
        "fine": Q(failures=0, succeeded__isnull=False) & ~Q(status=Run.HELD),
        "failing": Q(failures__gt=0),
        "open": Q(failures__gte=CIRCUIT_OPENS),
        "held": Q(status=Run.HELD),
        "never": Q(succeeded=None),
    }

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [
            ("fine", _("fine")),
            ("failing", _("failing")),
            ("open", _("circuit open")),
            ("held", _("list held back")),
            ("never", _("never read")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Plan]) -> QuerySet[Plan]:
        """Return the plans in that state."""
        return queryset.filter(self.conditions.get(self.value() or "", Q()))


@admin.register(Plan)
class PlanAdmin(ReadOnlyAdmin[Plan]):
    """What is read again and again."""

    list_display = (
        "resource",
        "ability",
        "subject",
        "status",
        "failures",
        "due",
        "succeeded",
        "rows",
        "why",
        "runs_of",
    )
    list_filter = (ByState, "ability")
    list_select_related = ("resource",)
    ordering = ("-failures", "resource__host", "ability", "subject")
    search_fields = ("resource__host", "resource__title", "subject", "status", "error")
    actions = ("fetch_now", "accept")
    exclude = ("error", "trace")
    readonly_fields = ("error_shown", "trace_shown")

    @admin.display(description=gettext_lazy("error"))
    def why(self, plan: Plan) -> str:
        """Return the last line of the last error."""
        return _last_line(plan.error)

    @admin.display(description=gettext_lazy("run log"))
    def runs_of(self, plan: Plan) -> SafeString:
        """Return a link to its tries."""
        address = reverse("admin:ingest_run_changelist")
        return format_html('<a href="{}?plan__id__exact={}">{}</a>', address, plan.pk, _("runs"))

    @admin.display(description=gettext_lazy("error"))
    def error_shown(self, plan: Plan) -> SafeString:
        """Return the whole error."""
        return as_lines(plan.error)

    @admin.display(description=gettext_lazy("last answers"))
    def trace_shown(self, plan: Plan) -> SafeString:
        """Return what was asked last."""
        return as_json(plan.trace)

    @admin.action(description=gettext_lazy("Fetch now"), permissions=["change"])
    def fetch_now(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        """Make the chosen plans due: the clock hands them to a worker within half a minute."""
        number = make_due(queryset, by=person(request))
        told = ngettext("%(number)d plan is due now.", "%(number)d plans are due now.", number)
        messages.success(request, told % {"number": number})

    @admin.action(description=gettext_lazy("Accept the list that was held back"), permissions=["change"])
    def accept(self, request: HttpRequest, queryset: QuerySet[Plan]) -> None:
        """Take in the short lists of the chosen plans."""
        for plan in queryset.select_related("resource"):
            try:
                accepted = accept_list(plan, by=person(request))
            except (Refused, AdapterError) as error:
                messages.error(request, f"{plan.resource}: {error}")
            else:
                told = _("%(site)s: taken in %(rows)s rows, %(removed)s removed.")
                counts = {"site": plan.resource, "rows": accepted.rows, "removed": accepted.removed}
                messages.success(request, told % counts)


class BySite(admin.SimpleListFilter):
    """The site that was asked."""

    title = gettext_lazy("site")
    parameter_name = "site"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return every site that has plans."""
        sites = Resource.objects.filter(plans__isnull=False).distinct().order_by("host")
        return [(str(pk), host) for pk, host in sites.values_list("pk", "host")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        """Return the tries of that site."""
        site = self.value() or ""
        return queryset.filter(plan__in=_ids(Plan.objects.filter(resource=int(site)))) if site.isdecimal() else queryset


class ByStatus(admin.SimpleListFilter):
    """How a try ended. The choices are known, so the log is not searched for them."""

    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("failed", _("any trouble")), *((status, str(word)) for status, word in STATUS_WORDS.items())]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        """Return the tries that ended so."""
        return _of_status(queryset, self.value()) if self.value() else queryset


class ByAge(admin.SimpleListFilter):
    """How long ago a try began."""

    title = gettext_lazy("begun")
    parameter_name = "within"
    spans = {"hour": timedelta(hours=1), "day": timedelta(days=1), "week": timedelta(days=7)}

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices."""
        return [("hour", _("within an hour")), ("day", _("within a day")), ("week", _("within a week"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Run]) -> QuerySet[Run]:
        """Return the tries since then."""
        span = self.spans.get(self.value() or "")
        return queryset.filter(started__gt=timezone.now() - span) if span else queryset


@admin.register(Run)
class RunAdmin(ReadOnlyAdmin[Run]):
    """The run log, the newest first. Each search and filter is answered by an index, however long the log."""

    list_display = (
        "started",
        "site",
        "ability",
        "status",
        "rows",
        "added",
        "changed",
        "removed",
        "took",
        "bytes",
        "why",
    )
    list_filter = (ByStatus, ByAge, BySite)
    list_select_related = ("plan__resource",)
    search_fields = ("error",)
    search_help_text = gettext_lazy("Words: a site's host, a status, or text of the error. All of them must fit.")
    exclude = ("error", "trace")
    readonly_fields = ("error_shown", "bodies", "trace_shown")

    @admin.display(description=gettext_lazy("site"))
    def site(self, run: Run) -> str:
        """Return the host of the site."""
        return run.plan.resource.host

    @admin.display(description=gettext_lazy("ability"))
    def ability(self, run: Run) -> str:
        """Return what was read of it."""
        return f"{run.plan.ability} {run.plan.subject}".strip()

    @admin.display(description=gettext_lazy("error"))
    def why(self, run: Run) -> str:
        """Return the last line of the error."""
        return _last_line(run.error)

    @admin.display(description=gettext_lazy("error"))
    def error_shown(self, run: Run) -> SafeString:
        """Return the whole error, a traceback with its lines."""
        return as_lines(run.error)

    @admin.display(description=gettext_lazy("bodies"))
    def bodies(self, run: Run) -> SafeString:
        """Return links to what the site sent, as far as the archive still has it."""
        digests = [call["digest"] for call in run.trace if call.get("digest")]
        kept = Body.objects.filter(digest__in=digests).values_list("digest", "size")
        rows = ((reverse("admin:ingest_body_change", args=[digest]), digest[:12], size) for digest, size in kept)
        return format_html_join(", ", '<a href="{}">{}</a> ({} B)', rows) or SafeString("–")

    @admin.display(description=gettext_lazy("calls"))
    def trace_shown(self, run: Run) -> SafeString:
        """Return every call that was made."""
        return as_json(run.trace)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Run], search_term: str
    ) -> tuple[QuerySet[Run], bool]:
        """Read each word as a status, else as a part of a host, else as text of an error."""
        for word in search_term.replace("\x00", "").split():
            plans = _ids(Plan.objects.filter(resource__host__icontains=word))
            if word in STATUS_WORDS:
                queryset = _of_status(queryset, word)
            elif plans:
                queryset = queryset.filter(plan__in=plans)
            else:
                queryset = queryset.filter(FAILED, error__icontains=word)
        return queryset, False


@admin.register(Body)
class BodyAdmin(ReadOnlyAdmin[Body]):
    """What a site sent; reached from the run that received it."""

    fields = ("digest", "size", "seen", "beginning")
    readonly_fields = ("beginning",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Leave it out of the front page: nobody looks for a body by its hash."""
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Body]:
        """Return the bodies without their content, which may be megabytes each."""
        return super().get_queryset(request).defer("content")

    @admin.display(description=gettext_lazy("content"))
    def beginning(self, body: Body) -> SafeString:
        """Return the body as text, the longest cut."""
        content = archive.load([body.digest])[body.digest]
        return as_lines(content[: 4 * MOST_SHOWN].decode("utf-8", "replace")[:MOST_SHOWN])


def _of_status(runs: QuerySet[Run], status: str | None) -> QuerySet[Run]:
    if status == "failed":
        return runs.filter(FAILED)
    found = runs.filter(status=status)
    return found if status in CALM else found.filter(FAILED)


def _ids(plans: QuerySet[Plan]) -> list[int]:
    """Return the ids of plans: a list lets PostgreSQL use the index of runs by plan."""
    return list(plans.values_list("pk", flat=True))


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2][:200]
