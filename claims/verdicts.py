"""The sweep that gives each pending file its verdict. A task of its own: a scanner that is slow or
down keeps no clock waiting, only the files."""

import logging
from datetime import datetime

from django.conf import settings

from claims.actions import verdicts
from claims.inspection import asking
from claims.inspection.faults import Refused
from claims.inspection.scanner import ScannerDown, harm_in
from claims.models import Document

log = logging.getLogger(__name__)

# At a time; the next run finds the others.
BATCH = 200


def run(now: datetime) -> dict[str, int]:
    """How many passed, were thrown away, and wait. A scanner that does not answer is asked no more
    in this run."""
    counts = {"papers_passed": 0, "papers_thrown_away": 0, "papers_waiting": 0}
    for row in Document.objects.pending().order_by("pk")[:BATCH]:
        try:
            why = harm(row)
        except ScannerDown as down:
            verdicts.put_off(row.pk, f"scanner: {down}")
            log.error("the scanner of papers gives no verdict: %s", down)
            break
        except OSError as error:
            verdicts.put_off(row.pk, f"file: {type(error).__name__}")
            log.error("paper %s can't be read: %s", row.pk, type(error).__name__)
            continue
        if why:
            verdicts.throw_away(row.pk, why, now=now)
        else:
            verdicts.pass_paper(row.pk, now=now)
        counts["papers_thrown_away" if why else "papers_passed"] += 1
    counts["papers_waiting"] = Document.objects.pending().count()
    return counts


def harm(row: Document) -> str:
    """What is wrong with it, or nothing. Raises ScannerDown, OSError."""
    with row.file.open("rb") as file:
        body = file.read()
    try:
        # Also what was kept before anybody looked; a scanner knows viruses, not what may act.
        asking.looked_at(body, len(body) * 2 + settings.PAPER_MAX_BYTES)
    except Refused as refused:
        return refused.args[0]
    return harm_in(body, settings.PAPER_SCANNER) if settings.PAPER_SCANNER else ""
