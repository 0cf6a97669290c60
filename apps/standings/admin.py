"""Staff pages of results: how the table of a contest is doing. What sites say is read from them, not typed here."""

from __future__ import annotations

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.staff import ReadOnlyAdmin, as_json
from apps.standings.addresses import address_of_standings
from apps.standings.models import Standings


@admin.register(Standings)
class StandingsAdmin(ReadOnlyAdmin[Standings]):
    """The tables that were ever asked for, the last read first."""

    list_display = ("contest", "site", "n_rows", "version", "read_at", "changed_at", "is_final", "trouble", "page")
    list_filter = ("trouble", "is_final", "is_frozen", ("contest__resource", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("contest__resource",)
    list_per_page = 50
    ordering = ("-contest_id",)
    search_fields = ("contest__title", "contest__key")
    raw_id_fields = ("contest",)
    exclude = ("columns", "prediction")
    readonly_fields = ("columns_shown", "prediction_shown", "page")

    @admin.display(description=gettext_lazy("site"))
    def site(self, standings: Standings) -> str:
        """Return the name of its site."""
        return standings.contest.resource.title

    @admin.display(description=gettext_lazy("page"))
    def page(self, standings: Standings) -> SafeString:
        """Return a link to its page."""
        contest = standings.contest
        return format_html('<a href="{}">{}</a>', address_of_standings(contest.pk, contest.title), _("Open"))

    @admin.display(description=gettext_lazy("columns"))
    def columns_shown(self, standings: Standings) -> SafeString:
        """Return the further columns."""
        return as_json(standings.columns)

    @admin.display(description=gettext_lazy("prediction"))
    def prediction_shown(self, standings: Standings) -> SafeString:
        """Return how well ratings were predicted."""
        return as_json(standings.prediction)
