"""The village's verbs: start, keep, submit, answer, withdraw."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Unpack
from uuid import UUID

from django.db import connection, transaction
from django.utils.translation import gettext as _

from claims.actions import clock
from claims.actions.checklist import asked_again
from claims.actions.counting import local_day
from claims.actions.mover import Act, hold, locked, move, record
from claims.actions.refusals import Changed, Incomplete, NotYours, TooLate
from claims.actions.slips import hand_out
from claims.models import Child, Claim, ClaimProgramme, Event, Fact, Spoken
from claims.models.choices import SELF
from claims.models.words import FIELD_WORDS
from claims.rules import papers
from claims.rules.states import UNPAID, Duty, Kind, State
from regencies.models import Actor, Appointment, Person, Programme, Regency, Village
from regencies.models.people import VILLAGE_ROLES

EDITABLE = (State.DRAFT, State.REPORTED, State.SENT_BACK)
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
def start(
    *,
    kind: str,
    village: Village,
    key: UUID,
    by: Person,
    now: datetime,
    event_on: date | None = None,
    died_on: date | None = None,
    at_work: bool | None = None,
) -> Claim:
    """A draft, with what was told of the event. The same key from the same person is the same
    draft, however often sent."""
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
            "event_on": event_on,
            "died_on": died_on,
            "at_work": at_work,
            "created_at": now,
            "moved_at": now,
        },
    )
    if created:
        hold(claim, seat, Duty.ENTER)
        set_programmes(claim)
        record(claim, "start", by=by, now=now, seat=seat, to_state=State.DRAFT)
    return claim


def next_code(regency: Regency, now: datetime) -> str:
    """1602-26-000417: regency, year, and a number from a sequence, which never counts rows."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('claim_number')")
        number = cursor.fetchone()[0]
    # The year as the regency has it: in the first hours of January it is still last year in UTC.
    return f"{regency.digits}-{local_day(now, regency.zone):%y}-{number:06d}"


def allow_editing(claim: Claim, by: Person, now: datetime) -> Appointment:
    """The seat that lets this person write in it as it stands. Who shows what stands there beside
    what was sent asks this first, without a lock; for_editing asks again under it."""
    seat = Actor.at(by, now).seat(VILLAGE_ROLES, claim)
    if seat is None:
        raise NotYours
    if claim.state not in EDITABLE:
        last = claim.events.exclude(to_state="").select_related("by").order_by("-id").first()
        raise TooLate(last, claim.state)
    return seat


def for_editing(
    claim_id: int, by: Person, now: datetime, version: int | None
) -> tuple[Claim, Appointment]:
    """The locked claim, if this person may write in it now, and the seat that lets them."""
    claim = locked(claim_id)
    seat = allow_editing(claim, by, now)
    if version is not None and version != claim.version:
        raise Changed(None, claim.state)
    hold(claim, seat, Duty.ENTER)
    if claim.state == State.DRAFT:
        # A draft that somebody works on is not given up.
        claim.moved_at = now
        claim.save(update_fields=["moved_at"])
    return claim, seat


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
    stays. children, if given, replace those on record; Incomplete, where an award has announced a
    scholarship for others."""
    claim, _seat = for_editing(claim_id, by, now, version)
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
        _keep_children(claim, children)
    set_programmes(claim)
    if claim.state == State.REPORTED and claim.event_on:
        clock.recount(claim, now)
    return claim


def _keep_children(claim: Claim, children: Sequence[Mapping[str, object]]) -> None:
    """The same list again leaves the rows alone: scholarships hang on them. After a refusal of the
    branch it may be mended; the file does not go there again for others, then (forward)."""
    found = [Child(claim=claim, order=n, **child) for n, child in enumerate(children, 1)]
    if [_told_of(child) for child in found] == [_told_of(one) for one in claim.children.all()]:
        return
    if any(row.brings_scholarship() for row in claim.payouts.exclude(state__in=UNPAID)):
        raise Incomplete(
            {"children": _("A scholarship has been announced for the children of this claim: their "
                           "list stays as it is. Tell the regency's office what is wrong in it.")}
        )  # fmt: skip
    claim.children.all().delete()
    Child.objects.bulk_create(found)


def _told_of(child: Child) -> tuple:
    return child.name, child.born_on, child.level, child.grade, child.married, child.working


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
    # What was decided before an objection stays, whatever is told now.
    claim.programmes.filter(verdict="").exclude(programme__in=wanted).delete()
    ClaimProgramme.objects.bulk_create(
        [ClaimProgramme(claim=claim, programme_id=code) for code in wanted],
        ignore_conflicts=True,
    )


def still_to_fill_in(claim: Claim, required: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The columns of these that have no value yet, in words, by page."""
    found = {}
    for page, names in required.items():
        wanted = [n for n in names if claim.died or n not in ONLY_AFTER_A_DEATH]
        values = {name: getattr(claim, name) or getattr(claim, name) is False for name in wanted}
        empty = papers.unfilled({k: v or None for k, v in values.items()}, wanted)
        if empty:
            labels = ", ".join(
                str(FIELD_WORDS.get(name) or claim._meta.get_field(name).verbose_name)
                for name in empty
            )
            found[page] = _("Still to fill in: %(fields)s.") % {"fields": labels}
    return found


