"""Finding the person of a draft on the list of participants, by the number on the card."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.filing import for_editing
from claims.actions.mover import record
from claims.actions.refusals import Incomplete
from claims.models import Claim
from regencies.models import Participant, Person

# Of one claim: enough for every card of a family, too few to read a list by trying numbers.
MOST_LOOK_UPS = 20


class Listed(StrEnum):
    """What the village may know: only of its own people more than that they are known."""

    HERE = "here"
    ELSEWHERE = "elsewhere"
    NOWHERE = "nowhere"


@dataclass(frozen=True)
class LookedUp:
    """participant: only of one who lives in the claim's own village."""

    listed: Listed
    participant: Participant | None = None


@transaction.atomic
def look_up(claim_id: int, *, nik: str, by: Person, now: datetime) -> LookedUp:
    """Who has this number on the list of the claim's regency. Each look is on record, without
    the number. Raises NotYours, TooLate, Incomplete (too many looks for one claim)."""
    claim, seat = for_editing(claim_id, by, now, None)
    if claim.events.filter(move="look_up").count() >= MOST_LOOK_UPS:
        raise Incomplete(
            {"nik": _("The list was asked too often for this claim. Please write it down by hand.")}
        )
    found = _found(claim, nik)
    record(claim, "look_up", by=by, now=now, seat=seat, data={"listed": found.listed.value})
    return found


def _found(claim: Claim, nik: str) -> LookedUp:
    rows = Participant.objects.by_nik(nik, claim.regency_id).prefetch_related("coverages")
    listed = rows.first()
    if listed is None:
        return LookedUp(Listed.NOWHERE)
    if listed.village_id != claim.village_id:
        return LookedUp(Listed.ELSEWHERE)
    return LookedUp(Listed.HERE, listed)
