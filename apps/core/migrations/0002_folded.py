"""Searches compare texts without accents, case and signs: the function that folds them.

Its body names everything by its schema and is kept parsed, so an index may rest on it and a dump brings it back,
whatever `search_path` says at that time.
"""

from django.contrib.postgres.operations import UnaccentExtension
from django.db import migrations

# "Codeforces Round 1062 (Div.2)" becomes " codeforces round 1062 div 2": a blank before every word, so that
# LIKE '% word%' finds the words that begin with it. Figures part from the letters before them, ideographs from each
# other. The ranges are written out, because what [[:alnum:]] holds depends on the database's locale.
CREATE = r"""
DO $migration$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION folded(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN ' ' || pg_catalog.btrim(
            pg_catalog.regexp_replace(
                pg_catalog.regexp_replace(
                    pg_catalog.regexp_replace(
                        pg_catalog.lower(%1$s.unaccent('%1$s.unaccent'::pg_catalog.regdictionary, $1)),
                        '([\u3040-\u30ff\u3400-\u9fff])', ' \1 ', 'g'
                    ),
                    '([^ 0-9])(?=[0-9])', '\1 ', 'g'
                ),
                '[\u0001-\u002f\u003a-\u0060\u007b-\u00bf\u2000-\u206f\u3000-\u303f\uff00-\uff0f]+', ' ', 'g'
            )
        )
    $create$, (SELECT extnamespace::regnamespace FROM pg_catalog.pg_extension WHERE extname = 'unaccent'));
END
$migration$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_tables")]
    operations = [UnaccentExtension(), migrations.RunSQL(CREATE, "DROP FUNCTION folded(text)")]
