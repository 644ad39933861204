"""The village's verbs: start, keep, attach, submit, answer, withdraw."""

import hashlib
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Unpack
from uuid import UUID

from django.core.files.base import File
from django.db import connection, transaction
from django.utils.translation import gettext as _

from claims.actions.counting import local_day
from claims.actions.mover import Act, hold, locked, move, record
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.models import Child, Claim, ClaimProgramme, Document, Event, Fact
from claims.models.words import FIELD_WORDS
from claims.rules import papers
from claims.rules.states import Duty, Kind, State
from regencies.models import Actor, Appointment, Person, Programme, Regency, Village
from regencies.models import Paper as PaperRow
from regencies.models.people import VILLAGE_ROLES

EDITABLE = (State.DRAFT, State.SENT_BACK)
# Without these nobody could check or pay. Page by page, as the village fills them in.
REQUIRED = {
    "person": ("name", "nik", "kk", "born_on", "sex"),
    "event": ("event_on", "event_place", "cause", "at_work"),
    "family": ("reporter_name", "reporter_relation", "reporter_phone", "heir_name",
               "heir_relation", "heir_phone"),
    "payee": ("payee_name", "payee_relation", "bank", "account"),
}  # fmt: skip
# A living worker is paid himself: nobody inherits.
ONLY_AFTER_A_DEATH = ("heir_name", "heir_relation", "heir_phone")


@transaction.atomic
def start(*, kind: str, village: Village, key: UUID, by: Person, now: datetime) -> Claim:
    """A draft. The same key from the same person is the same draft, however often sent."""
    place = Claim(village=village, district=village.district, regency=village.district.regency)
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, place)
    if seat is None:
        raise NotYours
    claim, created = Claim.objects.get_or_create(
        entered_by=by,
        key=key,
        defaults={
            "code": next_code(place.regency, now),
            "regency": place.regency,
            "district": place.district,
            "village": village,
            "kind": kind,
            "created_at": now,
            "moved_at": now,
        },
    )
    if created:
        hold(claim, seat, Duty.ENTER)
        record(claim, "start", by=by, now=now, seat=seat, to_state=State.DRAFT)
    return claim


