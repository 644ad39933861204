import json
import sys

from django.core.management.base import BaseCommand

from claims.models import Payout
from claims.rules import benefits, freezing

# The rules that this code can still work out.
KNOWN = {benefits.VERSION}
FIELDS = ("claim__code", "programme_id", "cycle", "inputs", "figures", "outcome", "amount",
          "rules_version", "digest")  # fmt: skip
# Rows fetched at a time: memory stays flat, however many awards there are.
AT_ONCE = 500
# Faults that are kept for --json; all are counted.
TOLD = 1000


class Command(BaseCommand):
    help = "Work out every award again from what it froze. Exit 1 if a byte differs."

    def add_arguments(self, parser):
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, **options):
        counts = {"replayed": 0, "differ": 0, "not_replayable": 0}
        faults = []
        rows = Payout.objects.order_by("pk").values_list(*FIELDS)
        for code, programme, cycle, *frozen, digest in rows.iterator(chunk_size=AT_ONCE):
            kind, what = judged(*frozen, digest)
            counts["replayed"] += kind != "not_replayable"
            if not kind:
                continue
            counts[kind] += 1
            payout = f"{code}/{programme}/{cycle}"
            if not options["json"]:
                self.stdout.write(f"{payout}: {what}")
            elif len(faults) < TOLD:
                faults.append({"payout": payout, "kind": kind, "what": what})
        if options["json"]:
            self.stdout.write(json.dumps(counts | {"faults": faults}))
        else:
            self.stdout.write(
                f"{counts['replayed']} replayed, {counts['differ']} differ, "
                f"{counts['not_replayable']} not replayable."
            )
        if counts["differ"] or counts["not_replayable"]:
            sys.exit(1)


def judged(inputs, figures, outcome, amount, rules_version, digest) -> tuple[str, str]:
    """What is wrong with one award: the kind of fault and the first difference, or nothing."""
    if rules_version not in KNOWN:
        return "not_replayable", f"rules {rules_version} are not in this version of the service"
    try:
        found = freezing.frozen_outcome(freezing.worked_out_again(inputs, figures))
        owed = found["cash"] - inputs.get(freezing.ALREADY, 0)
    except benefits.FigureMissing as fault:
        return "differ", f"figures.{fault}: missing"
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as fault:
        # Somebody wrote there what the service never would. Its text may hold anything: only
        # the kind of fault is told.
        return "differ", f"inputs or figures can't be read ({type(fault).__name__})"
    told = freezing.first_difference(outcome, found, "outcome")
    if told := told or freezing.first_difference(amount, owed, "amount"):
        return "differ", told
    if freezing.digest(inputs, figures, outcome, amount, rules_version) != digest:
        return "differ", "digest: what was frozen is no longer what was awarded"
    return "", ""
