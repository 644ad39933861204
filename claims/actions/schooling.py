"""The yearly scholarship: begun by the first payment, asked for each school year, proved by the
village, accepted by the office, paid like any award, and ended by age, marriage, work or S1."""

import uuid
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.award import case_of, payout_of, pupil_of
from claims.actions.counting import local_day
from claims.actions.mover import hold, locked, record
from claims.actions.papers import keep_file
from claims.actions.refusals import Incomplete, NotYours, Refusal
from claims.models import (
    Child,
    Claim,
    Document,
    Event,
    Payout,
    Scholarship,
    SchoolYear,
    Spoken,
)
from claims.rules import schooling
from claims.rules.benefits import Pupil
from claims.rules.coverage import months_after
from claims.rules.freezing import SCHOOL, frozen_case
from claims.rules.states import Duty
from regencies.models import Actor, Appointment, Figure, Person, Role
from regencies.models.people import VILLAGE_ROLES

PROOF = "beasiswa_surat_sekolah"  # regencies.Paper.key
ACCEPTERS = (Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD)
# Each month of the school year; after that it may still be proved, and nobody is asked.
MOST_ASKED = 12
ASKED_AT = time(8)
S = Scholarship.End


class NotNow(Refusal):
    """The year is proved, accepted or ended already, or not proved yet."""

    status = 409

    def sentence(self):
        return _("This school year is no longer as the page showed it. Look at it again.")


def begin(payout: Payout, *, now: datetime) -> None:
    """The branch has paid what an award announced a scholarship with: each of these children has
    a right from now on. Once, whatever is paid later."""
    if not payout.brings_scholarship():
        return
    same_children(payout)
    claim = payout.claim
    figures = _figures(claim)
    for child, found in zip(children_of(payout), payout.outcome["scholarship"], strict=True):
        if not found["ceiling"]:
            continue
        plafon, jadwal = _planned(child, claim, figures)
        Scholarship.objects.get_or_create(
            child=child,
            defaults={
                "claim": claim, "payout": payout, "began_at": now,
                "plafon": _rows(plafon), "jadwal": _rows(jadwal),
                "opens_at": _opens_at(plafon[0].begins, claim, now),
            },
        )  # fmt: skip


def children_of(payout: Payout) -> list[Child]:
    """Whom its award was worked out for, in the award's order. Nobody, where the village tells of
    others by now: of an award without a scholarship, or one that the branch refused."""
    told = [Pupil(**child) for child in payout.inputs.get("children", ())]
    on = date.fromisoformat(payout.inputs["event_on"])
    here = list(payout.claim.children.all())
    return here if [pupil_of(child, on) for child in here] == told else []


def same_children(payout: Payout) -> None:
    """Refuse what would give a scholarship to others than those whom it was announced for."""
    if payout.brings_scholarship() and not children_of(payout):
        raise Incomplete(
            {"payout": _("The claim now tells of other children than those whom this award "
                         "announced a scholarship for.")}
        )  # fmt: skip


def planned(payout: Payout) -> list[tuple[Child, int, int]]:
    """(child, ceiling, schedule) of each child with a scholarship, whole rupiah, before anything is
    paid and afterwards."""
    if not payout.brings_scholarship():
        return []
    claim = payout.claim
    figures, rows = _figures(claim), []
    # Nobody, of a refused award whose children were changed since.
    for child, found in zip(children_of(payout), payout.outcome["scholarship"], strict=False):
        if found["ceiling"]:
            plafon, jadwal = _planned(child, claim, figures)
            rows.append((child, sum(y.amount for y in plafon), sum(y.amount for y in jadwal)))
    return rows


def _planned(child: Child, claim: Claim, figures: dict):
    pupil = Pupil(child.level, 0, child.grade)
    plafon = schooling.plafon(pupil, child.born_on, claim.event_on, figures)
    return plafon, schooling.jadwal(plafon, child.born_on, claim.event_on, figures)


def _figures(claim: Claim) -> dict:
    return {
        key: row.value
        for key, row in Figure.objects.in_force(claim.event_on, claim.regency_id).items()
        if row.value is not None
    }


def _rows(years) -> list[list]:
    return [[year.begins, year.level, year.grade, year.amount] for year in years]


def _opens_at(begins: int, claim: Claim, now: datetime) -> datetime:
    zone = ZoneInfo(claim.regency.zone)
    return max(now, datetime.combine(schooling.first_day(begins), time(), tzinfo=zone))


# The clock's ----------------------------------------------------------------------------------


def years_to_open(now: datetime):
    return Claim.objects.filter(pk__in=Scholarship.objects.opening(now).values("claim"))


