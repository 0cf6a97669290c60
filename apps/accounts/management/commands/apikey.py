"""`manage.py apikey <username>`: a new key to the API."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from apps.accounts.actions import renew_key
from apps.accounts.models import User


class Command(BaseCommand):
    """Prints the key and nothing else, so that a script can take it."""

    help = "Print a new API key for a person, in place of any older one; the person is made if there is none."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the name."""
        parser.add_argument("username")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Renew the key."""
        longest = User._meta.get_field("username").max_length
        if not username.strip() or len(username) > (longest or 0):
            raise CommandError(f"A username has 1 to {longest} characters.")
        self.stdout.write(renew_key(username))
