"""The verbs on letters: issue, withdraw, read. A letter is issued by hand, moves nothing, and is
kept as it was printed."""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.actions import letter_facts as of_places
from claims.actions import letter_facts_office as of_office
from claims.actions.clicks import PageUsed
from claims.actions.counting import local_day
from claims.actions.letter_facts import Facts
from claims.actions.mover import last_move, locked, record
from claims.actions.refusals import (
    AlreadyIssued,
    Changed,
    Incomplete,
    LetterDestroyed,
    NotYours,
    TooLate,
)
from claims.actions.signing import Signing, office_of, signing
from claims.actions.slips import drawn
from claims.letters import printed
from claims.models import Claim, Event, Letter, Payout, Spoken
from claims.models.letter import ISSUING
from claims.rules.letters import LetterKind, number
from claims.rules.slips import grouped
from claims.rules.states import PayoutState, Verdict
from regencies.models import Actor, Appointment, Person

K = LetterKind
# What each says beside who it is about.
CONTENTS = {
    K.KETERANGAN_KEMATIAN: of_places.statement,
    K.SKTM: of_places.statement,
    K.AHLI_WARIS: of_places.heirs,
    K.KUASA: of_places.power,
    K.PENGANTAR_DESA: of_places.from_village,
    K.TANDA_TERIMA: of_places.receipt,
    K.PENGANTAR_KECAMATAN: of_places.from_camat,
    K.PENJELASAN_MANFAAT: of_office.explanation,
    K.KEPUTUSAN_PENERIMA: of_office.recipients,
    K.PENOLAKAN: of_office.refusal,
}


@dataclass(frozen=True)
class Issuable:
    """A letter that may be issued now; of an award, with the award."""

    kind: LetterKind
    payout: Payout | None = None


def issuable(
    claim: Claim, actor: Actor, letters: Sequence[Letter], payouts: Sequence[Payout]
) -> list[Issuable]:
    """What this person may issue now, given the letters and payouts of the claim."""
    found = []
    for kind, rule in ISSUING.items():
        if claim.state not in rule.states or actor.seat(rule.roles, claim) is None:
            continue
        about = [row for row in payouts if row.state != PayoutState.CANCELLED]
        for payout in about if kind == K.PENJELASAN_MANFAAT else [None]:
            standing = any(
                row.kind == kind
                and row.withdrawn_at is None
                and row.payout_id == (payout.pk if payout else None)
                for row in letters
            )
            if not standing and not _wanting(claim, kind, payout):
                found.append(Issuable(kind, payout))
    return found


def _wanting(claim: Claim, kind: LetterKind, payout: Payout | None) -> str:
    """Why such a letter would have nothing to say; empty if it has."""
    if ISSUING[kind].after_death and not claim.died:
        return _("This letter is for a death.")
    if not claim.name:
        return _("Fill in the name first.")
    if kind == K.PENJELASAN_MANFAAT and payout is None:
        return _("This letter is about one award.")
    if kind == K.KEPUTUSAN_PENERIMA and not of_office.own_payouts(claim):
        return _("Nothing was awarded here that the regency itself decides.")
    if kind == K.PENOLAKAN and all(
        row.verdict != Verdict.REFUSED for row in claim.programmes.all()
    ):
        return _("Nothing was refused here.")
    return ""


def allow_issue(
    claim: Claim, kind: LetterKind, payout: Payout | None, *, by: Person, now: datetime
) -> Appointment:
    """The refusals of issue, for its page and under the lock."""
    rule = ISSUING[kind]
    seat = Actor.at(by, now).seat(rule.roles, claim)
    if seat is None:
        raise NotYours
    if claim.state not in rule.states:
        raise TooLate(last_move(claim), claim.state)
    if why := _wanting(claim, kind, payout):
        raise Incomplete({"kind": why})
    if standing := claim.letters.standing().filter(kind=kind, payout=payout).first():
        raise AlreadyIssued(standing.number)
    return seat


