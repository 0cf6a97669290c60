"""Staff pages of people and their API keys."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.actions import renew_key
from apps.accounts.models import ApiKey, User
from apps.core.staff import StackedInline


class ApiKeyInline(StackedInline[ApiKey, User]):
    """The key of a person: to be read out or taken away; a new one comes by the action "New API key"."""

    model = ApiKey
    verbose_name = verbose_name_plural = gettext_lazy("API key")
    extra = 0
    readonly_fields = ("key", "created")

    def has_add_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Keys are made by the action."""
        return False


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg] # Django's class takes none at run time
    """People with an account here."""

    list_display = (
        "username",
        "email",
        "is_active",
        "is_staff",
        "api_requests_per_minute",
        "date_joined",
        "last_login",
    )
    fieldsets = (
        *(DjangoUserAdmin.fieldsets or ()),
        (gettext_lazy("This site"), {"fields": ("timezone", "api_requests_per_minute")}),
    )
    inlines = (ApiKeyInline,)
    actions = ("new_key",)

    @admin.action(description=gettext_lazy("New API key (the old one stops working)"), permissions=["change"])
    def new_key(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        """Give each of the chosen people a new key and show it."""
        for user in queryset:
            key = renew_key(user.username)
            self.log_change(request, user, "New API key.")
            messages.success(request, _("New key of %(name)s: %(key)s") % {"name": user.username, "key": key})
