"""What leaves as a file: made, counted, and written down before it goes."""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from claims import exports, replica, reports, tables
from claims.actions.mover import seat_title
from claims.actions.reference import written
from claims.actions.refusals import Incomplete, NotYours, Refusal
from claims.board import Period
from claims.exports import Wanted
from claims.models import Claim, Export, ExportRequest
from claims.models.export import EXPORTERS, RELEASERS, REPORT_READERS
from claims.tables import Made
from regencies.models import Actor, Appointment, Person


class NotReleased(Refusal):
    """Nobody has let it leave, it has left already, or its day is over."""

    status = 409

    @property
    def title(self):
        return _("This export can't be taken")

    def sentence(self):
        return _(
            "It may be taken once, within 24 hours after another person has released it. Ask "
            "again if you still need it."
        )


class AlreadyAnswered(Refusal):
    status = 409

    def sentence(self):
        return _("This request has been answered already.")


class YourOwnRequest(Refusal):
    status = 403

    def sentence(self):
        return _(
            "You (or the official you stand in for) asked for this export yourself. Somebody else "
            "releases it."
        )


def seat_in(regency: str, roles: Sequence[str], by: Person, now: datetime) -> Appointment:
    """The seat in this regency from which this person acts, their own before a stand-in's."""
    fitting = [
        seat
        for seat in Actor.at(by, now).seats
        if seat.regency_id == regency and seat.role in roles
    ]
    if not fitting:
        raise NotYours
    return min(fitting, key=lambda seat: bool(seat.acting))


def log(
    made: Made,
    *,
    kind: str,
    format: str,
    seat: Appointment,
    by: Person,
    now: datetime,
    said: dict | None = None,
    columns: Sequence[str] = (),
    claim: Claim | None = None,
    masked: bool = True,
    reason: str = "",
    request: ExportRequest | None = None,
) -> Export:
    """The row that says what is about to leave."""
    return Export.objects.create(
        kind=kind, regency_id=seat.regency_id, claim=claim, by=by, acts_for=seat.acts_for,
        title=seat_title(seat), at=now, format=format, said=said or {}, columns=list(columns),
        rows=made.rows, size=made.size, sha256=made.sha256, masked=masked, reason=reason,
        request=request,
    )  # fmt: skip


def take_report(
    regency: str, period: Period, *, format: str, comma: bool, by: Person, now: datetime
) -> tuple[Made, Export]:
    """Numbers of places, as csv or xlsx. comma: see tables.csv_lines. Read before the one row is
    written: no transaction lies idle here while the replica answers."""
    seat = seat_in(regency, REPORT_READERS, by, now)
    rows = replica.read(lambda: reports.table(reports.report([regency], period).cells))
    made = tables.xlsx_of(rows) if format == "xlsx" else tables.csv_of(rows, comma=comma)
    row = log(
        made, kind="report", format=format, seat=seat, by=by, now=now, columns=rows[0],
        said={"from": str(period.months[0]), "before": str(period.after)},
    )  # fmt: skip
    return made, row


def take_claims(
    wanted: Wanted, *, format: str, comma: bool, by: Person, now: datetime
) -> tuple[Made, Export]:
    """The list without names and numbers, as csv or xlsx. comma: see tables.csv_lines. Read before
    the one row is written, as above."""
    seat = seat_in(wanted.regency, EXPORTERS, by, now)
    made, heads = replica.read(lambda: _masked(wanted, format, comma))
    row = log(
        made, kind="claims", format=format, seat=seat, by=by, now=now, said=wanted.said(),
        columns=heads,
    )  # fmt: skip
    return made, row


def _masked(wanted: Wanted, format: str, comma: bool) -> tuple[Made, list[str]]:
    with transaction.atomic(using=replica.alias()):  # in which a long list may take its time
        if format == "xlsx":
            return exports.masked_xlsx(wanted)
        return exports.masked_csv(wanted, comma=comma)


