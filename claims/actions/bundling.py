"""The bundle for the BPJS branch: cover letter with an index, the papers, the facts as a table."""

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.core.exceptions import SuspiciousFileOperation
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims import tables
from claims.actions import bundle_facts
from claims.actions.clicks import PageUsed, sent_again
from claims.actions.counting import local_day
from claims.actions.exporting import log
from claims.actions.mover import locked, record
from claims.actions.reference import written
from claims.actions.refusals import Incomplete, NotYours, TooLate
from claims.bundles import zipped
from claims.letters import printed
from claims.models import Document, Event, Payout
from claims.models.claim import APPROVERS
from claims.rules.states import PayoutState
from claims.tables import Made
from regencies.models import Actor, Appointment, Paper, Person, Role

BUNDLERS = (Role.CASHIER, *APPROVERS)
# While the branch has still to be given it, or to decide.
BUNDLED = (
    PayoutState.AWARDED, PayoutState.WAITING, PayoutState.FORWARDED, PayoutState.REFUSED,
)  # fmt: skip
ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


def allow_bundle(payout: Payout, *, by: Person, now: datetime) -> Appointment:
    """The refusals of bundle, for its page and under the lock."""
    seat = Actor.at(by, now).seat(BUNDLERS, payout.claim)
    if seat is None:
        raise NotYours
    if not payout.estimate or payout.state not in BUNDLED:
        raise TooLate(None, payout.state)
    return seat


@transaction.atomic
def bundle(
    payout_id: int,
    *,
    note: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> tuple[Made, Event]:
    """A ZIP with whole numbers, for a reason; who took it, when, and its checksum are on record
    before it leaves. The same click again gives the same bytes and no second entry; where they
    would be others by now, nothing leaves (PageUsed). version is not asked for: nothing is
    moved."""
    claim = locked(Payout.objects.values_list("claim_id", flat=True).get(pk=payout_id))
    payout = claim.payouts.select_related("programme").get(pk=payout_id)
    payout.claim = claim
    seat = allow_bundle(payout, by=by, now=now)
    reason = written(note)
    done = claim.events.filter(key=key).first() if key else None
    sent_again(done, by=by, now=now, move="bundle", payout_id=payout.pk, note=reason)
    before = done.data["number"] if done else _number(payout)
    made = _made(payout, before, done.at if done else now)
    if done:
        if made.sha256 != done.data["sha256"]:
            raise PageUsed
        return made, done
    log(
        made, kind="bundle", format="zip", seat=seat, by=by, now=now, claim=claim, masked=False,
        reason=reason, said={"programme": payout.programme_id},
    )  # fmt: skip
    data = {"number": before, "sha256": made.sha256, "papers": made.rows}
    event = record(
        claim, "bundle", by=by, now=now, seat=seat, payout=payout, note=reason, key=key, data=data
    )
    return made, event


@transaction.atomic
def bundle_several(
    chosen: Sequence[tuple[int, UUID]], *, note: str, by: Person, now: datetime
) -> Made:
    """The bundles of several payouts (and the key of each) in one ZIP, with a list of them: all or
    none. Each is on record as one that was taken by itself."""
    taken = [bundle(pk, note=note, key=key, by=by, now=now) for pk, key in chosen]
    rows = [["Nomor", "Program", "Nama", "Perkiraan (Rp)", "Paket", "SHA-256"]]
    for made, event in taken:
        payout = event.payout
        rows.append(
            [event.data["number"], payout.programme_id.upper(), payout.claim.name, payout.amount,
             _file_name(event), made.sha256]
        )  # fmt: skip
    return zipped(_together(rows, taken), now, len(taken))


def _together(rows: list[list], taken) -> Iterator[tuple[str, bytes]]:
    yield "daftar.csv", f"\ufeff{''.join(tables.csv_lines(rows, comma=True))}".encode()
    for made, event in taken:
        with made.file:
            yield _file_name(event), made.file.read()


def _file_name(event: Event) -> str:
    return f"{event.data['number'].replace('/', '-').lower()}.zip"


def _number(payout: Payout) -> str:
    """Our own: the file's, and how often it was bundled."""
    nth = payout.events.filter(move="bundle").count() + 1
    return f"BERKAS/{payout.claim.code}/{_place(payout)}/{nth}"


def _place(payout: Payout) -> int:
    return payout.claim.payouts.filter(pk__lte=payout.pk).count()


def _made(payout: Payout, number: str, at: datetime) -> Made:
    claim = payout.claim
    # What came after an earlier bundle was no part of it.
    rows = claim.documents.filter(removed_at=None, uploaded_at__lte=at).order_by("paper", "id")
    if any(row.verdict != Document.Verdict.PASSED for row in rows):
        raise Incomplete({"note": _("Some papers are still being checked. Try again in a moment.")})
    named = names_of(list(rows))
    with override("id"):
        on = local_day(at, claim.regency.zone)
        letter = printed(
            "berkas_cabang", bundle_facts.cover(payout, named, number=number, on=on), at=at
        )
        lines = "".join(tables.csv_lines(bundle_facts.table(payout, _place(payout)), comma=True))
    return zipped(_files(letter, lines, named), at, len(named))


def names_of(documents: Sequence[Document]) -> list[tuple[str, Document]]:
    """berkas/03-akta_kematian.jpg: in the order of the index."""
    return [
        (f"berkas/{n:02}-{row.paper}.{ENDINGS[row.content_type]}", row)
        for n, row in enumerate(documents, 1)
    ]


def _files(
    letter: bytes, lines: str, named: Sequence[tuple[str, Document]]
) -> Iterator[tuple[str, bytes]]:
    yield "00-pengantar.pdf", letter
    yield "data.csv", f"\ufeff{lines}".encode()
    for name, document in named:
        try:
            with document.file.open("rb") as file:
                body = file.read()
        except FileNotFoundError:
            known = Paper.objects.filter(key=document.paper).values_list("name", flat=True).first()
            raise Incomplete(
                {"note": _("This file can't be read: %(paper)s.") % {
                    "paper": known or document.paper}}
            ) from None  # fmt: skip
        if hashlib.sha256(body).hexdigest() != document.sha256:
            raise SuspiciousFileOperation(f"paper {document.token} is not the one that was kept")
        yield name, body
