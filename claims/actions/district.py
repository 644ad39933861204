"""The camat's verbs: endorse, send back."""

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.checklist import missing_now
from claims.actions.mover import Act, last_move, move
from claims.actions.papers import listed_at_return
from claims.actions.refusals import Incomplete, TooLate
from claims.actions.returned import keep_before
from claims.models import Event
from claims.rules.states import Stage, State


def endorse(claim_id: int, *, note: str = "", **act: Unpack[Act]) -> Event:
    """The file is complete: the office's clock begins. Where a required paper is missing the
    camat says in writing why the file may go on, for instance that the akta is in process."""

    def inside(claim, seat):
        missing = missing_now(claim)
        if missing and not note.strip():
            names = ", ".join(paper.name for paper in missing)
            raise Incomplete(
                {"note": _("Missing: %(papers)s. Say why the file may go on without.")
                 % {"papers": names}}
            )  # fmt: skip
        return {"missing": [paper.key for paper in missing]}

    return move("endorse", claim_id, note=note, **act, inside=inside)


@transaction.atomic
def camat_send_back(claim_id: int, *, reason: str, note: str, **act: Unpack[Act]) -> Event:
    """Something is missing: back to the village, the camat's clock stands. The event lists the
    papers found missing or faulty."""

    def inside(claim, seat):
        # The machine also knows the office's return, which leads back to the office.
        if claim.state != State.SUBMITTED:
            raise TooLate(last_move(claim), claim.state)
        return listed_at_return(claim, reason)

    event = move(
        "send_back",
        claim_id,
        reason=reason,
        note=note,
        **act,
        inside=inside,
        sets={"asked_by": Stage.CAMAT.value},
    )
    keep_before(event)
    return event
