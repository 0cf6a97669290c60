from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_due"),
    ]

    operations = [
        # Room in each page for the rows' next versions, which then need no new entries in the indexes (ADR 14).
        migrations.RunSQL(
            "ALTER TABLE accounts_account SET (fillfactor = 90)",
            "ALTER TABLE accounts_account RESET (fillfactor)",
        ),
    ]
