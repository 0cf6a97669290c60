"""A contest knows its series, read from its title, and its number there."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("contests", "0003_folded"), ("resources", "0001_tables")]
    operations = [
        migrations.AddField(
            model_name="contest",
            name="series",
            field=models.CharField(blank=True, db_default="", help_text="Read from host and title.", max_length=160),
        ),
        migrations.AddField(
            model_name="contest",
            name="series_number",
            field=models.PositiveIntegerField(blank=True, help_text="Its count there, or its year.", null=True),
        ),
        migrations.AddIndex(
            model_name="contest",
            index=models.Index(fields=["series", "-start"], name="contest_of_series"),
        ),
    ]
