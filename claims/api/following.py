"""How claims stand, and what has happened to them: what a system may read."""

from datetime import timedelta
from typing import Annotated

from django.core.exceptions import ValidationError
from django.db.models import Count, F, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pydantic import Field

from claims.actions.checklist import checklist
from claims.actions.cover_check import check_cover
from claims.api import shapes
from claims.api.doors import claim_or_404, claims_of
from claims.api.known import day_of
from claims.api.operations import operation
from claims.api.problems import Problem
from claims.api.telling import line, status_of, told
from claims.forms.fields import CardField
from claims.models import Claim, Event, Payout
from claims.models.words import STATE_WORDS
from claims.notices.hooks import HOOKED
from claims.rules.states import PayoutState
from regencies.models import Programme, Scope

PAGE = 50
CHANGES = 200
# An event written later may have a number drawn earlier. Nobody's write lasts so long: what is
# younger is told the next time, so that a cursor never passes over one.
SETTLED = timedelta(minutes=2)
Cursor = Annotated[int, Field(ge=0, le=2**62)]
Code = Annotated[str, Field(max_length=20, pattern=r"^[0-9-]*$")]
Which = Annotated[str, Field(max_length=24, pattern=r"^([0-9-]+/[0-9]{1,3})?$")]


@operation("GET", "/claims", scope=Scope.STATUS, answers={200: shapes.ClaimList},
           problems=[422], summary=_("The claims of the territory, the newest first"))  # fmt: skip
def list_claims(request, state: str = "", after: Code = ""):
    rows = claims_of(request.by_system)
    if state:
        if state not in STATE_WORDS:
            raise Problem(422, "invalid", fields={"state": _("There is no such state.")})
        rows = rows.filter(state=state)
    if after:
        rows = rows.filter(pk__lt=Subquery(Claim.objects.filter(code=after).values("pk")))
    wanted = ("code", "kind", "state", "village_id", "version", "moved_at")
    found = list(rows.order_by("-pk").only(*wanted)[: PAGE + 1])
    last = found[PAGE - 1].code if len(found) > PAGE else None
    return {"claims": [line(claim) for claim in found[:PAGE]], "next": last}


@operation("GET", "/claims/{code:code}/status", scope=Scope.STATUS,
           answers={200: shapes.Status}, problems=[404],
           summary=_("How far a claim is: its clocks, and which papers are missing"))  # fmt: skip
def read_status(request, code: str):
    claim = claim_or_404(request, code)
    return status_of(claim, checklist(claim), request.now)


@operation("GET", "/claims/{code:code}", scope=Scope.READ, answers={200: shapes.Told},
           problems=[404], summary=_("What a claim says, its numbers masked"))  # fmt: skip
def read_claim(request, code: str):
    claim = claim_or_404(request, code)
    return told(claim, status_of(claim, checklist(claim), request.now))


@operation("GET", "/changes", scope=Scope.STATUS, answers={200: shapes.Changes},
           problems=[422],
           summary=_("What has happened in the territory since a cursor"))  # fmt: skip
def list_changes(request, cursor: Cursor = 0):
    """Some two minutes behind, so that nothing is passed over. Keep the cursor of the answer and
    ask with it the next time."""
    mine = claims_of(request.by_system)
    rows = Event.objects.filter(pk__gt=cursor, recorded_at__lte=request.now - SETTLED)
    rows = rows.filter(claim__in=mine, move__in=("start", "expire", *HOOKED)).order_by("pk")
    rows = rows.annotate(
        code=F("claim__code"), due_on=F("data__due_on"), nth=nth("payout")
    ).values("pk", "code", "move", "to_state", "nth", "due_on", "at")  # fmt: skip
    found = list(rows[: CHANGES + 1])
    shown = found[:CHANGES]
    return {
        "changes": [
            {"cursor": row["pk"], "claim": row["code"], "move": row["move"],
             "state": row["to_state"] or None, "payout": row["nth"], "due_on": row["due_on"],
             "at": row["at"].isoformat()}
            for row in shown
        ],
        "cursor": shown[-1]["pk"] if shown else cursor,
        "more": len(found) > CHANGES,
    }  # fmt: skip


def nth(payout: str) -> Subquery:
    """The payout's number among those of its claim, as pages have it; null where there is none."""
    upto = Payout.objects.filter(claim=OuterRef("claim"), pk__lte=OuterRef(payout))
    return Subquery(upto.order_by().values("claim").annotate(n=Count("pk")).values("n"))


@operation("POST", "/cover", scope=Scope.COVER, answers={200: shapes.Cover},
           problems=[400, 413, 422],
           summary=_("Whether a NIK is on the regency's list, and covered on a day"))  # fmt: skip
def ask_cover(request, sent: shapes.CoverQuestion):
    """Of people of the territory alone more than that they are listed. The number travels in the
    body, each question is on record without it, and there are so many in a day."""
    try:
        nik = CardField().clean(sent.nik)
    except ValidationError as fault:
        raise Problem(422, "invalid", fields={"nik": " ".join(fault.messages)}) from None
    on = day_of(sent.on or "", "on") or timezone.localdate(request.now)
    found = check_cover(request.by_system, nik=nik, on=on, now=request.now)
    return {
        "listed": found.listed.value,
        "standings": found.standings,
        "periods": [
            {"programme": code, "from_on": start.isoformat(), "to_on": end.isoformat()}
            for code, start, end in found.periods
        ],
    }


@operation("GET", "/payouts", scope=Scope.PAYOUTS, answers={200: shapes.ForwardedList},
           problems=[422],
           summary=_("Files that were forwarded to the BPJS branch, the newest first"))  # fmt: skip
def list_forwarded(request, state: str = "", after: Which = ""):
    """The branch's answer is recorded by the cashier: a system reads, and decides nothing."""
    after_states = (PayoutState.FORWARDED, PayoutState.PAID, PayoutState.REFUSED)
    rows = Payout.objects.filter(
        programme__decided_by=Programme.DecidedBy.BRANCH, state__in=after_states,
        claim__in=claims_of(request.by_system),
    )  # fmt: skip
    if state:
        if state not in set(after_states):
            raise Problem(422, "invalid", fields={"state": _("There is no such state.")})
        rows = rows.filter(state=state)
    rows = rows.annotate(code=F("claim__code"), nth=nth("pk"))
    if after:
        code, _slash, number = after.partition("/")
        rows = rows.filter(pk__lt=Subquery(_of(code, int(number))))
    first = Event.objects.filter(payout=OuterRef("pk"), move="forward").order_by("pk")
    rows = rows.annotate(at=Subquery(first.values("at")[:1])).order_by("-pk")
    found = list(rows.values("code", "nth", "programme", "state", "at")[: PAGE + 1])
    shown = found[:PAGE]
    return {
        "payouts": [
            {"claim": row["code"], "number": row["nth"], "programme": row["programme"],
             "state": row["state"],
             "forwarded_on": timezone.localdate(row["at"]).isoformat() if row["at"] else None}
            for row in shown
        ],
        "next": "{code}/{nth}".format(**shown[-1]) if len(found) > PAGE else None,
    }  # fmt: skip


def _of(code: str, number: int):
    """The payout of that number."""
    rows = Payout.objects.filter(claim__code=code).order_by("pk").values("pk")
    return rows[max(number, 1) - 1 : max(number, 1)]
