"""The branch of BPJS Ketenagakerjaan has a clock of its own, and a file that it refused goes there
again: a settled claim is no longer settled then."""

from importlib import import_module

from django.db import migrations, models
from django.db.models import Q

reported = import_module("claims.migrations.0011_reported")
STAGES = ["camat", "office", "village", "payment", "accident", "objection"]


def added(table, known, new):
    """One more pair on the list of moves that the trigger of this table knows."""
    first, more = known, f"{known}, {new}"

    def changed(old, put):
        return reported.changed(old, put).replace("claims_claim_known_move", f"{table}_known_move")

    return migrations.RunSQL(changed(first, more), changed(more, first))


def stages(model, name, known):
    return [
        migrations.RemoveConstraint(model, name),
        migrations.AddConstraint(
            model, models.CheckConstraint(name=name, condition=Q(stage__in=known))
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0024_cover_ends"),
        ("regencies", "0020_branch_stage"),
    ]

    operations = [
        migrations.AddField(
            "payout",
            "received_on",
            models.DateField(null=True, verbose_name="received by the branch on"),
        ),
        migrations.AddIndex(
            "payout",
            models.Index(name="payout_at_branch", fields=["claim"], condition=Q(state="forwarded")),
        ),
        *stages("deadline", "deadline_stage_known", [*STAGES, "branch"]),
        *stages("breach", "breach_stage_known", [*STAGES, "branch"]),
        added("claims_payout", "('forwarded', 'paid')", "('refused', 'forwarded')"),
        added("claims_claim", "('awarded', 'settled')", "('settled', 'awarded')"),
    ]