@transaction.atomic
def take_table(
    name: str,
    rows: Iterable[Sequence[object]],
    *,
    roles: Sequence[str],
    said: dict | None = None,
    comma: bool,
    by: Person,
    now: datetime,
) -> Made:
    """A table of a page as csv: numbers of places, nobody's name. In the log of each regency whose
    numbers this person reads."""
    seats = [seat for seat in Actor.at(by, now).seats if seat.role in roles]
    if not seats:
        raise NotYours
    first, *others = rows
    made = tables.csv_of([first, *others], comma=comma)
    for regency in sorted({seat.regency_id for seat in seats}):
        log(
            made, kind="table", format="csv", seat=seat_in(regency, roles, by, now), by=by,
            now=now, said={"table": name, **(said or {})}, columns=[str(head) for head in first],
        )  # fmt: skip
    return made


def take_refused_rows(
    file: bytes, *, rows: int, heads: Sequence[str], roles: Sequence[str], by: Person, now: datetime
) -> Made:
    """The rows of a list that somebody brought and that can't be taken go back to them (XLSX) as
    they stand there, with the reasons."""
    seat = next((one for one in Actor.at(by, now).seats if one.role in roles), None)
    if seat is None:
        raise NotYours
    made = tables.made(io.BytesIO(file), rows)
    log(
        made, kind="refused_rows", format="xlsx", seat=seat, by=by, now=now,
        columns=heads, masked=False,
    )  # fmt: skip
    return made


@transaction.atomic
def ask_export(
    wanted: Wanted, *, reason: str, by: Person, now: datetime, key: UUID
) -> ExportRequest:
    """Somebody needs names and whole numbers, and says what for."""
    seat = seat_in(wanted.regency, EXPORTERS, by, now)
    if done := ExportRequest.objects.filter(key=key, asked_by=by).first():
        return done
    return ExportRequest.objects.create(
        regency_id=wanted.regency, said=wanted.said(), reason=written(reason), asked_by=by,
        asked_for=seat.acts_for, asked_at=now, key=key,
    )  # fmt: skip


def allow_release(asked: ExportRequest, *, by: Person, now: datetime) -> Appointment:
    """May this person let it leave? Never whoever asked, nor their stand-in."""
    seat = seat_in(asked.regency_id, RELEASERS, by, now)
    if {asked.asked_by_id, asked.asked_for_id} & {person.pk for person in seat.people}:
        raise YourOwnRequest
    if asked.answered_at:
        raise AlreadyAnswered
    return seat


def _answered(pk: int, released: bool, note: str, by: Person, now: datetime) -> ExportRequest:
    asked = ExportRequest.objects.select_for_update().get(pk=pk)
    if asked.answered_by_id == by.pk and asked.released == released:
        return asked  # the same click again
    allow_release(asked, by=by, now=now)
    asked.answered_by, asked.answered_at, asked.released, asked.note = by, now, released, note
    asked.save(update_fields=["answered_by", "answered_at", "released", "note"])
    return asked


@transaction.atomic
def release_export(pk: int, *, note: str = "", by: Person, now: datetime) -> ExportRequest:
    return _answered(pk, True, note.strip(), by, now)


@transaction.atomic
def refuse_export(pk: int, *, note: str, by: Person, now: datetime) -> ExportRequest:
    if not note.strip():
        raise Incomplete({"note": _("Say why it is refused.")})
    return _answered(pk, False, note.strip(), by, now)


@transaction.atomic
def take_released(pk: int, *, by: Person, now: datetime) -> tuple[Made, Export]:
    """The list with names and whole numbers, as xlsx: once, by whoever asked, within a day."""
    asked = ExportRequest.objects.select_for_update().get(pk=pk)
    if asked.asked_by_id != by.pk:
        raise NotYours
    seat = seat_in(asked.regency_id, EXPORTERS, by, now)
    if asked.step(now) != "ready":
        raise NotReleased
    made, heads, codes = exports.whole_xlsx(Wanted.again(asked.regency_id, asked.said))
    said = asked.said if codes is None else asked.said | {"claims": codes}
    row = log(
        made, kind="claims", format="xlsx", seat=seat, by=by, now=now, columns=heads,
        said=said, masked=False, reason=asked.reason, request=asked,
    )  # fmt: skip
    return made, row
