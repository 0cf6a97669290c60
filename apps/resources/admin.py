"""Staff pages of contest sites: switch them on and off, add a host of a platform family."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy, ngettext

from apps.core.staff import ModelAdmin, person
from apps.live.actions import publish
from apps.resources import actions
from apps.resources.catalogue import adapters
from apps.resources.forms import ResourceForm
from apps.resources.models import Resource

COUNTED = ("built_in", "n_contests", "n_accounts", "created")
LASTING = ("host", "adapter")  # an address here and in feeds hangs on them
KEPT_IN_STEP = ("title", "url", "short", "color")  # of built-in sites, by `sync_sites`


@admin.register(Resource)
class ResourceAdmin(ModelAdmin[Resource]):
    """Contest sites. They are never deleted, for their contests keep their ids."""

    form = ResourceForm
    list_display = ("host", "title", "adapter", "verified", "enabled", "built_in", "n_contests")
    list_filter = ("enabled", "built_in", "adapter")
    list_per_page = 200
    search_fields = ("host", "title", "short", "adapter")
    actions = ("fetch_now", "enable", "disable")
    fields = (*LASTING, "title", "url", "short", "color", "timezone", "options", "enabled", *COUNTED)

    @admin.display(description=gettext_lazy("verified against"))
    def verified(self, resource: Resource) -> str:
        """Return what its adapter's reading was checked against."""
        adapter = adapters().get(resource.adapter)
        return f"{adapter.verified.against} {adapter.verified.dated}".strip() if adapter else ""

    def get_readonly_fields(self, request: HttpRequest, obj: Resource | None = None) -> tuple[str, ...]:
        """Return what nobody types: on a new site only the counts."""
        if obj is None:
            return COUNTED
        return (*COUNTED, *LASTING, *(KEPT_IN_STEP if obj.built_in else ()))

    def has_delete_permission(self, request: HttpRequest, obj: Resource | None = None) -> bool:
        """Nobody deletes a site."""
        return False

    def save_model(self, request: HttpRequest, obj: Resource, form: Any, change: bool) -> None:  # noqa: PLR0917 - Django's
        """Save, and let every page know."""
        super().save_model(request, obj, form, change)
        publish(actions.TOPIC)

    @admin.action(description=gettext_lazy("Fetch now"), permissions=["change"])
    def fetch_now(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Have the chosen sites read within half a minute, those that are switched on."""
        number = actions.want_refresh(queryset, by=person(request))
        told = ngettext("%(number)d site will be read now.", "%(number)d sites will be read now.", number)
        messages.success(request, told % {"number": number})

    @admin.action(description=gettext_lazy("Enable"), permissions=["change"])
    def enable(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Switch the chosen sites on."""
        number = actions.enable_resources(queryset, by=person(request))
        told = ngettext("%(number)d site is enabled now.", "%(number)d sites are enabled now.", number)
        messages.success(request, told % {"number": number})

    @admin.action(description=gettext_lazy("Disable"), permissions=["change"])
    def disable(self, request: HttpRequest, queryset: QuerySet[Resource]) -> None:
        """Switch the chosen sites off."""
        number = actions.disable_resources(queryset, by=person(request))
        told = ngettext("%(number)d site is disabled now.", "%(number)d sites are disabled now.", number)
        messages.success(request, told % {"number": number})