def next_code(regency: Regency, now: datetime) -> str:
    """1602-26-000417: regency, year, and a number from a sequence, which never counts rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('claim_number')")
        number = cursor.fetchone()[0]
    # The year as the regency has it: in the first hours of January it is still last year in UTC.
    return f"{regency.digits}-{local_day(now, regency.zone):%y}-{number:06d}"


def _for_editing(claim_id: int, by: Person, now: datetime, version: int | None) -> Claim:
    """The locked claim, if this person may write in it now."""
    claim = locked(claim_id)
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, claim)
    if seat is None:
        raise NotYours
    if claim.state not in EDITABLE:
        last = claim.events.exclude(to_state="").select_related("by").order_by("-id").first()
        raise TooLate(last, claim.state)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    hold(claim, seat, Duty.ENTER)
    return claim


@transaction.atomic
def keep(
    claim_id: int,
    values: Mapping[str, object],
    *,
    by: Person,
    now: datetime,
    facts: Mapping[str, Decimal | None] | None = None,
    children: Sequence[Mapping[str, object]] | None = None,
    version: int | None = None,
) -> Claim:
    """Write down one page. facts are what the village states; an assessed figure beside it
    stays. children, if given, replace those on record."""
    claim = _for_editing(claim_id, by, now, version)
    for name, value in values.items():
        setattr(claim, name, value)
    claim.version += 1
    sealed = [f"{name}_index" for name in values if name in {"nik", "kk", "heir_nik", "account"}]
    claim.save(update_fields=[*values, *sealed, "version"])
    Fact.objects.bulk_create(
        [Fact(claim=claim, key=key, stated=stated) for key, stated in (facts or {}).items()],
        update_conflicts=True,
        unique_fields=["claim", "key"],
        update_fields=["stated"],
    )
    if children is not None:
        claim.children.all().delete()
        Child.objects.bulk_create(
            Child(claim=claim, order=order, **child) for order, child in enumerate(children, 1)
        )
    set_programmes(claim)
    return claim


def set_programmes(claim: Claim) -> None:
    """One row for each programme that the event may concern, as the story stands now."""
    if claim.at_work is None:
        return
    offered = Programme.objects.filter(active=True, regency__in=[claim.regency_id]) | (
        Programme.objects.filter(active=True, regency=None)
    )
    wanted = papers.programmes(
        died=claim.died, at_work=claim.at_work, offered={row.code for row in offered}
    )
    claim.programmes.exclude(programme__in=wanted).delete()
    ClaimProgramme.objects.bulk_create(
        [ClaimProgramme(claim=claim, programme_id=code) for code in wanted],
        ignore_conflicts=True,
    )


@transaction.atomic
def attach(
    claim_id: int, *, paper: str, file: File, content_type: str, by: Person, now: datetime
) -> Document:
    """Keep one uploaded paper under a random name. Its type was read from its content."""
    claim = _for_editing(claim_id, by, now, None)
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    token = secrets.token_hex(16)
    document = Document(
        claim=claim, paper=paper, token=token, content_type=content_type, size=file.size,
        sha256=digest.hexdigest(), uploaded_by=by, uploaded_at=now,
    )  # fmt: skip
    # Nothing of the name it came with: the row knows what it is.
    document.file.save(f"{token[:2]}/{token}", file, save=False)
    document.save()
    _unsettle(claim)
    return document


@transaction.atomic
def detach(claim_id: int, token: str, *, by: Person, now: datetime) -> None:
    """Take a paper out of the file. The row and the file stay on record."""
    claim = _for_editing(claim_id, by, now, None)
    claim.documents.filter(token=token, removed_at=None).update(removed_at=now)
    _unsettle(claim)


def _unsettle(claim: Claim) -> None:
    """A paper came or went, which raises no version: the checks are run again all the same."""
    claim.checked_version = -1
    claim.save(update_fields=["checked_version"])


def required_papers(claim: Claim) -> list[PaperRow]:
    """The papers of every programme of this claim, the same paper once, musts first."""
    rows = PaperRow.objects.filter(programme__in=claim.programmes.values("programme"))
    found: dict[str, PaperRow] = {}
    for row in rows.order_by("order", "key"):
        if row.key not in found or row.required == PaperRow.Required.MUST:
            found[row.key] = row
    return sorted(found.values(), key=lambda row: row.required != PaperRow.Required.MUST)


def missing_papers(claim: Claim) -> list[PaperRow]:
    """Required papers that are not in the file."""
    present = set(claim.documents.filter(removed_at=None).values_list("paper", flat=True))
    musts = [row for row in required_papers(claim) if row.required == PaperRow.Required.MUST]
    absent = set(papers.missing([row.key for row in musts], present))
    return [row for row in musts if row.key in absent]


def faults(claim: Claim) -> dict[str, str]:
    """What keeps the village from submitting, by page."""
    found = {}
    for page, names in REQUIRED.items():
        wanted = [n for n in names if claim.died or n not in ONLY_AFTER_A_DEATH]
        values = {name: getattr(claim, name) or getattr(claim, name) is False for name in wanted}
        empty = papers.unfilled({k: v or None for k, v in values.items()}, wanted)
        if empty:
            labels = ", ".join(
                str(FIELD_WORDS.get(name) or claim._meta.get_field(name).verbose_name)
                for name in empty
            )
            found[page] = _("Still to fill in: %(fields)s.") % {"fields": labels}
    if "event" not in found and not claim.programmes.exists():
        found["event"] = _(
            "No programme pays for this: the accident was not at work and nobody died."
        )
    if claim.kind == Kind.ACCIDENT and claim.at_work and "event" not in found:
        found |= _accident_facts(claim)
    if not claim.documents.filter(removed_at=None).exists():
        found["papers"] = _("Attach at least one paper, for instance the death letter.")
    return found


def _accident_facts(claim: Claim) -> dict[str, str]:
    if claim.died or claim.facts.filter(stated__gt=0).exclude(key__in=["decile", "base"]).exists():
        return {}
    return {"harm": _("Say what the accident led to: months unfit for work, bills, or harm.")}


def submit(claim_id: int, **act: Unpack[Act]) -> Event:
    """The village head hands the claim to the camat."""
    return move("submit", claim_id, **act, inside=_complete, sets={"submitted_at": act["now"]})


def answer(claim_id: int, *, note: str = "", **act: Unpack[Act]) -> Event:
    """Back to whoever asked, with a word on what was mended."""
    return move("answer", claim_id, note=note, **act, inside=_complete, sets={"asked_by": ""})


def withdraw(claim_id: int, *, reason: str, note: str = "", **act: Unpack[Act]) -> Event:
    return move("withdraw", claim_id, reason=reason, note=note, **act, sets={"asked_by": ""})


def _complete(claim: Claim, seat: Appointment | None) -> None:
    if found := faults(claim):
        raise Incomplete(found)
