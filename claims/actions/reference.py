"""Changing figures, limits, checks, days off: one row, one reason, one Change beside it."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.actions.refusals import Incomplete, NotYours, Stale
from regencies.models import (
    Actor,
    Appointment,
    Change,
    CheckRule,
    DeadlineRule,
    Figure,
    Holiday,
    Person,
    Role,
    Sender,
    System,
    digest,
    plain,
)

WHAT = {
    Holiday: Change.What.HOLIDAY,
    Figure: Change.What.FIGURE,
    DeadlineRule: Change.What.DEADLINE_RULE,
    CheckRule: Change.What.CHECK,
    Sender: Change.What.SENDER,
    System: Change.What.SYSTEM,
}
# Where a second row of the same day is refused, and how that is said.
TAKEN = {
    Holiday: ("day", gettext_lazy("This day is in the calendar already: correct that row.")),
    Figure: ("from_on", gettext_lazy("A row begins on this day already: correct that one.")),
    DeadlineRule: ("from_on", gettext_lazy("A row begins on this day already: correct that one.")),
    CheckRule: ("from_on", gettext_lazy("A row begins on this day already: correct that one.")),
    Sender: ("name", gettext_lazy("A sender of this name is here already: correct that one.")),
    System: ("name", gettext_lazy("A system of this name is here already.")),
}
REASON_LENGTH = 2000


def administered(by: Person, now: datetime) -> Sequence[Appointment]:
    """The seats from which this person keeps the reference tables."""
    seats = [seat for seat in Actor.at(by, now).seats if seat.role == Role.ADMINISTRATOR]
    if not seats:
        raise NotYours
    return seats


def written(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Incomplete({"reason": _("Write down why: those who come after you will ask.")})
    return reason[:REASON_LENGTH]


@transaction.atomic
def add_row(model, *, by: Person, now: datetime, reason: str, **values) -> models.Model:
    """A new dated row."""
    row = model(**values)
    _mine(row, by, now)
    _save(row)
    note(row, None, plain(row), by=by, now=now, reason=reason)
    return row


@transaction.atomic
def correct_row(
    model, pk: int, *, seen: str, by: Person, now: datetime, reason: str, **values
) -> models.Model:
    """Another value in a row that is there. Clocks and awards keep what they began with."""
    row = _locked(model, pk, seen)
    _mine(row, by, now)
    before = plain(row)
    for name, value in values.items():
        setattr(row, name, value)
    if plain(row) == before:
        raise Incomplete({NON_FIELD_ERRORS: _("Nothing is different from before.")})
    _save(row)
    note(row, before, plain(row), by=by, now=now, reason=reason)
    return row


@transaction.atomic
def remove_row(model, pk: int, *, seen: str, by: Person, now: datetime, reason: str) -> None:
    """Take a day off out of the calendar. What it said stays in the Change."""
    row = _locked(model, pk, seen)
    _mine(row, by, now)
    note(row, plain(row), None, by=by, now=now, reason=reason)
    row.delete()


def _locked(model, pk: int, seen: str) -> models.Model:
    # The order of a limit goes by its programme, which a row of every programme has not.
    rows = model.objects.select_for_update(of=("self",), no_key=False)
    row = rows.filter(pk=pk).first()
    if row is None or digest(plain(row)) != seen:
        raise Stale
    return row


def _mine(row, by: Person, now: datetime) -> None:
    """What holds in the whole country any administrator keeps, the rest that regency's own."""
    codes = {seat.regency_id for seat in administered(by, now)}
    if row.regency_id is not None and row.regency_id not in codes:
        raise NotYours


def _save(row) -> None:
    try:
        row.full_clean()
        with transaction.atomic():
            row.save()
    except ValidationError as problem:
        raise Incomplete(_faults(row, problem)) from None
    except IntegrityError:
        # Somebody else's row of the same day came between the look and the write.
        raise Incomplete(dict([TAKEN[type(row)]])) from None


def _faults(row, problem: ValidationError) -> Mapping[str, str]:
    faults = {}
    for name, errors in problem.error_dict.items():
        for error in errors:
            if error.code == "unique_together":
                field, sentence = TAKEN[type(row)]
                faults[field] = str(sentence)
            else:
                faults[name] = " ".join(error.messages)
    return faults


def key_of(row) -> str:
    """Which row it is, for the list of changes."""
    if isinstance(row, Holiday):
        return row.day.isoformat()
    if isinstance(row, Figure | CheckRule):
        return row.key
    if isinstance(row, Sender | System):
        return row.name
    return " ".join(part for part in (row.stage, row.programme_id) if part)


def note(row, before, after, *, by: Person, now: datetime, reason: str) -> Change:
    return Change.objects.create(
        what=WHAT[type(row)],
        key=key_of(row),
        regency_id=row.regency_id,
        before=before,
        after=after,
        by=by,
        at=now,
        reason=written(reason),
    )
