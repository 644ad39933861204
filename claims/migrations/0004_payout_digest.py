"""Each award is sealed by a digest over what it froze, and the seal is frozen with it."""

import hashlib
import json

from django.db import migrations, models

FROZEN = """
    CREATE OR REPLACE FUNCTION claims_payout_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_payout: a payout is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.claim_id, OLD.programme_id, OLD.cycle, OLD.awarded_at, OLD.payee_name, OLD.bank,
            OLD.account, OLD.account_index, OLD.amount, OLD.estimate, OLD.inputs, OLD.figures,
            OLD.outcome, OLD.rules_version{old})
           IS DISTINCT FROM
           (NEW.claim_id, NEW.programme_id, NEW.cycle, NEW.awarded_at, NEW.payee_name, NEW.bank,
            NEW.account, NEW.account_index, NEW.amount, NEW.estimate, NEW.inputs, NEW.figures,
            NEW.outcome, NEW.rules_version{new}) THEN
            RAISE EXCEPTION 'claims_payout: an award is frozen; correct it by a new row'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
"""


def seal(apps, schema_editor):
    """The awards that are there already, as they stand today. Written out here: the service's
    own way to seal may change, this step may not."""
    payouts = apps.get_model("claims", "Payout").objects.only(
        "pk", "inputs", "figures", "outcome", "amount", "rules_version"
    )
    for payout in payouts.iterator():
        frozen = [payout.inputs, payout.figures, payout.outcome, payout.amount,
                  payout.rules_version]
        told = json.dumps(frozen, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        payouts.filter(pk=payout.pk).update(digest=hashlib.sha256(told.encode()).hexdigest())


class Migration(migrations.Migration):
    dependencies = [("claims", "0003_notice_next_try")]

    operations = [
        migrations.AddField(
            "payout", "digest", models.CharField(default="", max_length=64), preserve_default=False
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        migrations.RunSQL(
            FROZEN.format(old=", OLD.digest", new=", NEW.digest"), FROZEN.format(old="", new="")
        ),
    ]
