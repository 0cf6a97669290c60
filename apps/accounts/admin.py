"""Staff pages of people, their API keys, and the accounts that people have on contest sites."""

from __future__ import annotations

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.accounts.actions import renew_key
from apps.accounts.models import Account, AccountLink, AccountRenaming, ApiKey, User
from apps.core.staff import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, StackedInline, as_json


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


class RenamingInline(ReadOnlyInline):
    """The handles that an account had before."""

    model = AccountRenaming
    fields = ("old_key", "at")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("former handles")


class LinkInline(ReadOnlyInline):
    """The people whose account it is."""

    model = AccountLink
    fields = ("user", "verified", "created")
    readonly_fields = fields
    verbose_name_plural = gettext_lazy("people")


@admin.register(Account)
class AccountAdmin(ReadOnlyAdmin[Account]):
    """All accounts on contest sites. What sites say is read from them, not typed here."""

    list_display = ("key", "name", "resource", "country", "rating", "n_contests", "read_at", "due", "trouble", "gone")
    list_filter = (("resource", admin.RelatedOnlyFieldListFilter),)
    list_select_related = ("resource",)
    list_per_page = 50
    ordering = ("-id",)
    search_fields = ("key__istartswith",)
    search_help_text = gettext_lazy("The beginning of a handle")
    raw_id_fields = ("resource",)
    exclude = ("facts", "days")
    readonly_fields = ("facts_shown", "page")
    inlines = (LinkInline, RenamingInline)

    @admin.display(description=gettext_lazy("facts"))
    def facts_shown(self, account: Account) -> SafeString:
        """Return what else the site says."""
        return as_json(account.facts)

    @admin.display(description=gettext_lazy("page"))
    def page(self, account: Account) -> SafeString:
        """Return a link to its page."""
        address = reverse("accounts:account", args=[account.key, account.resource.host])
        return format_html('<a href="{}">{}</a>', address, _("Open"))


@admin.register(AccountLink)
class AccountLinkAdmin(ModelAdmin[AccountLink]):
    """Whose account is whose: made and taken away by hand here, for people who ask for it."""

    list_display = ("user", "account", "resource", "verified", "created")
    list_select_related = ("user", "account__resource")
    raw_id_fields = ("user", "account")
    search_fields = ("user__username", "account__key__istartswith")
    ordering = ("-id",)

    @admin.display(description=gettext_lazy("site"))
    def resource(self, link: AccountLink) -> str:
        """Return the name of the account's site."""
        return link.account.resource.title