@transaction.atomic
def issue(
    claim_id: int,
    kind: LetterKind,
    *,
    by: Person,
    now: datetime,
    payout_id: int | None = None,
    version: int | None = None,
    key: UUID | None = None,
) -> Letter:
    """Print a letter from the claim as it stands, and keep it.

    0. The same click again: its letter. For another letter its key is PageUsed.
    1. May this person, now (NotYours, TooLate, Incomplete, AlreadyIssued)? This page (Changed)?
    2. The office's next number, under a lock of its own, which others wait for.
    3. The facts, frozen into a PDF under a random name; the row; the event.
    """
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return _same_letter(claim, done, kind, payout_id)
    payout = claim.payouts.select_related("programme").get(pk=payout_id) if payout_id else None
    seat = allow_issue(claim, kind, payout, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    on = local_day(now, claim.regency.zone)
    office, office_name = office_of(ISSUING[kind].roles[0], claim)
    signed = signing(kind, claim, on, by)
    letter = Letter(
        claim=claim, payout=payout, kind=kind, office=office, office_name=office_name,
        year=on.year, serial=_next_serial(office, on.year), issued_on=on, issued_at=now,
        issued_by=by, signatory=signed.name, signatory_title=", ".join(signed.lines),
        acting_for=signed.acting_for, version=claim.version,
        code=grouped(drawn()), token=secrets.token_hex(16),
    )  # fmt: skip
    letter.number = number(kind, letter.serial, office, on)
    body = printed(kind, facts_of(letter, signed), at=now)
    letter.size, letter.sha256 = len(body), hashlib.sha256(body).hexdigest()
    letter.file.save(f"letters/{letter.token[:2]}/{letter.token}", ContentFile(body), save=False)
    letter.save()
    record(claim, "issue", by=by, now=now, seat=seat, payout=payout, key=key, data=_named(letter))
    return letter


def _same_letter(claim: Claim, done: Event, kind: LetterKind, payout_id: int | None) -> Letter:
    """By whomever and whenever: it opens nothing, to read it is a look of its own. While it
    stands, or the page would say that it was issued now."""
    named = done.data.get("letter", {})
    if (done.move, done.payout_id, named.get("kind")) != ("issue", payout_id, kind):
        raise PageUsed
    letter = claim.letters.get(number=named["number"])
    if letter.withdrawn_at:
        raise PageUsed
    return letter


def facts_of(letter: Letter, signed: Signing) -> Facts:
    """All that its template is given. Letters are Indonesian, whoever prints them."""
    kind, claim, on = LetterKind(letter.kind), letter.claim, letter.issued_on
    with override("id"):
        facts = of_places.frame(
            kind, claim, number=letter.number, on=on, code=letter.code, signed=signed
        )
        facts["about"] = of_places.told(claim, ISSUING[kind].numbers)
        return facts | CONTENTS[kind](claim, letter.payout, on)


def _next_serial(office: str, year: int) -> int:
    """One more than the last, and the row locked until the letter is kept or given up."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_letterbook (office, year, last) VALUES (%s, %s, 1) "
            "ON CONFLICT (office, year) DO UPDATE SET last = claims_letterbook.last + 1 "
            "RETURNING last",
            [office, year],
        )
        return cursor.fetchone()[0]


def _named(letter: Letter) -> dict:
    return {"letter": {"kind": letter.kind, "number": letter.number}}


def allow_withdraw_letter(letter: Letter, *, by: Person, now: datetime) -> Appointment:
    """Whoever may issue such a letter may take it back, at any time."""
    seat = Actor.at(by, now).seat(ISSUING[LetterKind(letter.kind)].roles, letter.claim)
    if seat is None:
        raise NotYours
    if letter.withdrawn_at:
        raise TooLate(None, letter.claim.state)
    return seat


@transaction.atomic
def withdraw_letter(
    letter_id: int,
    *,
    note: str,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> Event:
    """It no longer holds, for a reason: whoever asks by its QR is told so. The paper stays."""
    claim = locked(Letter.objects.values_list("claim_id", flat=True).get(pk=letter_id))
    if key and (done := claim.events.filter(key=key).first()):
        return done
    letter = claim.letters.get(pk=letter_id)
    letter.claim = claim
    seat = allow_withdraw_letter(letter, by=by, now=now)
    if not note.strip():
        raise Incomplete({"note": _("Write down why the letter no longer holds.")})
    letter.withdrawn_at, letter.withdrawn_by, letter.withdrawn_why = now, by, note.strip()
    letter.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
    return record(
        claim, "withdraw_letter", by=by, now=now, seat=seat, payout=letter.payout,
        spoken=Spoken(text=letter.withdrawn_why), key=key, data=_named(letter),
    )  # fmt: skip


@transaction.atomic
def read_letter(letter_id: int, *, note: str = "", by: Person, now: datetime) -> bytes:
    """The PDF as it was issued. A look at one with whole numbers is on record, with what it was
    for. Raises SuspiciousFileOperation where the file is not the one that was kept, LetterDestroyed
    where it went with the data of its claim."""
    letter = Letter.objects.select_related("claim__regency").get(pk=letter_id)
    if letter.destroyed:
        raise LetterDestroyed(letter.number)
    with letter.file.open("rb") as file:
        body = file.read()
    if hashlib.sha256(body).hexdigest() != letter.sha256:
        raise SuspiciousFileOperation(f"letter {letter.number} is not the one that was kept")
    if letter.numbers:
        record(letter.claim, "read_letter", by=by, now=now, note=note, data=_named(letter))
    return body
