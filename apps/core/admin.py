"""Staff pages of the outbox: what happened, and what could not be handed on."""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from apps.core import events
from apps.core.models import Event, Handoff
from apps.core.staff import ReadOnlyAdmin, ReadOnlyInline, as_json, as_lines, person


class HandoffInline(ReadOnlyInline):
    """Who was told of an event."""

    model = Handoff
    fields = ("handler", "due", "tries", "done", "parked", "error")
    readonly_fields = fields


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin[Event]):
    """Facts, the newest first."""

    list_display = ("name", "id", "at", "payload")
    ordering = ("-id",)
    search_fields = ("=name",)
    search_help_text = gettext_lazy("The whole name of an event, such as contest.moved")
    fields = ("name", "at", "payload_shown")
    readonly_fields = ("payload_shown",)
    inlines = (HandoffInline,)

    @admin.display(description=gettext_lazy("payload"))
    def payload_shown(self, event: Event) -> SafeString:
        """Return the payload for people."""
        return as_json(event.payload)


class ByFate(admin.SimpleListFilter):
    """How far a hand-off came. Those that were given up come first to mind, so they are what is shown unasked."""

    title = gettext_lazy("state")
    parameter_name = "state"
    conditions = {
        "parked": Q(parked__isnull=False, done=None),
        "waiting": Q(done=None, parked=None),
        "done": Q(done__isnull=False),
        "all": Q(),
    }

    def lookups(self, request: HttpRequest, model_admin: object) -> list[tuple[str, str]]:
        """Return the choices besides the first."""
        return [("waiting", _("waiting")), ("done", _("done")), ("all", _("all"))]

    def choices(self, changelist: object) -> list[dict[str, object]]:  # type: ignore[override]
        """Return the choices, the one for no choice named for what it shows."""
        first, *others = super().choices(changelist)  # type: ignore[arg-type]
        return [{**first, "display": _("given up")}, *others]  # type: ignore[list-item]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Handoff]) -> QuerySet[Handoff]:
        """Return the hand-offs of that state."""
        return queryset.filter(self.conditions.get(self.value() or "parked", Q()))


@admin.register(Handoff)
class HandoffAdmin(ReadOnlyAdmin[Handoff]):
    """Events on their way to handlers."""

    list_display = ("handler", "event", "due", "tries", "done", "parked", "why")
    list_filter = (ByFate,)
    list_select_related = ("event",)
    ordering = ("-id",)
    search_fields = ("handler", "error")
    actions = ("try_again",)
    exclude = ("error",)
    readonly_fields = ("error_shown",)

    @admin.display(description=gettext_lazy("error"))
    def why(self, handoff: Handoff) -> str:
        """Return the last line of the error."""
        return handoff.error.strip().rpartition("\n")[2][:200]

    @admin.display(description=gettext_lazy("error"))
    def error_shown(self, handoff: Handoff) -> SafeString:
        """Return the whole traceback."""
        return as_lines(handoff.error)

    @admin.action(description=gettext_lazy("Try again"), permissions=["change"])
    def try_again(self, request: HttpRequest, queryset: QuerySet[Handoff]) -> None:
        """Give the chosen hand-offs five more tries."""
        number = events.try_again(queryset, by=person(request))
        told = ngettext("%(number)d hand-off is tried again.", "%(number)d hand-offs are tried again.", number)
        messages.success(request, told % {"number": number})
