"""The page where anybody says what is missing here."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from apps.core.errors import Refused
from apps.core.viewer import sender_of, viewer_of
from apps.suggestions.actions import Wish, suggest
from apps.suggestions.forms import SuggestionForm, seal

FIELDS = ("kind", "url", "title", "start", "end", "note", "contact")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def suggestion(request: HttpRequest) -> HttpResponse:
    """Show the form; on POST put the wish into the queue and say so, or say what is wrong with it."""
    with timezone.override(viewer_of(request).zone):
        if request.method != "POST":
            given = {name: request.GET[name] for name in ("kind", "url", "title") if name in request.GET}
            return _show(request, SuggestionForm(initial=given))
        form = SuggestionForm(request.POST)
        if form.is_from_robot:
            return redirect("suggestions:thanks")  # it learns nothing, and nothing is kept
        if not form.is_valid():
            return _show(request, form, status=422)
        try:
            suggest(Wish(**{name: form.cleaned_data[name] for name in FIELDS}), sender=sender_of(request))
        except Refused as refusal:
            form.add_error(None, str(refusal))
            return _show(request, form, status=409)
    return redirect("suggestions:thanks")


@never_cache
def thanks(request: HttpRequest) -> HttpResponse:
    """Say what happens now."""
    return render(request, "suggestions/thanks.html")


def _show(request: HttpRequest, form: SuggestionForm, *, status: int = 200) -> HttpResponse:
    return render(request, "suggestions/suggest.html", {"form": form, "shown": seal()}, status=status)
