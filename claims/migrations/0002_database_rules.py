"""What the database itself refuses: unknown jumps of state, edits of history, edits of money."""

from django.db import migrations

CLAIM_MOVES = [
    ("draft", "submitted"), ("draft", "withdrawn"),
    ("submitted", "endorsed"), ("submitted", "sent_back"), ("submitted", "withdrawn"),
    ("endorsed", "verified"), ("endorsed", "sent_back"), ("endorsed", "withdrawn"),
    ("verified", "endorsed"), ("verified", "sent_back"), ("verified", "approved"),
    ("verified", "rejected"), ("verified", "withdrawn"),
    ("sent_back", "submitted"), ("sent_back", "endorsed"), ("sent_back", "withdrawn"),
    ("approved", "awarded"), ("awarded", "settled"),
]
PAYOUT_MOVES = [
    ("awarded", "waiting"), ("awarded", "forwarded"), ("awarded", "ordered"),
    ("awarded", "cancelled"),
    ("waiting", "forwarded"), ("waiting", "ordered"), ("waiting", "cancelled"),
    ("forwarded", "paid"), ("forwarded", "refused"),
    ("ordered", "paid"), ("ordered", "failed"),
    ("failed", "ordered"), ("failed", "cancelled"),
    ("paid", "bounced"), ("bounced", "ordered"), ("bounced", "cancelled"),
]


def jumps(table, moves):
    known = ", ".join(f"('{source}', '{target}')" for source, target in moves)
    return f"""
        CREATE OR REPLACE FUNCTION {table}_known_move() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF (OLD.state, NEW.state) NOT IN ({known}) THEN
                RAISE EXCEPTION '{table}: no move leads from % to %', OLD.state, NEW.state
                    USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_known_move BEFORE UPDATE OF state ON {table}
            FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
            EXECUTE FUNCTION {table}_known_move();
    """


def unjump(table):
    return f"""
        DROP TRIGGER {table}_known_move ON {table};
        DROP FUNCTION {table}_known_move();
    """


APPEND_ONLY = """
    CREATE OR REPLACE FUNCTION claims_event_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_event: what happened is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_event_append_only BEFORE UPDATE OR DELETE ON claims_event
        FOR EACH ROW EXECUTE FUNCTION claims_event_append_only();
"""
UNAPPEND = """
    DROP TRIGGER claims_event_append_only ON claims_event;
    DROP FUNCTION claims_event_append_only();
"""

FROZEN = """
    CREATE OR REPLACE FUNCTION claims_payout_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_payout: a payout is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.claim_id, OLD.programme_id, OLD.cycle, OLD.awarded_at, OLD.payee_name, OLD.bank,
            OLD.account, OLD.account_index, OLD.amount, OLD.estimate, OLD.inputs, OLD.figures,
            OLD.outcome, OLD.rules_version)
           IS DISTINCT FROM
           (NEW.claim_id, NEW.programme_id, NEW.cycle, NEW.awarded_at, NEW.payee_name, NEW.bank,
            NEW.account, NEW.account_index, NEW.amount, NEW.estimate, NEW.inputs, NEW.figures,
            NEW.outcome, NEW.rules_version) THEN
            RAISE EXCEPTION 'claims_payout: an award is frozen; correct it by a new row'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_payout_frozen BEFORE UPDATE OR DELETE ON claims_payout
        FOR EACH ROW EXECUTE FUNCTION claims_payout_frozen();
"""
UNFROZEN = """
    DROP TRIGGER claims_payout_frozen ON claims_payout;
    DROP FUNCTION claims_payout_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0001_initial")]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE claim_number", "DROP SEQUENCE claim_number"),
        migrations.RunSQL(jumps("claims_claim", CLAIM_MOVES), unjump("claims_claim")),
        migrations.RunSQL(jumps("claims_payout", PAYOUT_MOVES), unjump("claims_payout")),
        migrations.RunSQL(APPEND_ONLY, UNAPPEND),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
