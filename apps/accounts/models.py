"""People who use this site, and their keys to the API."""

from __future__ import annotations

import secrets

from django.contrib.auth.models import AbstractUser
from django.db import models


def new_key() -> str:
    """Return a fresh API key: 40 hexadecimal digits, as clients of the incumbent expect."""
    return secrets.token_hex(20)


class User(AbstractUser):
    """One person with an account here."""

    timezone = models.CharField(max_length=50, default="UTC")
    api_requests_per_minute = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty: the site's API_REQUESTS_PER_MINUTE; 0: no limit."
    )


class ApiKey(models.Model):
    """The key by which a program speaks for a person. One a person."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="api_key")
    key = models.CharField(max_length=40, unique=True, default=new_key)
    created = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"key of {self.user_id}"
