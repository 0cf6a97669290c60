"""Who may enter the staff pages: two rights, two groups that carry them, and the guard before every page."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.models import Group, Permission
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from apps.core.viewer import viewer_of

SEE, ACT = "ops.see", "ops.act"
GROUPS = {"staff readers": (SEE,), "staff operators": (SEE, ACT)}

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


def staff_page(right: str) -> Callable[[View[P]], View[P]]:
    """Let only people with a right in: others are asked to log in, or told that they may not. Nothing is ever kept.

    Times are read and written in the viewer's zone.
    """

    def guard(view: View[P]) -> View[P]:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                back = request.get_full_path() if request.method in ("GET", "HEAD") else reverse("ops:overview")
                return redirect_to_login(back, reverse("ops:login"))
            if not request.user.has_perm(right):
                return render(request, "ops/forbidden.html", {"right": right}, status=403)
            with timezone.override(viewer_of(request).zone):
                return view(request, *args, **kwargs)

        return cast("View[P]", guarded)

    return guard


def make_groups(**_: Any) -> None:
    """Make the groups where they are missing, after a migration; what staff changed about them stays."""
    rights = {f"ops.{one.codename}": one for one in Permission.objects.filter(content_type__app_label="ops")}
    if not {SEE, ACT} <= set(rights):
        return
    for name, carried in GROUPS.items():
        group, made = Group.objects.get_or_create(name=name)
        if made:
            group.permissions.set([rights[right] for right in carried])
