"""What the database itself keeps of the money: rows that stay as they were written, orders that
two people made, payments that are the sum of their order."""

from django.db import migrations


def kept(table: str, words: str, *may_change: str) -> str:
    """No row is deleted, and none changes but in these columns."""
    columns = ", ".join(f"'{name}'" for name in may_change)
    return f"""
        CREATE OR REPLACE FUNCTION {table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE may_change text[] := ARRAY[{columns}]::text[];
        BEGIN
            IF TG_OP = 'DELETE'
               OR to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change
               OR cardinality(may_change) = 0 THEN
                RAISE EXCEPTION '{table}: {words}' USING ERRCODE = 'check_violation';
            END IF;
            RETURN NEW;
        END $$;
        CREATE TRIGGER {table}_kept BEFORE UPDATE OR DELETE ON {table}
            FOR EACH ROW EXECUTE FUNCTION {table}_kept();
    """


def unkept(table: str) -> str:
    return f"DROP TRIGGER {table}_kept ON {table}; DROP FUNCTION {table}_kept();"


KEPT = {
    "claims_budgetentry": ("a budget is corrected by another entry",),
    "claims_batch": (
        "a batch stays as it was prepared",
        "approved_by_id", "approved_for_id", "approved_at", "budget_year",
        "dissolved_by_id", "dissolved_at", "dissolve_note",
    ),
    "claims_bankanswer": ("what the bank said is never edited nor deleted",),
    "claims_batchline": (
        "a line stays as it was prepared",
        "closed_as", "closed_on", "closed_at", "bank_reference", "answer_id",
    ),
    "claims_batchfile": ("who took a file is never edited nor deleted",),
    "claims_payment": ("a payment is taken back by a reversal, never edited nor deleted",),
}  # fmt: skip

ONCE = """
    CREATE OR REPLACE FUNCTION claims_batch_ends_once() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.approved_at IS NOT NULL OR OLD.dissolved_at IS NOT NULL THEN
            RAISE EXCEPTION 'claims_batch: it was approved or dissolved already'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_batch_ends_once BEFORE UPDATE ON claims_batch
        FOR EACH ROW EXECUTE FUNCTION claims_batch_ends_once();

    CREATE OR REPLACE FUNCTION claims_batchline_known_end() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (OLD.closed_as, NEW.closed_as) NOT IN
           (('', 'paid'), ('', 'failed'), ('', 'dissolved'), ('paid', 'bounced')) THEN
            RAISE EXCEPTION 'claims_batchline: no order goes from % to %',
                OLD.closed_as, NEW.closed_as USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_batchline_known_end BEFORE UPDATE ON claims_batchline
        FOR EACH ROW EXECUTE FUNCTION claims_batchline_known_end();

    CREATE OR REPLACE FUNCTION claims_payment_is_its_order() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM claims_batchline l JOIN claims_batch b ON b.id = l.batch_id
            LEFT JOIN claims_payment p ON p.id = NEW.reverses_id
            WHERE l.id = NEW.line_id AND b.approved_at IS NOT NULL
              AND l.amount = abs(NEW.amount)
              AND (NEW.reverses_id IS NULL OR p.line_id = l.id)
        ) THEN
            RAISE EXCEPTION 'claims_payment: it is not the sum of an approved order'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_payment_is_its_order BEFORE INSERT ON claims_payment
        FOR EACH ROW EXECUTE FUNCTION claims_payment_is_its_order();

    CREATE OR REPLACE FUNCTION claims_payout_ordered_by_two() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF NOT EXISTS (
            SELECT FROM claims_batchline l JOIN claims_batch b ON b.id = l.batch_id
            WHERE l.payout_id = NEW.id AND l.closed_as = '' AND b.approved_at IS NOT NULL
              AND l.amount = NEW.amount
        ) THEN
            RAISE EXCEPTION 'claims_payout: money is ordered by an approved batch alone'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_payout_ordered_by_two BEFORE UPDATE OF state ON claims_payout
        FOR EACH ROW WHEN ('ordered' = NEW.state AND OLD.state IS DISTINCT FROM NEW.state)
        EXECUTE FUNCTION claims_payout_ordered_by_two();
"""
UNONCE = """
    DROP TRIGGER claims_payout_ordered_by_two ON claims_payout;
    DROP FUNCTION claims_payout_ordered_by_two();
    DROP TRIGGER claims_payment_is_its_order ON claims_payment;
    DROP FUNCTION claims_payment_is_its_order();
    DROP TRIGGER claims_batchline_known_end ON claims_batchline;
    DROP FUNCTION claims_batchline_known_end();
    DROP TRIGGER claims_batch_ends_once ON claims_batch;
    DROP FUNCTION claims_batch_ends_once();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0032_batch")]

    operations = [
        *(migrations.RunSQL(kept(table, *words), unkept(table)) for table, words in KEPT.items()),
        migrations.RunSQL(ONCE, UNONCE),
    ]
