"""The search compares titles and hosts without accents, case and signs, by an index of their trigrams."""

import django.contrib.postgres.indexes
from django.db import migrations, models
from django.db.models.functions import Concat

import apps.core.folding


class Migration(migrations.Migration):
    dependencies = [("contests", "0002_tables"), ("core", "0002_folded")]
    operations = [
        migrations.AddField(
            model_name="contest",
            name="folded",
            field=models.GeneratedField(
                db_persist=True,
                expression=apps.core.folding.Folded(Concat("title", models.Value(" "), "host")),
                help_text="What the search compares.",
                output_field=models.TextField(),
            ),
        ),
        migrations.AddIndex(
            model_name="contest",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["folded"], name="contest_folded_words", opclasses=["gin_trgm_ops"]
            ),
        ),
    ]