def faults(claim: Claim) -> dict[str, str]:
    """What keeps the village from submitting, by page. Asks nothing of the database where the
    programmes, facts and documents have been prefetched."""
    found = still_to_fill_in(claim, REQUIRED)
    if "event" not in found and not claim.programmes.all():
        found["event"] = _(
            "No programme pays for this: the accident was not at work and nobody died."
        )
    if claim.kind == Kind.ACCIDENT and claim.at_work and "event" not in found:
        found |= _accident_facts(claim)
    if claim.died and claim.payee_relation in SELF:
        # The account was given while the person lived.
        found["payee"] = _("The person has died: give the bank account of the heir.")
    if all(paper.removed_at for paper in claim.documents.all()):
        found["papers"] = _("Attach at least one paper, for instance the death letter.")
    return found


def _accident_facts(claim: Claim) -> dict[str, str]:
    told = [fact for fact in claim.facts.all() if fact.key not in {"decile", "base"}]
    if claim.died or any(fact.stated for fact in told):
        return {}
    return {"harm": _("Say what the accident led to: months unfit for work, bills, or harm.")}


def submit(claim_id: int, **act: Unpack[Act]) -> Event:
    """The village head hands the claim to the camat, and the family gets its slip."""

    def inside(claim: Claim, seat: Appointment | None) -> None:
        _complete(claim, seat)
        hand_out(claim, act["now"])

    return move("submit", claim_id, **act, inside=inside, sets={"submitted_at": act["now"]})


def answer(
    claim_id: int, *, note: str = "", without: Mapping[str, str] | None = None, **act: Unpack[Act]
) -> Event:
    """Back to whoever asked, with a word on what was mended. Each paper of the return has a new
    file, or a word on why it can't be had: a family is never held up by a paper that nobody
    gives it. without: paper to that word."""
    spoken = Spoken(text=note)

    def inside(claim: Claim, seat: Appointment | None) -> None:
        _complete(claim, seat)
        spoken.without = _excused(claim, without or {})

    return move("answer", claim_id, spoken=spoken, **act, inside=inside, sets={"asked_by": ""})


def _excused(claim: Claim, without: Mapping[str, str]) -> dict[str, str]:
    open_ones = [row.wanted for row in asked_again(claim) if not row.sent]
    why = {row.key: without.get(row.key, "").strip() for row in open_ones}
    if faults := {
        f"without_{row.key}": _("Attach a new file, or write why it can't be had.")
        for row in open_ones
        if not why[row.key]
    }:
        raise Incomplete(faults)
    return why


def withdraw(claim_id: int, *, reason: str, note: str = "", **act: Unpack[Act]) -> Event:
    said = {"reason": reason, "spoken": Spoken(text=note)}
    return move("withdraw", claim_id, **said, **act, sets={"asked_by": ""})


def _complete(claim: Claim, seat: Appointment | None) -> None:
    if found := faults(claim):
        raise Incomplete(found)
