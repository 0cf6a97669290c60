"""Fill the days and incidents of sources from the run log, as far back as it goes."""

from django.db import migrations

TRIES = """
    SELECT run.plan_id, run.id, run.started, run.status,
           CASE WHEN run.status = 'crashed' THEN '' WHEN starts_with(run.error, source.prefix)
                THEN substr(run.error, length(source.prefix) + 1) ELSE run.error END AS error,
           run.status NOT IN ('ok', 'unchanged', 'held', 'refused') AS failed
    FROM ingest_run AS run
    JOIN (
        SELECT plan.id, resource.host || ' ' || plan.ability || ': ' AS prefix
        FROM ingest_plan AS plan JOIN resources_resource AS resource ON resource.id = plan.resource_id
        WHERE plan.subject = ''
    ) AS source ON source.id = run.plan_id
    WHERE run.status NOT IN ('', 'superseded', 'lost') AND run.replay_of_id IS NULL
"""

DAYS = f"""
    INSERT INTO ingest_sourceday (plan_id, day, tries, failures)
    SELECT plan_id, (started AT TIME ZONE 'UTC')::date, count(*), count(*) FILTER (WHERE failed)
    FROM ({TRIES}) AS tries GROUP BY 1, 2
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants

# A failure belongs to the same stretch as the one before it unless a success stands between them.
INCIDENTS = f"""
    WITH tries AS ({TRIES}), numbered AS (
        SELECT *, count(*) FILTER (WHERE NOT failed) OVER (PARTITION BY plan_id ORDER BY started, id) AS successes
        FROM tries
    ), stretches AS (
        SELECT plan_id, min(started) FILTER (WHERE failed) AS began, max(started) FILTER (WHERE failed) AS latest,
               count(*) FILTER (WHERE failed) AS failures, lead(min(started)) OVER following AS ended,
               (array_agg(status ORDER BY started DESC, id DESC) FILTER (WHERE failed))[1] AS status,
               (array_agg(error ORDER BY started DESC, id DESC) FILTER (WHERE failed))[1] AS said
        FROM numbered GROUP BY plan_id, successes
        WINDOW following AS (PARTITION BY plan_id ORDER BY successes)
    )
    INSERT INTO ingest_incident (plan_id, kind, began, ended, modified, status, said)
    SELECT plan_id, 'failing', began, ended, coalesce(ended, latest), status, left(said, 300)
    FROM stretches WHERE failures >= 2
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - made of constants


class Migration(migrations.Migration):
    dependencies = [("ingest", "0003_past_of_sources")]

    operations = [
        migrations.RunSQL(DAYS, reverse_sql=migrations.RunSQL.noop),
        migrations.RunSQL(INCIDENTS, reverse_sql=migrations.RunSQL.noop),
    ]
