"""What staff may say of a contest site."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from apps.core.staff import ModelForm
from apps.resources.catalogue import adapters
from apps.resources.models import Resource

HOST = re.compile(r"[a-z0-9.-]+\.[a-z0-9-]{2,}(:[0-9]{1,5})?(/[\w.~-]+)*", re.IGNORECASE)
COLOR = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE)


class AddressField(forms.URLField):
    """An address; one typed without a scheme is taken for https."""

    def __init__(self, **options: Any) -> None:
        super().__init__(assume_scheme="https", **options)


class ResourceForm(ModelForm[Resource]):
    """A site: a new one of a platform family, or what may be changed of one that is there."""

    class Meta:
        model = Resource
        fields = ("host", "title", "url", "adapter", "short", "color", "timezone", "options", "enabled")
        field_classes = {"url": AddressField}

    def clean_adapter(self) -> str:
        """Refuse an adapter that is not there, or that reads only its own sites."""
        key = str(self.cleaned_data["adapter"])
        families = sorted(name for name, adapter in adapters().items() if adapter.family)
        if key in families:
            return key
        refusal = (
            _("“%(key)s” reads only its own sites. Families: %(families)s.")
            if key in adapters()
            else _("There is no adapter “%(key)s”. Families: %(families)s.")
        )
        raise ValidationError(refusal % {"key": key, "families": ", ".join(families)})

    def clean_host(self) -> str:
        """Refuse what is no name of a host, with or without a path below it."""
        return self._matching("host", HOST, _("A host, with or without a path: contest.example.org/school."))

    def clean_color(self) -> str:
        """Refuse what is no colour."""
        return self._matching("color", COLOR, _("A colour as #rrggbb."))

    def clean_url(self) -> str:
        """Refuse what no browser can open."""
        url = str(self.cleaned_data["url"])
        if urlsplit(url).scheme not in ("http", "https"):
            raise ValidationError(_("An address that begins with https:// or http://."))
        return url

    def clean_timezone(self) -> str:
        """Refuse what is no time zone."""
        zone = str(self.cleaned_data["timezone"])
        if zone not in available_timezones():
            raise ValidationError(_("The name of a time zone, such as Europe/Minsk or UTC."))
        return zone

    def clean_options(self) -> dict[str, str]:
        """Refuse options that are no texts by name, which is what adapters read."""
        options: Any = self.cleaned_data["options"] or {}
        if not isinstance(options, dict) or not all(isinstance(value, str) for value in options.values()):
            raise ValidationError(_('An object of texts, such as {"days": "30"}.'))
        return options

    def _matching(self, name: str, pattern: re.Pattern[str], refusal: str) -> str:
        value = str(self.cleaned_data[name])
        if not pattern.fullmatch(value):
            raise ValidationError(refusal)
        return value
