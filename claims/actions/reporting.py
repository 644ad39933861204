"""Stage I: an accident at work is reported at once, with what is known, and claimed later."""

from datetime import datetime
from typing import Unpack

from django.utils.translation import gettext as _

from claims.actions.filing import still_to_fill_in
from claims.actions.mover import Act, move
from claims.actions.refusals import Incomplete
from claims.actions.slips import hand_out
from claims.models import Claim, Event
from claims.rules.accidents import ended_due_at, hours_late, report_due_at
from regencies.models import Appointment, Figure

# No NIK and no card: they may lie at home while the man lies in hospital.
ASKED = {
    "person": ("name",),
    "event": ("event_on", "event_place", "cause", "at_work"),
    "family": ("reporter_name", "reporter_relation", "reporter_phone"),
}
HOURS = "accident_report_hours"


def report_faults(claim: Claim) -> dict[str, str]:
    """What keeps the village from reporting, by page: no paper, no bill, no account."""
    found = still_to_fill_in(claim, ASKED)
    if "event" not in found and not claim.at_work:
        found["event"] = _("Only an accident at work is reported: JKK pays for no other.")
    return found


def report(claim_id: int, **act: Unpack[Act]) -> Event:
    """The village head stands for it that it happened. Late never blocks: the hours are shown."""
    now = act["now"]

    def inside(claim: Claim, seat: Appointment | None) -> dict:
        if found := report_faults(claim):
            raise Incomplete(found)
        hand_out(claim, now)
        due_at = report_due(claim)
        if due_at is None:
            return {}
        return {"due_at": due_at.isoformat(), "hours_late": hours_late(due_at, now)}

    return move("report", claim_id, **act, inside=inside, sets={"reported_at": now})


def report_due(claim: Claim) -> datetime | None:
    """Until when stage I is in time; None where no day or no such figure is known."""
    row = hours_figure(claim)
    if row is None:
        return None
    return report_due_at(claim.event_on, claim.event_time, int(row.value), claim.regency.zone)


def ended_due(claim: Claim) -> datetime | None:
    """Until when stage II is in time; None until a doctor has declared how it ended."""
    row = hours_figure(claim)
    if row is None or claim.healed_on is None:
        return None
    return ended_due_at(claim.healed_on, int(row.value), claim.regency.zone)


def hours_figure(claim: Claim) -> Figure | None:
    """By the day of the accident, like every figure of its claim."""
    if claim.event_on is None:
        return None
    return Figure.objects.in_force(claim.event_on, claim.regency_id).get(HOURS)
