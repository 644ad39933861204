"""Ends of cover without a period after them: counted each morning, told in time, explained by a
person. Nothing is renewed here: that is the next list of participants."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from claims import notices, renewals
from claims.actions.clicks import PageUsed
from claims.actions.exporting import log, seat_in
from claims.actions.refusals import Incomplete
from claims.models import CoverCount, CoverEnding, CoverReason, CoverWarning, Export
from claims.models.cover import COVER_REASONS
from claims.rules.renewals import WARN_DAYS, Cohort, rung, worth_telling
from claims.tables import Made, csv_of
from regencies.models import Person, Regency, Role, RosterImport

TOLD = (Role.ADMINISTRATOR, Role.OPD_HEAD, Role.SEKDA)
EXPLAINERS = (Role.ADMINISTRATOR, Role.OPD_SECTION_HEAD, Role.OPD_HEAD)
# Before anybody's summary of the day.
COUNTED_AT = time(6)
LONGEST_NOTE = 2000


def regencies_to_count(now: datetime):
    """Those whose morning has come, and those whose list has changed since."""
    newer = RosterImport.objects.filter(
        regency=OuterRef("pk"), loaded_at__gt=OuterRef("cover_count__counted_at")
    )
    return Regency.objects.filter(served=True).filter(
        Q(cover_count=None) | Q(cover_count__next_action_at__lte=now) | Exists(newer)
    )


@transaction.atomic
def count_cover(code: str, *, now: datetime) -> int | None:
    """Tell of every ending what is due by now. Returns how many were told; None where another
    worker is at it or has been.

    1. Lock the regency's count, or leave. 2. Count the whole list. 3. Of each ending without a
    period after it, and without a reason that holds, write the rung of this day. 4. Whose rung is
    new, is told of it.
    """
    regency = regencies_to_count(now).filter(pk=code).first()
    if regency is None:
        return None
    never = CoverCount(regency_id=code, counted_at=now, next_action_at=now)
    CoverCount.objects.bulk_create([never], ignore_conflicts=True)
    row = CoverCount.objects.select_for_update(skip_locked=True).filter(regency=code).first()
    # Whoever held the lock before may have done it.
    if row is None or (row.next_action_at > now and not regencies_to_count(now).filter(pk=code)):
        return None
    zone = ZoneInfo(regency.zone)
    today = now.astimezone(zone).date()
    told = _tell(regency, renewals.cohorts([code], today), today, now)
    row.counted_at = now
    row.next_action_at = datetime.combine(today + timedelta(days=1), COUNTED_AT, tzinfo=zone)
    row.save()
    return told


def _tell(regency: Regency, cohorts: list[Cohort], today: date, now: datetime) -> int:
    people: dict[tuple[str, str, date], int] = {}
    for one in cohorts:
        # Whose cover goes on later has a period on record: that gap is shown, and over one day.
        near = today - renewals.BACK <= one.to_on <= today + timedelta(days=max(WARN_DAYS))
        if near and one.next_on is None:
            key = one.payer, one.agreement, one.to_on
            people[key] = people.get(key, 0) + one.people
    people = {
        key: n for key, n in people.items() if worth_telling(n, _covered(cohorts, *key))
    }  # fmt: skip
    endings = _endings(regency, list(people))
    silent = explained([row.pk for row in endings.values()], today)
    fallen = [
        CoverWarning(ending=endings[key], rung=rung(key[2], today), people=n, at=now)
        for key, n in people.items()
        if endings[key].pk not in silent
    ]
    known = set(
        CoverWarning.objects.filter(ending__in=endings.values()).values_list("ending_id", "rung")
    )
    fresh = [row for row in fallen if (row.ending_id, row.rung) not in known]
    if not fresh:
        return 0
    CoverWarning.objects.bulk_create(fresh)
    seats = notices.Seats(now)
    place = notices.Place("", "", regency.pk, regency.zone)
    seats.look_up([(place, TOLD)])
    hearers = seats.people(TOLD, place, None)
    for row in fresh:
        kind = "cover_ends" if row.rung.startswith("warn") else "cover_gap"
        about = f"{row.ending_id} {row.rung} {row.ending.ends_on:%Y-%m-%d} {row.people}"
        notices.owe_about(kind, about, hearers, now)
    return len(fresh)


def _covered(cohorts: list[Cohort], payer: str, agreement: str, on: date) -> int:
    return sum(
        one.people for one in cohorts
        if (one.payer, one.agreement) == (payer, agreement) and one.holds_on(on)
    )  # fmt: skip


def _endings(regency: Regency, keys: list) -> dict[tuple[str, str, date], CoverEnding]:
    CoverEnding.objects.bulk_create(
        [CoverEnding(regency=regency, payer=payer, agreement=agreement, ends_on=on)
         for payer, agreement, on in keys],
        ignore_conflicts=True,
    )  # fmt: skip
    rows = CoverEnding.objects.filter(regency=regency, ends_on__in={on for *_, on in keys})
    found = {(row.payer, row.agreement, row.ends_on): row for row in rows}
    return {key: found[key] for key in keys}


def explained(endings: list[int], today: date) -> dict[int, CoverReason]:
    """The reason that holds, by ending: the last one, while it asks for no reminder."""
    rows = CoverReason.objects.filter(ending__in=endings).order_by("ending", "-id")
    last = rows.distinct("ending").select_related("by")
    return {
        row.ending_id: row for row in last if row.again_on is None or today < row.again_on
    }  # fmt: skip


@transaction.atomic
def explain_ending(
    group: renewals.Group, *, reason: str, note: str, again_on: date | None, key: UUID, by: Person,
    now: datetime,
) -> CoverReason:  # fmt: skip
    """Put on record why people have no cover after this day. The same click again is the same
    row; for another ending its key is PageUsed. Raises NotYours, Incomplete, PageUsed."""
    seat_in(group.regency, EXPLAINERS, by, now)
    asked = {
        "regency_id": group.regency, "payer": group.payer, "agreement": group.agreement,
        "ends_on": group.ends_on,
    }  # fmt: skip
    if found := CoverReason.objects.filter(key=key).select_related("ending").first():
        if any(getattr(found.ending, name) != value for name, value in asked.items()):
            raise PageUsed
        return found
    if reason not in COVER_REASONS:
        raise Incomplete({"reason": _("Choose a reason.")})
    if not note.strip():
        raise Incomplete({"note": _("Write down why: those who come after you will ask.")})
    ending, _made = CoverEnding.objects.get_or_create(**asked)
    return CoverReason.objects.create(
        ending=ending, reason=reason, note=note.strip()[:LONGEST_NOTE], again_on=again_on, key=key,
        by=by, at=now,
    )  # fmt: skip


@transaction.atomic
def take_names(
    group: renewals.Group, *, village: str, comma: bool, by: Person, now: datetime
) -> tuple[Made, Export]:
    """Who loses cover then, with village and category, as a CSV without any number; it is on
    record among the exports. comma: see tables.csv_lines. Raises NotYours."""
    seat = seat_in(group.regency, EXPLAINERS, by, now)
    rows = (
        renewals.losing(group, village)
        .order_by(F("village__district__name").asc(nulls_last=True), "village__name", "name", "id")
        .values_list("village__district__name", "village__name", "name", "category__name")
    )
    head = [_("Kecamatan"), _("Village"), _("Full name"), _("Category"), _("Covered until")]
    ends_on = group.ends_on.isoformat()
    made = csv_of([head, *([*row, ends_on] for row in rows.iterator(2_000))], comma=comma)
    said = {"payer": group.payer, "agreement": group.agreement, "covered_until": ends_on,
            "village": village}  # fmt: skip
    row = log(
        made, kind="cover", format="csv", seat=seat, by=by, now=now, said=said, columns=head
    )  # fmt: skip
    return made, row
