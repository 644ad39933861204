"""A change that concerns no open claim holds nothing and waits for nobody.

A list of participants changes some thousands of people at a time, and hardly any of them has a
claim: lists of two regencies need not wait for each other on their account.
"""

from importlib import import_module

from django.db import migrations

before = import_module("claims.migrations.0010_check_again")


def function(name, concerned):
    # Counted, not only asked whether there are any: for the first of them alone the planner would
    # go through all open claims. What is marked is looked for again behind the lock.
    return f"""
        CREATE OR REPLACE FUNCTION claims_check_again_{name}() RETURNS trigger
        LANGUAGE plpgsql AS $$
        BEGIN
            IF (SELECT count(*) FROM claims_claim AS claim
                WHERE claim.state IN {before.OPEN} AND {concerned}) > 0
            THEN
                PERFORM pg_advisory_xact_lock(hashtext('claims_check_again'));
                UPDATE claims_claim AS claim SET checked_version = -1
                WHERE claim.state IN {before.OPEN} AND {concerned};
            END IF;
            RETURN NULL;
        END $$;
    """  # noqa: S608


class Migration(migrations.Migration):
    dependencies = [("claims", "0020_letter_code_by_hand")]

    operations = [
        migrations.RunSQL(
            function(name, concerned),
            before.function(name, concerned).replace("CREATE", "CREATE OR REPLACE"),
        )
        for name, concerned in before.FUNCTIONS.items()
        if name.startswith(("person", "cover"))
    ]
