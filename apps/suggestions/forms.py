"""The form of a suggestion: what it takes, what it refuses, and the two traps for robots."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core import signing
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.contests.filter_values import read_duration
from apps.suggestions.models import Suggestion

QUICKEST = timedelta(seconds=2)  # nobody fills in a form faster
FARTHEST = timedelta(days=730)
SHORTEST, LONGEST = timedelta(minutes=1), timedelta(days=120)
SALT = "suggestion"
LOCAL_TIME = "%Y-%m-%dT%H:%M"
TEXT = {"class": "form-control"}


class SuggestionForm(forms.Form):
    """A contest (with its times) or a source (a site that holds many)."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is missing"),
        choices=[
            (Suggestion.CONTEST, gettext_lazy("A contest")),
            (Suggestion.SOURCE, gettext_lazy("A whole site, a league or a calendar")),
        ],
        widget=forms.RadioSelect,
        initial=Suggestion.CONTEST,
    )
    url = forms.URLField(
        label=gettext_lazy("Its address"),
        assume_scheme="https",
        max_length=2000,
        widget=forms.URLInput(attrs=TEXT | {"placeholder": "https://", "autocomplete": "off"}),
    )
    title = forms.CharField(label=gettext_lazy("Its name"), max_length=300, widget=forms.TextInput(attrs=TEXT))
    start = forms.DateTimeField(
        label=gettext_lazy("Start"),
        required=False,
        input_formats=[LOCAL_TIME, "%Y-%m-%d %H:%M", f"{LOCAL_TIME}:%S"],
        widget=forms.DateTimeInput(attrs=TEXT | {"type": "datetime-local"}, format=LOCAL_TIME),
    )
    length = forms.CharField(
        label=gettext_lazy("Length"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs=TEXT | {"placeholder": "2h 30m"}),
    )
    note = forms.CharField(
        label=gettext_lazy("Anything that helps"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT | {"rows": 3}),
    )
    contact = forms.EmailField(
        label=gettext_lazy("Your e-mail, if you want an answer"),
        required=False,
        widget=forms.EmailInput(attrs=TEXT | {"autocomplete": "email"}),
    )
    website = forms.CharField(required=False)  # hidden from people: whoever fills it in is a robot
    shown = forms.CharField(required=False)  # when the form was shown, signed

    @property
    def is_from_robot(self) -> bool:
        """True when the trap holds something."""
        return bool(self.data.get("website"))

    def clean_url(self) -> str:
        """Return a web address with its scheme in small letters; refuse any other."""
        scheme, separator, place = str(self.cleaned_data["url"]).partition("://")
        url = f"{scheme.lower()}{separator}{place}"
        if not url.startswith(("http://", "https://")):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return url

    def clean_shown(self) -> None:
        """Refuse what was sent at once, or from a form that nobody was shown."""
        try:
            shown = float(signing.loads(self.cleaned_data["shown"], salt=SALT, max_age=timedelta(days=1)))
        except signing.BadSignature:
            raise forms.ValidationError(_("This form is too old. Please send it again.")) from None
        if timezone.now().timestamp() - shown < QUICKEST.total_seconds():
            raise forms.ValidationError(_("That was very quick. Please send it again."))

    def clean(self) -> dict[str, Any]:
        """Ask for the times of a contest and refuse those that cannot be; drop those of a source."""
        given = super().clean() or {}
        given["end"] = None
        if given.get("kind") == Suggestion.SOURCE:
            return given | {"start": None}
        start, length = given.get("start"), read_duration(given.get("length", ""))
        if "start" not in self.errors and not start:
            self.add_error("start", _("When does it start?"))
        elif start and not timezone.now() < start < timezone.now() + FARTHEST:
            self.add_error("start", _("Give a start that is still to come, within two years."))
        if length is None or not SHORTEST <= length <= LONGEST:
            self.add_error("length", _("Give its length, such as 90m, 2h 30m or 3d: a minute to 120 days."))
        elif start:
            given["end"] = start + length
        return given


def seal() -> str:
    """Return the present moment, signed, for the form to carry."""
    return signing.dumps(timezone.now().timestamp(), salt=SALT)
