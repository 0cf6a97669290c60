"""How strong each country is on a site, and how its countries stand to each other."""

from __future__ import annotations

from itertools import groupby

from django.db import connection, transaction

from apps.core.copying import copy_rows, drop_tables
from apps.resources.models import Resource
from apps.standings.ratings.countries import Citizen, country_rating

CITIZENS = """
SELECT country, rating, n_contests, coalesce(extract(epoch FROM max(last_activity) OVER () - last_activity) / 86400, 0)
FROM accounts_account WHERE resource_id = %s AND country <> '' ORDER BY country, id
"""

STORE = """
WITH differing AS (
    INSERT INTO standings_countryrating AS known (resource_id, country, rating, place, n_accounts, n_rated)
    SELECT %(resource)s, country, rating, CASE WHEN rating IS NOT NULL THEN rank() OVER best END, n_accounts, n_rated
    FROM rated WINDOW best AS (ORDER BY rating DESC NULLS LAST)
    ON CONFLICT (resource_id, country) DO UPDATE
    SET (rating, place, n_accounts, n_rated)
      = (EXCLUDED.rating, EXCLUDED.place, EXCLUDED.n_accounts, EXCLUDED.n_rated)
    WHERE (known.rating, known.place, known.n_accounts, known.n_rated)
          IS DISTINCT FROM (EXCLUDED.rating, EXCLUDED.place, EXCLUDED.n_accounts, EXCLUDED.n_rated)
    RETURNING 1
), vanished AS (
    DELETE FROM standings_countryrating
    WHERE resource_id = %(resource)s AND country NOT IN (SELECT country FROM rated) RETURNING 1
)
SELECT (SELECT count(*) FROM differing) + (SELECT count(*) FROM vanished)
"""

COLUMNS = {"country": "text", "rating": "integer", "n_accounts": "integer", "n_rated": "integer"}


def rate_countries(resource: Resource) -> int:
    """Rate the countries of a site anew from its accounts; return for how many something changed."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(CITIZENS, [resource.pk])
        rows = []
        for country, people in groupby(cursor.fetchall(), key=lambda row: row[0]):
            known = list(people)
            rated = [Citizen(rating, played, float(away)) for _, rating, played, away in known if rating is not None]
            rating = country_rating(rated)
            rows.append((country, None if rating is None else round(rating), len(known), len(rated)))
        copy_rows(cursor, "rated", columns=COLUMNS, rows=rows)
        cursor.execute(STORE, {"resource": resource.pk})
        (changed,) = cursor.fetchone()
        drop_tables(cursor, "rated")
    return int(changed)