@transaction.atomic
def open_years(claim_id: int, *, now: datetime) -> int | None:
    """Open the school years that have begun, each once; where the right has ended, say so. What a
    night missed the next one opens. Nothing to do: None."""
    claim = locked(claim_id)
    rows = list(claim.scholarships.opening(now).select_related("child"))
    for row in rows:
        while row.opens_at is not None and row.opens_at <= now:
            _open(row, claim, now)
        row.save(update_fields=["opens_at", "ended_at", "end_reason"])
    return len(rows) or None


def _open(row: Scholarship, claim: Claim, now: datetime) -> None:
    figures, last = _figures(claim), row.years.last()
    if last is None:
        begins, level, grade, _amount = row.plafon[0]
        at = level, grade
    else:
        begins, at = last.begins + 1, schooling.following(last.level, last.grade, figures)
    first = max(schooling.first_day(begins), claim.event_on)
    if at is None or first >= schooling.right_ends_on(row.child.born_on, figures):
        _end(row, S.FINISHED if at is None else S.AGE, None, now)
        notices.owe(_event("end_school", claim, row, None, by=None, now=now, reason=row.end_reason))
        return
    SchoolYear.objects.create(scholarship=row, begins=begins, level=at[0], grade=at[1], ask_at=now)
    # A year that has gone by meanwhile is opened as well: its proof may still come.
    zone = ZoneInfo(claim.regency.zone)
    row.opens_at = datetime.combine(schooling.first_day(begins + 1), time(), tzinfo=zone)


def years_to_ask(now: datetime):
    return Claim.objects.filter(pk__in=SchoolYear.objects.to_ask(now).values("scholarship__claim"))


@transaction.atomic
def ask_school(claim_id: int, *, now: datetime) -> Event | None:
    """Remind village and family once of all school years of a claim whose proof is still to come;
    again in a month. Somebody was faster: nothing."""
    claim = locked(claim_id)
    years = list(
        SchoolYear.objects.to_ask(now)
        .filter(scholarship__claim=claim)
        .select_related("scholarship")
        .select_for_update(of=("self",))
    )
    if not years:
        return None
    for year in years:
        year.asked += 1
        year.ask_at = _next_ask(claim, now) if year.asked < MOST_ASKED else None
        year.save(update_fields=["asked", "ask_at"])
    said = {"school_years": sorted({year.name for year in years})}
    event = record(claim, "ask_school", by=None, now=now, data=said)
    notices.owe(event)
    return event


def _next_ask(claim: Claim, now: datetime) -> datetime:
    zone = claim.regency.zone
    return datetime.combine(months_after(local_day(now, zone), 1), ASKED_AT, tzinfo=ZoneInfo(zone))


# The people's ---------------------------------------------------------------------------------


def _seated(claim: Claim, roles, duty: str, by: Person, now: datetime) -> Appointment:
    """The seat, and four eyes: whoever proves, accepts and pays are different people."""
    seat = Actor.at(by, now).seat(roles, claim)
    if seat is None:
        raise NotYours
    hold(claim, seat, duty)
    return seat


def _village_or_office(claim: Claim, by: Person, now: datetime) -> Appointment:
    """Whoever of the two hears of it writes it down."""
    if Actor.at(by, now).seat(VILLAGE_ROLES, claim):
        return _seated(claim, VILLAGE_ROLES, Duty.ENTER, by, now)
    return _seated(claim, ACCEPTERS, Duty.VERIFY, by, now)


