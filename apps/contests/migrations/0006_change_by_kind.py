"""The log of changes finds the few of a rare kind among the many of the others."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contests", "0005_fill_series")]
    operations = [
        migrations.AddIndex(
            model_name="contestchange",
            index=models.Index(fields=["kind", "-id"], name="change_by_kind"),
        ),
    ]
