"""Flags of countries in templates."""

from __future__ import annotations

from django import template

from apps.core.flags import draw_bare_flag, draw_flag

register = template.Library()
register.filter("flag", draw_flag)
register.filter("bare_flag", draw_bare_flag)
