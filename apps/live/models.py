"""Topics: what a page or a socket can watch, each with a version that every change raises."""

from django.db import models


class Topic(models.Model):
    """One thing that can change, and how often it has."""

    name = models.CharField(max_length=100, primary_key=True)
    version = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.name} {self.version}"
