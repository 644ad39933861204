"""Each new row of the trail waits for its link, from its own transaction on; those that are there
already wait too, and the first runs of the sealer take them."""

from django.db import migrations

# Table to form, as claims.trail.forms numbers them.
CHAINED = {
    "claims_event": 1,
    "regencies_change": 2,
    "claims_export": 3,
    "claims_look": 4,
    "regencies_rosterlook": 5,
    "regencies_systemlook": 6,
    "claims_batchfile": 7,
    "claims_payment": 8,
}
WAITS = """
    CREATE FUNCTION claims_waits_for_its_link() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        -- By its schema: nobody puts a table of that name in front of it.
        INSERT INTO public.claims_unsealed (form, "row", at)
            SELECT TG_ARGV[0]::smallint, id, now() FROM fresh;
        RETURN NULL;
    END $$
"""


def waits(table, form):
    """The trigger first: it locks the table, so that no row is neither there nor caught."""
    return migrations.RunSQL(
        f"""
        CREATE TRIGGER waits_for_its_link AFTER INSERT ON {table}
            REFERENCING NEW TABLE AS fresh
            FOR EACH STATEMENT EXECUTE FUNCTION claims_waits_for_its_link({form});
        INSERT INTO claims_unsealed (form, "row", at)
            SELECT {form}, id, now() FROM {table} ORDER BY id;
        """,
        f"DROP TRIGGER waits_for_its_link ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("claims", "0038_trail"), ("regencies", "0023_looks_kept")]

    operations = [
        migrations.RunSQL(WAITS, "DROP FUNCTION claims_waits_for_its_link()"),
        *(waits(table, form) for table, form in CHAINED.items()),
    ]
