"""Reads the series of every contest that is known already from its title, in batches of their own transactions.

A contest whose rules change later is written by the next list that names it, so this need not run again.
"""

from django.db import migrations

from apps.contests.series import edition, series_slug

BATCH = 2000


def fill(apps, schema_editor):
    """Walk along the ids; a batch that was done before is written again with the same values."""
    contests = apps.get_model("contests", "Contest").objects
    last = 0
    while batch := list(contests.filter(pk__gt=last).order_by("pk").select_related("resource")[:BATCH]):
        for contest in batch:
            contest.series = series_slug(contest.resource.host, contest.title)
            contest.series_number = edition(contest.title).number
        contests.bulk_update(batch, ["series", "series_number"])
        last = batch[-1].pk


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("contests", "0004_series")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
