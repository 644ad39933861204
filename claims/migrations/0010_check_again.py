"""What the checks rest on has changed: those of the open claims concerned run again.

Triggers, so that no import, page or hand in the database can forget it. The sweep finds the
claims by checked_version, as after any change of a claim's own facts.
"""

from django.db import migrations

# What is not handed in yet too: a claim that is being submitted meanwhile waits for the change
# and is checked by it.
OPEN = "('draft', 'reported', 'submitted', 'endorsed', 'verified', 'sent_back')"
# Function to whose claims are concerned, seen from the rows that changed.
CONCERNED = {
    "person": "(claim.nik_index, claim.regency_id) IN"
    " (SELECT nik_index, regency_id FROM changed WHERE nik_index <> '')",
    "cover": "(claim.nik_index, claim.regency_id) IN"
    " (SELECT one.nik_index, one.regency_id FROM changed"
    " JOIN regencies_participant one ON one.id = changed.participant_id WHERE one.nik_index <> '')",
    "place": "EXISTS (SELECT 1 FROM changed"
    " WHERE changed.regency_id IS NULL OR changed.regency_id = claim.regency_id)",
    "country": "EXISTS (SELECT 1 FROM changed)",
}
TABLES = {
    "regencies_participant": "person",
    "regencies_coverage": "cover",
    "regencies_figure": "place",
    "regencies_checkrule": "place",
    "regencies_holiday": "place",
    "regencies_paper": "country",
}
# An update concerns whom the row was about and whom it is about now: once each.
BOTH = "FROM (SELECT * FROM changed UNION ALL SELECT * FROM was) changed"
TIMES = {
    "INSERT": ("NEW TABLE AS changed", ""),
    "UPDATE": ("NEW TABLE AS changed OLD TABLE AS was", "_both"),
    "DELETE": ("OLD TABLE AS changed", ""),
}


def function(name, concerned):
    # One at a time: two of them would lock the same claims in different order. Nothing here
    # comes from outside.
    return f"""
        CREATE FUNCTION claims_check_again_{name}() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM pg_advisory_xact_lock(hashtext('claims_check_again'));
            UPDATE claims_claim AS claim SET checked_version = -1
            WHERE claim.state IN {OPEN} AND {concerned};
            RETURN NULL;
        END $$;
    """  # noqa: S608


def trigger(table, name, verb):
    rows, both = TIMES[verb]
    return f"""
        CREATE TRIGGER claims_check_again_{verb.lower()} AFTER {verb} ON {table}
            REFERENCING {rows}
            FOR EACH STATEMENT EXECUTE FUNCTION claims_check_again_{name}{both}();
    """


FUNCTIONS = CONCERNED | {
    f"{name}_both": concerned.replace("FROM changed", BOTH) for name, concerned in CONCERNED.items()
}


class Migration(migrations.Migration):
    dependencies = [("claims", "0009_paper_verdict"), ("regencies", "0004_check_rule")]

    operations = [
        *(
            migrations.RunSQL(
                function(name, concerned), f"DROP FUNCTION claims_check_again_{name}()"
            )
            for name, concerned in FUNCTIONS.items()
        ),
        *(
            migrations.RunSQL(
                trigger(table, name, verb),
                f"DROP TRIGGER claims_check_again_{verb.lower()} ON {table}",
            )
            for table, name in TABLES.items()
            for verb in TIMES
        ),
    ]
