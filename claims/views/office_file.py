"""The file as the desks that judge it read it: the story, the facts, the arithmetic, the clock."""

from django.db.models import prefetch_related_objects

from claims.models import Claim
from claims.rules.states import State
from claims.views.changed import changed
from claims.views.sheets import estimates, fact_rows, frozen, whys
from claims.views.story import last_return, story

UNDECIDED = (State.SUBMITTED, State.ENDORSED, State.VERIFIED, State.SENT_BACK)


def undecided(claim: Claim) -> list:
    """Estimates of what is still to be decided: after an objection that may be a part."""
    return [(row, sheet) for row, sheet in estimates(claim) if not row.verdict]


def file_of(claim: Claim, *, inside: bool = False) -> dict:
    """Everything on the page of one claim, in a fixed number of queries. inside: for the office,
    whose own events others are not shown."""
    prefetch_related_objects([claim], "facts__assessed_by", "children", "programmes__programme")
    clocks = list(
        claim.deadlines.filter(payout=None).select_related("holder").order_by("started_at", "id")
    )
    context = story(claim, inside=inside)
    since = changed(claim, context["events"], context["sections"])
    if since:
        context |= {"since": since, "sections": since.sections}
    if claim.state == State.SENT_BACK:
        context["asked"] = last_return(context["events"])
    for payout in context["payouts"]:
        payout.claim = claim
    return context | {
        "facts": fact_rows(claim),
        "estimates": undecided(claim) if claim.state in UNDECIDED else [],
        "sheets": [(payout, frozen(payout)) for payout in context["payouts"]],
        "whys": whys(clocks),
        "office_clock": next((row for row in reversed(clocks) if row.stage == "office"), None),
    }
