"""A quick look that spares `folded` most texts: every word of a folded text stands in the unaccented one.

Folding also parts words and turns signs into blanks, but it never joins anything, so what a text without accents in
small letters does not hold its folded words do not hold either. That takes a third of the time.
"""

from django.db import migrations

# As `folded`, it names everything by its schema, which is that of the extension.
CREATE = r"""
DO $migration$
BEGIN
    EXECUTE format($create$
        CREATE FUNCTION unaccented(text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN pg_catalog.lower(%1$s.unaccent('%1$s.unaccent'::pg_catalog.regdictionary, $1))
    $create$, (SELECT extnamespace::regnamespace FROM pg_catalog.pg_extension WHERE extname = 'unaccent'));
END
$migration$
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0003_audit")]
    operations = [migrations.RunSQL(CREATE, "DROP FUNCTION unaccented(text)")]
