"""That somebody looked at a list's open numbers stays on record; and what is never deleted row by
row is not emptied as a whole either."""

from django.db import migrations

KEPT = """
    CREATE FUNCTION regencies_rosterlook_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'regencies_rosterlook: that somebody looked is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER regencies_rosterlook_append_only BEFORE UPDATE OR DELETE
        ON regencies_rosterlook
        FOR EACH ROW EXECUTE FUNCTION regencies_rosterlook_append_only();
"""
UNKEPT = """
    DROP TRIGGER regencies_rosterlook_append_only ON regencies_rosterlook;
    DROP FUNCTION regencies_rosterlook_append_only();
"""
# For the tables of both apps.
NEVER_EMPTIED = """
    CREATE FUNCTION never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '%: what is never deleted is not emptied either', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END $$;
"""
TABLES = ("change", "rosterlook", "systemlook")


def never_emptied(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()",
        f"DROP TRIGGER never_emptied ON {table}",
    )


class Migration(migrations.Migration):
    dependencies = [("regencies", "0022_systems_tell_of_deaths")]

    operations = [
        migrations.RunSQL(KEPT, UNKEPT),
        migrations.RunSQL(NEVER_EMPTIED, "DROP FUNCTION never_emptied()"),
        *(never_emptied(f"regencies_{table}") for table in TABLES),
    ]
