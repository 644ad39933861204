"""The list of participants of a regency: brought, its columns told, looked at, loaded. By its
administrator; the reading and loading itself is the worker's (regencies.roster)."""

import io
from collections.abc import Mapping
from datetime import datetime

from django.core.files import File
from django.db import transaction

from claims.actions import exporting
from claims.actions.reference import administered, written
from claims.actions.refusals import NotYours, Stale
from claims.tables import made
from regencies.models import Person, Role, RosterImport, RosterLook, digest
from regencies.roster import importing
from regencies.roster.refused_file import refused_file


def _mine(regency: str, by: Person, now: datetime) -> None:
    if regency not in {seat.regency_id for seat in administered(by, now)}:
        raise NotYours


def _own(pk: int, by: Person, now: datetime) -> RosterImport:
    one = RosterImport.objects.get(pk=pk)
    _mine(one.regency_id, by, now)
    return one


@transaction.atomic
def bring_roster(*, file: File, regency_id: str, by: Person, now: datetime) -> RosterImport:
    """A list of this regency; it is read by the worker, and changes nothing yet."""
    _mine(regency_id, by, now)
    return importing.bring(file, file.name, regency=regency_id, by=by, now=now)


def choose_columns(
    pk: int, *, columns: Mapping[str, str], for_all: Mapping[str, str], by: Person, now: datetime
) -> None:
    """Which head is which column, and what holds for all rows; then it is read again."""
    _own(pk, by, now)
    try:
        importing.choose(pk, columns, for_all, now)
    except importing.Unready:
        raise Stale from None


def seen_of(one: RosterImport) -> str:
    """A few letters that stand for what the preview says."""
    return digest([one.step, one.rows, one.refused, one.changes, one.columns, one.for_all])


@transaction.atomic
def load_roster(pk: int, *, seen: str, by: Person, now: datetime, reason: str) -> None:
    """What the preview showed; another preview is Stale."""
    one = _own(pk, by, now)
    if seen_of(one) != seen:
        raise Stale
    try:
        importing.confirm(pk, by=by, reason=written(reason), now=now)
    except importing.Unready:
        raise Stale from None


def cancel_roster(pk: int, *, by: Person, now: datetime) -> None:
    _own(pk, by, now)
    try:
        importing.cancel(pk, now)
    except importing.Unready:
        raise Stale from None


@transaction.atomic
def take_refused(pk: int, *, by: Person, now: datetime) -> tuple[RosterImport, bytes]:
    """The refused rows as a file (XLSX). Their numbers are open in it: each taking is on record."""
    one = _own(pk, by, now)
    RosterLook.objects.create(roster_import=one, by=by, at=now)
    file = refused_file(one)
    exporting.log(
        made(io.BytesIO(file), one.refused), kind="refused_rows", format="xlsx", by=by, now=now,
        seat=exporting.seat_in(one.regency_id, [Role.ADMINISTRATOR], by, now),
        said={"import": one.pk}, columns=one.heads, masked=False, reason=one.reason,
    )  # fmt: skip
    return one, file
