"""No tables: only the two rights that the staff pages ask for."""

from django.db import models


class StaffPages(models.Model):
    """What the rights hang on. There is no such table."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("see", "May look at the staff pages"),
            ("act", "May act on the staff pages: fetch, accept, retry, hide, merge"),
        ]

    def __str__(self) -> str:
        return "staff pages"