@transaction.atomic
def prove_school(
    year_id: int, *, level: str, grade: int, file: File, content_type: str,
    by: Person, now: datetime, key: UUID | None = None,
) -> Event:  # fmt: skip
    """The village sends the proof that the child is at school this year, and in which grade; also
    once the clock has ended the right, for the nights that open late years may do that as well.
    Raises Incomplete for a grade that the level has not, or that is paid often enough."""
    claim, year = _locked(year_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = _seated(claim, VILLAGE_ROLES, Duty.ENTER, by, now)
    if year.proved_at or not year.scholarship.provable:
        raise NotNow
    most = schooling.length(level, _figures(claim))
    if not 1 <= grade <= most:
        raise Incomplete({"grade": _("Here the years go from 1 to %(n)d.") % {"n": most}})
    paid = year.scholarship.years.filter(level=level, accepted_at__isnull=False).count()
    if paid >= most:
        raise Incomplete({"level": _("All years of this school have been paid already.")})
    year.proof = keep_file(claim, PROOF, file, content_type, token=uuid.uuid4().hex, by=by, now=now)
    year.level, year.grade, year.ask_at = level, grade, None
    year.proved_at, year.proved_by = now, by
    year.save()
    return _told("prove_school", claim, year, by=by, now=now, seat=seat, key=key)


@transaction.atomic
def return_school(
    year_id: int, *, note: str, by: Person, now: datetime, key: UUID | None = None
) -> Event:
    """The office can't accept the proof; note says why. The file stays on record."""
    claim, year = _locked(year_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = _seated(claim, ACCEPTERS, Duty.VERIFY, by, now)
    if not year.proved_at or year.accepted_at:
        raise NotNow
    year.proved_at = year.proved_by = year.proof = None
    year.ask_at, year.asked = _next_ask(claim, now) if year.scholarship.provable else None, 0
    year.save()
    return _told("return_school", claim, year, by=by, now=now, seat=seat, key=key, note=note)


@transaction.atomic
def accept_school(year_id: int, *, by: Person, now: datetime, key: UUID | None = None) -> Event:
    """The office accepts the proof: the year's sum is frozen as a payout of its own, which goes to
    the branch like the first."""
    claim, year = _locked(year_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = _seated(claim, ACCEPTERS, Duty.VERIFY, by, now)
    if not year.proved_at or year.accepted_at:
        raise NotNow
    if year.proof.verdict != Document.Verdict.PASSED:
        raise Incomplete(
            {"proof": _("The school's letter is still being checked for viruses, or was thrown "
                        "away: nobody could read it yet.")}
        )  # fmt: skip
    first = year.scholarship.payout
    school = {"begins": year.begins, "level": year.level, "grade": year.grade,
              "child": year.scholarship.child.order}  # fmt: skip
    cycles = claim.payouts.filter(programme=first.programme_id).values_list("cycle", flat=True)
    year.payout = payout_of(
        claim, first.programme, now, cycle=1 + max(cycles),
        inputs=frozen_case(case_of(claim, first.programme_id)) | {SCHOOL: school},
        work_out=lambda figures: schooling.outcome_of(school, figures),
    )  # fmt: skip
    year.accepted_at, year.accepted_by = now, by
    year.save()
    return _told("accept_school", claim, year, by=by, now=now, seat=seat, key=key,
                 payout=year.payout)  # fmt: skip


@transaction.atomic
def end_school(
    scholarship_id: int, *, reason: str, note: str, by: Person, now: datetime,
    key: UUID | None = None,
) -> Event:  # fmt: skip
    """The right has ended: by marriage, work, death or something else, which note tells. A proof
    that is here already is still judged."""
    claim, row = _locked_right(scholarship_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = _village_or_office(claim, by, now)
    if row.ended_at:
        raise NotNow
    _end(row, reason, by, now)
    row.save()
    row.years.filter(proved_at=None).update(ask_at=None)
    event = _event("end_school", claim, row, None, by=by, now=now, seat=seat, key=key,
                   reason=reason, spoken=Spoken(text=note))  # fmt: skip
    notices.owe(event)
    return event


@transaction.atomic
def resume_school(
    scholarship_id: int, *, note: str, by: Person, now: datetime, key: UUID | None = None
) -> Event:
    """It was ended wrongly, and note says why: the office opens it again. The age stays the end."""
    claim, row = _locked_right(scholarship_id)
    if key and (done := claim.events.filter(key=key).first()):
        return done
    seat = _seated(claim, ACCEPTERS, Duty.VERIFY, by, now)
    if not row.ended_at or row.end_reason in row.BY_CLOCK:
        raise NotNow
    last = row.years.last()
    row.ended_at, row.ended_by, row.end_reason = None, None, ""
    row.opens_at = _opens_at(last.begins + 1 if last else row.plafon[0][0], claim, now)
    row.save()
    row.years.filter(proved_at=None).update(ask_at=now, asked=0)
    event = _event("resume_school", claim, row, None, by=by, now=now, seat=seat, key=key,
                   note=note)  # fmt: skip
    notices.owe(event)
    return event


def _end(row: Scholarship, reason: str, by: Person | None, now: datetime) -> None:
    row.ended_at, row.ended_by, row.end_reason, row.opens_at = now, by, reason, None


def _locked(year_id: int) -> tuple[Claim, SchoolYear]:
    found = SchoolYear.objects.values_list("scholarship__claim_id", flat=True)
    claim = locked(found.get(pk=year_id))
    year = SchoolYear.objects.select_related("scholarship__child").get(pk=year_id)
    return claim, year


def _locked_right(scholarship_id: int) -> tuple[Claim, Scholarship]:
    found = Scholarship.objects.values_list("claim_id", flat=True)
    claim = locked(found.get(pk=scholarship_id))
    return claim, claim.scholarships.get(pk=scholarship_id)


def _told(verb: str, claim: Claim, year: SchoolYear, **act) -> Event:
    event = _event(verb, claim, year.scholarship, year, **act)
    notices.owe(event)
    return event


def _event(verb: str, claim: Claim, row: Scholarship, year: SchoolYear | None, **act) -> Event:
    """The child is said by its place in the family: names stay in its own row."""
    data = {"child": row.child.order}
    if year:
        data |= {"school_years": [year.name], "school": f"{year.level} {year.grade}"}
    return record(claim, verb, data=data, **act)
