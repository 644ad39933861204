"""The verbs on papers: attach, detach, judge; and what a return says of them."""

import hashlib
import secrets
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.checklist import checklist
from claims.actions.filing import for_editing
from claims.actions.incoming import token_of
from claims.actions.mover import hold, last_move, locked, record
from claims.actions.refusals import Changed, FourEyes, Incomplete, NotYours, TooLate
from claims.models import Claim, Document, Event, PaperVerdict
from claims.models.paper_words import PAPER_REASONS
from claims.rules.papers import Judged
from claims.rules.states import Duty, State
from regencies.models import Actor, Appointment, Person, Role
from regencies.models.people import DISTRICT_ROLES

OFFICE_ROLES = (Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD)
# Whose desk the file is on.
JUDGES = {
    State.SUBMITTED: DISTRICT_ROLES,
    State.ENDORSED: OFFICE_ROLES,
    State.VERIFIED: OFFICE_ROLES,
}


@transaction.atomic
def attach(
    claim_id: int,
    *,
    paper: str,
    file: File,
    content_type: str,
    by: Person,
    now: datetime,
    upload: UUID | None = None,
) -> Document:
    """Keep one uploaded paper under a random name. Its type was read from its content. The same
    upload, sent again, is the same paper."""
    claim, seat = for_editing(claim_id, by, now, None)
    token = token_of(claim, by, upload) if upload else secrets.token_hex(16)
    if upload and (done := claim.documents.filter(token=token).first()):
        return done
    document = keep_file(claim, paper, file, content_type, token=token, by=by, now=now)
    take_back(claim, paper, "attach", by=by, now=now, seat=seat)
    unsettle(claim)
    return document


