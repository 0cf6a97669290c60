"""What an open page must know of a table to bring it up to date by itself, and what is said of trouble with it."""

from __future__ import annotations

from django import template

from apps.standings.history.changes import state_of
from apps.standings.views import trouble_words

register = template.Library()
register.filter("board_state", state_of)
register.filter("trouble_words", trouble_words)
