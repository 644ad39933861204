"""Entering who is away, and that they are back before the day entered."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.actions.refusals import Incomplete, NotYours, Stale
from regencies.models import Actor, Appointment, Change, Leave, Person, Regency, Role, plain

# Who enters it for others of their regency.
KEEPERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.ADMINISTRATOR)
LONGEST = 366  # days: more is a slip of the year


def kept_regencies(actor: Actor) -> set[str]:
    """Where this person may enter who is away."""
    return {seat.regency_id for seat in actor.seats if seat.role in KEEPERS}


def allow_leave(person: Person, *, by: Person, now: datetime) -> Regency:
    """May this person be entered as away (NotYours)? Everybody enters themself; those who keep
    a regency enter whoever has a seat there. Returns the regency that it is written down for."""
    actor = Actor.at(by, now)
    if by.pk == person.pk and actor.seats:
        return actor.seats[0].regency
    codes = kept_regencies(actor)
    for seat in _seats(person, now):
        if seat.regency_id in codes:
            return seat.regency
    raise NotYours


def _seats(person: Person, now: datetime) -> Sequence[Appointment]:
    return Actor.at(person, now).seats


@transaction.atomic
def leave(
    person: Person, *, from_on: date, to_on: date, note: str = "", by: Person, now: datetime
) -> Leave:
    """Both days included. Days already entered are refused (Incomplete), also by the database."""
    regency = allow_leave(person, by=by, now=now)
    if to_on < from_on:
        raise Incomplete({"to_on": _("The last day comes before the first.")})
    if to_on < _today(regency, now):
        raise Incomplete({"to_on": _("These days have passed already.")})
    if (to_on - from_on).days >= LONGEST:
        raise Incomplete({"to_on": _("That is more than a year. Please look at the dates.")})
    taken = Leave.objects.filter(person=person, from_on__lte=to_on, to_on__gte=from_on).first()
    if taken:
        raise Incomplete({"from_on": _overlaps(taken)})
    row = Leave(person=person, from_on=from_on, to_on=to_on, note=note.strip())
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # Somebody else's entry came between the look and the write.
        raise Stale from None
    reason = row.note or _("Entered as leave.")
    _note(row, None, plain(row), regency, by=by, now=now, reason=reason)
    return row


@transaction.atomic
def end_leave(leave_id: int, *, back_on: date, by: Person, now: datetime) -> None:
    """Back on this day: the leave ends the day before, or never was if it had not begun."""
    row = Leave.objects.select_for_update(of=("self",)).select_related("person").filter(
        pk=leave_id
    ).first()  # fmt: skip
    if row is None:
        raise Stale
    regency = allow_leave(row.person, by=by, now=now)
    if row.to_on < _today(regency, now) or back_on > row.to_on:
        day = date_format(row.to_on, "j F Y")
        raise Incomplete({"back_on": _("This leave ends on %(day)s anyway.") % {"day": day}})
    before, after = plain(row), None
    if back_on <= row.from_on:
        row.delete()
    else:
        row.to_on = date.fromordinal(back_on.toordinal() - 1)
        row.save(update_fields=["to_on"])
        after = plain(row)
    _note(row, before, after, regency, by=by, now=now, reason=_("Back before the day entered."))


def _today(regency: Regency, now: datetime) -> date:
    return now.astimezone(ZoneInfo(regency.zone)).date()


def _overlaps(taken: Leave) -> str:
    return _("Away from %(first)s to %(last)s is entered already. End that one first.") % {
        "first": date_format(taken.from_on, "j F Y"),
        "last": date_format(taken.to_on, "j F Y"),
    }


def _note(row: Leave, before, after, regency: Regency, *, by: Person, now: datetime, reason: str):
    Change.objects.create(
        what=Change.What.LEAVE,
        key=str(row.person)[:200],
        regency=regency,
        before=before,
        after=after,
        by=by,
        at=now,
        reason=reason,
    )
