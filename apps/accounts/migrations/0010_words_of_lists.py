"""The list of accounts finds names by itself: the clock copies the folded names into it, and the index moves along."""

import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0009_unbound_lists"),
        ("resources", "0001_tables"),
    ]

    operations = [
        migrations.RemoveIndex(model_name="accountname", name="account_name_words"),
        migrations.AddField(
            model_name="listedaccount",
            name="folded",
            field=models.TextField(
                db_default="", help_text="Handle and name, folded; empty until they are (AccountName)."
            ),
        ),
        # At once, however many rows: all of them are empty as yet.
        migrations.AddIndex(
            model_name="listedaccount",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["folded"], name="listed_words", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
