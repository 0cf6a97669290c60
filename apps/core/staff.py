"""What the staff pages of all apps share: records that are only read, and paging that stays fast in long tables."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar, cast

from django import forms
from django.contrib import admin
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core import paginator
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString

MOST_COUNTED = 10_000

M = TypeVar("M", bound=Model)

if TYPE_CHECKING:
    Paginator = paginator.Paginator
    ModelForm = forms.ModelForm
    ModelAdmin = admin.ModelAdmin
    TabularInline = admin.TabularInline
    StackedInline = admin.StackedInline
else:

    class _Subscripted:
        """Lets `ModelAdmin[Contest]` stand at run time as it does for the type checker."""

        def __class_getitem__(cls, models: object) -> type:
            return cls

    class Paginator(_Subscripted, paginator.Paginator):
        """Django's, by its name in the stubs."""

    class ModelForm(_Subscripted, forms.ModelForm):
        """Django's, by its name in the stubs."""

    class ModelAdmin(_Subscripted, admin.ModelAdmin):
        """Django's, by its name in the stubs."""

    class TabularInline(_Subscripted, admin.TabularInline):
        """Django's, by its name in the stubs."""

    class StackedInline(_Subscripted, admin.StackedInline):
        """Django's, by its name in the stubs."""


class CappedPaginator(Paginator[M]):
    """Pages of a list that may have millions of rows: nobody pages past the first ten thousand, so no more count."""

    @cached_property
    def count(self) -> int:
        """The number of rows, or MOST_COUNTED where there are more."""
        rows = cast("QuerySet[M]", self.object_list)
        return rows.order_by()[:MOST_COUNTED].count()


class ReadOnlyAdmin(ModelAdmin[M]):
    """Records that the machine writes: staff look, search and act on them, but edit nothing by hand."""

    show_full_result_count = False
    paginator = CappedPaginator

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Nobody deletes one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Whoever may change the kind may act on the list; a single one opens for reading."""
        return obj is None and super().has_change_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        """Whoever may act on them may look."""
        return super().has_view_permission(request, obj) or super().has_change_permission(request)


class ReadOnlyInline(TabularInline[Any, Any]):
    """Rows beside a record, for reading only."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds one by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody edits one."""
        return False


def person(request: HttpRequest) -> AbstractBaseUser:
    """Return who acts, for the audit.

    Raises:
        PermissionDenied: nobody is logged in.
    """
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def as_json(value: Any) -> SafeString:
    """Return a JSON value as a person can read it."""
    return format_html("<pre>{}</pre>", json.dumps(value, indent=1, ensure_ascii=False, sort_keys=True))


def as_lines(text: str) -> SafeString:
    """Return a text with its lines kept: a traceback, say."""
    return format_html("<pre>{}</pre>", text)
