"""The service's verdict on a file that came: it passes, or it is thrown away."""

from datetime import datetime

from django.db import transaction

from claims import notices
from claims.actions.mover import locked, record
from claims.actions.papers import take_back, unsettle
from claims.models import Document, Event


@transaction.atomic
def pass_paper(document_id: int, *, now: datetime) -> bool:
    """Whoever may see its claim may open it from now on. False: somebody was faster."""
    rows = Document.objects.pending().filter(pk=document_id)
    return bool(rows.update(verdict=Document.Verdict.PASSED, verdict_why="", verdict_at=now))


@transaction.atomic
def throw_away(document_id: int, why: str, *, now: datetime) -> Event | None:
    """Nobody ever opens it: the row stays with what was found, the file goes, and the village
    hears that the paper is to be sent again. Somebody was faster: nothing.

    why: what was found, as the scanner or the service calls it.
    """
    claim = locked(Document.objects.values_list("claim_id", flat=True).get(pk=document_id))
    document = Document.objects.pending().filter(pk=document_id).first()
    if document is None:
        return None
    taken_out = document.removed_at is not None
    document.verdict, document.verdict_why, document.verdict_at = "refused", why[:120], now
    document.removed_at = document.removed_at or now
    # The row names no file any more: a backup would miss it for good, and a sweep that finds what
    # was let go would put it back.
    storage, name = document.file.storage, document.file.name
    document.file = ""
    document.save(update_fields=["verdict", "verdict_why", "verdict_at", "removed_at", "file"])
    storage.let_go(name)
    if not taken_out:
        take_back(claim, document.paper, "detach", by=None, now=now, seat=None)
        unsettle(claim)
    event = record(
        claim, "throw_away", by=None, now=now, data={"papers": [[document.paper, "", why[:120]]]}
    )
    notices.owe(event)
    return event


def put_off(document_id: int, why: str) -> None:
    """No verdict yet, and why; the next sweep tries again."""
    Document.objects.pending().filter(pk=document_id).update(verdict_why=why[:120])
