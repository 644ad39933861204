"""A decision that comes after its last day says why: a coded reason, kept with the breach."""

from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.actions import clock
from claims.actions.refusals import Incomplete
from claims.models import Breach, Claim, Deadline
from claims.models.words import LATENESS_REASONS
from regencies.models import Person

# The code that explains nothing by itself.
OTHER = "other"


def explain(
    claim: Claim, stage: str, *, by: Person, now: datetime, reason: str = "", note: str = ""
) -> dict:
    """Keep why this stage's decision is late; returns what the event shall remember of it.

    Nothing where the limit has not passed. Called with the claim locked, before its clock
    stops. Raises Incomplete (`late_reason`, `late_note`): late is no bar, silence is.
    """
    found = clock.open_of(claim, None, stage)
    if not found or not found[0].late(now):
        return {}
    deadline = found[0]
    clock.catch_up(deadline, now)
    faults = {}
    if reason not in LATENESS_REASONS:
        day = date_format(deadline.due_on, "j F Y")
        faults["late_reason"] = _("The last day was %(day)s. Say why this comes late.") % {
            "day": day
        }
    elif reason == OTHER and not note.strip():
        faults["late_note"] = _("Tell in your own words why this comes late.")
    if faults:
        raise Incomplete(faults)
    Breach.objects.filter(deadline=deadline, reason="").update(
        reason=reason, note=note.strip(), explained_by=by
    )
    return {"late": {"reason": reason, "note": note.strip(), "due_on": str(deadline.due_on)}}


def late(claim: Claim, stage: str, now: datetime) -> Deadline | None:
    """This stage's clock if a decision made now would be late, for pages."""
    return Deadline.objects.overdue(now).filter(claim=claim, payout=None, stage=stage).first()
