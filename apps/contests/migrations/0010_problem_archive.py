"""The archive of problems: when each was last set in a contest, what the search compares, and an index a column.

Problems that are known already get their time at the end: PostgreSQL makes no index beside rows just written.
"""

import django.contrib.postgres.indexes
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.db import migrations, models

import apps.core.folding

BATCH = 10_000


def fill(apps, schema_editor):
    """Walk along the ids; a batch that was done before is written again with the same values."""
    problems = apps.get_model("contests", "Problem").objects
    links = apps.get_model("contests", "ContestProblem").objects.filter(problem=models.OuterRef("pk")).order_by()
    newest = links.values("problem").annotate(start=models.Max("contest__start")).values("start")
    last = 0
    while ids := list(problems.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        problems.filter(pk__in=ids).update(set_at=models.Subquery(newest))
        last = ids[-1]


class Migration(migrations.Migration):
    dependencies = [
        ("contests", "0009_problem_name_words"),
        ("resources", "0001_tables"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="problem",
            name="problem_name_words",
        ),
        migrations.AddField(
            model_name="problem",
            name="folded",
            field=models.GeneratedField(
                db_persist=True,
                expression=apps.core.folding.Folded(
                    django.db.models.functions.text.Concat("name", models.Value(" "), "key")
                ),
                help_text="What the search compares.",
                output_field=models.TextField(),
            ),
        ),
        migrations.AddField(
            model_name="problem",
            name="set_at",
            field=models.DateTimeField(blank=True, help_text="When the newest contest that has it starts.", null=True),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                models.OrderBy(models.F("set_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="problem_by_time",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                models.F("resource"),
                models.OrderBy(models.F("set_at"), descending=True, nulls_last=True),
                models.OrderBy(models.F("id"), descending=True),
                name="problem_of_resource",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("rating__isnull", False)), fields=["rating", "id"], name="problem_by_rating"
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("own_rating__isnull", False)), fields=["own_rating", "id"], name="problem_by_ours"
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("n_solved__isnull", False)), fields=["n_solved", "id"], name="problem_by_solved"
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                condition=models.Q(("n_tried__isnull", False)), fields=["n_tried", "id"], name="problem_by_tried"
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(
                django.db.models.expressions.CombinedExpression(
                    django.db.models.functions.comparison.Cast(models.F("n_solved"), models.FloatField()),
                    "/",
                    models.F("n_tried"),
                ),
                models.F("id"),
                condition=models.Q(("n_solved__gte", 0), ("n_tried__gt", 0)),
                name="problem_by_share",
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=models.Index(django.db.models.functions.text.Upper("name"), models.F("id"), name="problem_by_name"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=django.contrib.postgres.indexes.GinIndex(fastupdate=False, fields=["tags"], name="problem_tags"),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["name"], name="problem_name_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.AddIndex(
            model_name="problem",
            index=django.contrib.postgres.indexes.GinIndex(
                fastupdate=False, fields=["folded"], name="problem_folded_words", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