def keep_file(
    claim: Claim, paper: str, file: File, content_type: str, *, token: str, by: Person,
    now: datetime,
) -> Document:  # fmt: skip
    """The row and the file, under a name that says nothing. The file has been looked through
    before; where a scanner is set nobody opens it before that one has spoken too."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    document = Document(
        claim=claim, paper=paper, token=token, content_type=content_type, size=file.size,
        sha256=digest.hexdigest(), uploaded_by=by, uploaded_at=now,
    )  # fmt: skip
    if not settings.PAPER_SCANNER:
        document.verdict, document.verdict_at = Document.Verdict.PASSED, now
    # Nothing of the name it came with: the row knows what it is.
    document.file.save(f"{token[:2]}/{token}", file, save=False)
    document.save()
    return document


@transaction.atomic
def detach(claim_id: int, token: str, *, by: Person, now: datetime) -> None:
    """Take a paper out of the file. The row and the file stay on record."""
    claim, seat = for_editing(claim_id, by, now, None)
    document = claim.documents.filter(token=token, removed_at=None).first()
    if document is None:
        return
    document.removed_at = now
    document.save(update_fields=["removed_at"])
    take_back(claim, document.paper, "detach", by=by, now=now, seat=seat)
    unsettle(claim)


def take_back(claim: Claim, paper: str, verb: str, *, by, now, seat) -> None:
    """What was said of a paper was said of the files that were there then."""
    if verdict := claim.paper_verdicts.filter(paper=paper).first():
        said = {"paper": paper, "taken_back": verdict.verdict}
        verdict.delete()
        record(claim, verb, by=by, now=now, seat=seat, data=said)


def unsettle(claim: Claim) -> None:
    """A paper came, went or was judged, which raises no version, so that no other open page is
    refused: the checks are run again all the same."""
    claim.checked_version = -1
    claim.save(update_fields=["checked_version"])


# Judging --------------------------------------------------------------------------------------


def allow_judge(claim: Claim, *, by: Person, now: datetime) -> Appointment:
    """The refusals of judge, for its page and under the lock: only the desk that has the file,
    and nobody who holds another duty on it."""
    actor = Actor.at(by, now)
    seat = actor.seat(JUDGES.get(State(claim.state), ()), claim)
    if seat is None:
        if actor.seat((*DISTRICT_ROLES, *OFFICE_ROLES), claim):
            raise TooLate(last_move(claim), claim.state)
        raise NotYours
    held = claim.duties_held()
    for person in seat.people:
        if held.get(person.pk, Duty.VERIFY) != Duty.VERIFY:
            raise FourEyes(held[person.pk])
    return seat


@transaction.atomic
def judge(
    claim_id: int,
    verdicts: Mapping[str, tuple[str, str]],
    *,
    by: Person,
    now: datetime,
    version: int | None = None,
    key: UUID | None = None,
) -> Event | None:
    """Say of papers whether they will do. verdicts: paper to (a Judged, a note); an empty
    verdict takes back what was said. Nobody is told: a return tells.

    1. May this person, at this stage (NotYours, TooLate, FourEyes)? This page (Changed)?
    2. Every verdict fits its paper (Incomplete, by paper).
    3. One row per paper; one event, which names the papers whose verdict changed.
    """
    claim = locked(claim_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = allow_judge(claim, by=by, now=now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    found = checklist(claim)
    said = {paper: (verdict, note.strip()) for paper, (verdict, note) in verdicts.items()}
    wanted = {row.key for row in found.wanted}
    filed = {document.paper for document in found.documents}
    if faults := {
        paper: fault for paper, (verdict, note) in said.items()
        if (fault := _fault(verdict, note, listed=paper in wanted, filed=paper in filed))
    }:  # fmt: skip
        raise Incomplete(faults)
    before = {paper: (row.verdict, row.note) for paper, row in found.verdicts.items()}
    changed = {paper: new for paper, new in said.items() if new != before.get(paper, ("", ""))}
    if not changed:
        return None
    hold(claim, seat, Duty.VERIFY)
    claim.paper_verdicts.filter(paper__in=changed).delete()
    PaperVerdict.objects.bulk_create(
        PaperVerdict(claim=claim, paper=paper, verdict=verdict, note=note, by=by, at=now)
        for paper, (verdict, note) in changed.items()
        if verdict
    )
    unsettle(claim)
    data = {"judged": {paper: verdict for paper, (verdict, _) in changed.items()}}
    return record(claim, "judge", by=by, now=now, seat=seat, data=data, key=key)


def _fault(verdict: str, note: str, *, listed: bool, filed: bool) -> str:
    if not listed:
        return _("This case does not ask for this paper.")
    if verdict and verdict not in set(Judged):
        return _("Choose one of the answers.")
    if not verdict and note:
        return _("Choose an answer for this note.")
    if verdict == Judged.WRONG and not note:
        return _("Write down what is wrong with it.")
    if verdict == Judged.ACCEPTED and not filed and not note:
        return _("There is no file: write down where the original was seen.")
    if verdict == Judged.UNREADABLE and not filed:
        return _("There is no file that could be unreadable.")
    return ""


# Returns and the office's word ----------------------------------------------------------------


def listed_at_return(claim: Claim, reason: str) -> dict:
    """For the event of a return: the papers found missing or faulty, the last file that was
    there. A reason that speaks of papers names at least one."""
    found = checklist(claim)
    if reason in PAPER_REASONS and not found.faulty:
        raise Incomplete(
            {"reason": _("Say first which paper it is: judge the papers, then send the file back.")}
        )
    return {
        "papers": [[row.key, verdict.verdict, verdict.note] for row, verdict in found.faulty],
        "last_file": claim.documents.order_by("-pk").values_list("pk", flat=True).first() or 0,
    }


def without_faults(claim: Claim) -> None:
    """Nobody stands for the papers while one of them is known to be faulty."""
    if faulty := checklist(claim).faulty:
        names = ", ".join(row.name for row, _ in faulty)
        raise Incomplete(
            {"papers": _("Found faulty: %(papers)s. Send the file back for them, or judge them "
                         "anew if they will do after all.") % {"papers": names}}
        )  # fmt: skip
