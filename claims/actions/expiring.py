"""Drafts that nobody goes on with: a word to the village, and two weeks later they are emptied.

A draft was never handed in, so nobody but the village has read it, and no rule asks to keep what
stands in it about people. Its code, place and events stay.
"""

import uuid
from collections import defaultdict
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from claims import notices
from claims.actions.counting import local_day
from claims.actions.mover import locked, move, record
from claims.actions.refusals import TooLate
from claims.models import Claim, Event, Letter
from claims.rules.states import State
from regencies.models import Figure, Regency
from regencies.models.dated import chosen

DRAFT_DAYS = "draft_days"
WARNED_BEFORE = timedelta(days=14)
EMPTY = {
    **dict.fromkeys(
        ("name", "sex", "event_place", "cause", "akta_number", "reporter_name",
         "reporter_relation", "reporter_phone", "heir_name", "heir_relation", "heir_phone",
         "heir_phone_whose", "payee_name", "payee_relation", "bank", "nik", "nik_index", "kk",
         "kk_index", "heir_nik", "heir_nik_index", "account", "account_index"),
        "",
    ),
    **dict.fromkeys(("born_on", "event_on", "event_time", "died_on", "healed_on", "at_work")),
}  # fmt: skip


def kept_for(regency_code: str, now: datetime, zone: str) -> timedelta | None:
    """How long a draft of this regency is kept after the last touch; None: for ever."""
    row = Figure.objects.in_force(local_day(now, zone), regency_code).get(DRAFT_DAYS)
    return timedelta(days=int(row.value)) if row else None


def drafts_to_warn(now: datetime):
    """Untouched for so long that they end in two weeks, and nobody has been told since."""
    return _untouched(now, WARNED_BEFORE).filter(~Exists(_warnings()))


def drafts_to_expire(now: datetime):
    """Told of two weeks ago, and untouched since. Where a letter was issued from a draft, that is
    on record, and the draft stays with it."""
    warned = _warnings().filter(at__lte=now - WARNED_BEFORE)
    letters = Letter.objects.filter(claim=OuterRef("pk"))
    return _untouched(now, timedelta()).filter(Exists(warned), ~Exists(letters))


def _warnings():
    return Event.objects.filter(
        claim=OuterRef("pk"), move="warn_draft", at__gte=OuterRef("moved_at")
    )


def _untouched(now: datetime, less: timedelta):
    """Two questions for however many regencies: most of them keep drafts equally long."""
    figures = list(Figure.objects.filter(key=DRAFT_DAYS))
    alike: dict[int, list[str]] = defaultdict(list)
    for code, zone in Regency.objects.filter(served=True).values_list("pk", "zone"):
        row = chosen(figures, local_day(now, zone), code)
        if row and row.value is not None:
            alike[int(row.value)].append(code)
    scope = Q(pk__in=[])
    for days, codes in alike.items():
        last = now - timedelta(days=days) + less
        scope |= Q(regency__in=codes, state=State.DRAFT.value, moved_at__lte=last)
    return Claim.objects.filter(scope)


@transaction.atomic
def warn_draft(claim_id: int, *, now: datetime) -> Event | None:
    """Tell the village once until when it may go on. Somebody was faster: nothing."""
    claim = locked(claim_id)
    if not drafts_to_warn(now).filter(pk=claim_id).exists():
        return None
    kept = kept_for(claim.regency_id, now, claim.regency.zone)
    ends_at = max(claim.moved_at + kept, now + WARNED_BEFORE)
    event = record(
        claim, "warn_draft", by=None, now=now,
        key=uuid.uuid5(uuid.NAMESPACE_OID, f"warn_draft {claim.pk} {claim.moved_at.isoformat()}"),
        data={"due_on": local_day(ends_at, claim.regency.zone).isoformat()},
    )  # fmt: skip
    notices.owe(event)
    return event


def expire(claim_id: int, *, now: datetime) -> Event | None:
    """Withdraw a draft by the clock, and empty it. Touched meanwhile, or gone: nothing."""

    def inside(claim: Claim, seat) -> None:
        if not drafts_to_expire(now).filter(pk=claim.pk).exists():
            raise TooLate(None, claim.state)
        _empty(claim)

    try:
        return move("expire", claim_id, now=now, reason="draft_expired", inside=inside, sets=EMPTY)
    except TooLate:
        return None


def _empty(claim: Claim) -> None:
    # Of one that was thrown away the file has gone already.
    papers = list(claim.documents.exclude(file=""))
    for rows in (claim.documents, claim.children, claim.facts, claim.programmes):
        rows.all().delete()
    for paper in papers:
        paper.file.storage.let_go(paper.file.name)
