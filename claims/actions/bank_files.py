"""Taking the file for the bank: open account numbers, so every taking is on record."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from claims.actions.batches import PREPARERS
from claims.actions.budget import seat_for_money
from claims.actions.clicks import sent_again
from claims.actions.refusals import Incomplete
from claims.banking.outgoing import Transfer, as_csv, as_xlsx
from claims.models import Batch, BatchFile
from claims.models.choices import BANKS
from regencies.models import Appointment, Person

FORMATS = ("csv", "xlsx")


@dataclass(frozen=True)
class Taken:
    """content: the bytes whose SHA-256 the row keeps."""

    row: BatchFile
    content: bytes

    @property
    def name(self) -> str:
        return f"{self.row.batch.code}.{self.row.format}"


def allow_take(batch: Batch, *, by: Person, now: datetime) -> Appointment:
    seat = seat_for_money(batch.regency_id, PREPARERS, by=by, now=now)
    if batch.approved_at is None:
        raise NotApproved
    return seat


class NotApproved(Incomplete):
    """The bank is given nothing that two people have not seen."""

    status = 409

    def __init__(self):
        super().__init__({"format": _("There is no file before the batch is approved.")})


@transaction.atomic
def take_bank_file(
    batch_id: int, *, format: str, reason: str, by: Person, now: datetime, key: UUID
) -> Taken:
    """The same click again gives the same file, and stays one row. Raises NotApproved, PageUsed."""
    # Locked, so that the second of two clicks finds the row of the first.
    rows = Batch.objects.select_for_update(of=("self",), no_key=True)
    batch = rows.select_related("regency").get(pk=batch_id)
    seat = allow_take(batch, by=by, now=now)
    content = content_of(batch, format)
    # Of any batch: the key is unique among all files.
    done = BatchFile.objects.filter(key=key).first()
    if sent_again(done, by=by, now=now, batch_id=batch.pk, format=format, reason=reason):
        return Taken(done, content)
    row = BatchFile.objects.create(
        batch=batch, format=format, sha256=hashlib.sha256(content).hexdigest(), reason=reason,
        by=by, acts_for=seat.acts_for, at=now, key=key,
    )  # fmt: skip
    return Taken(row, content)


def content_of(batch: Batch, format: str) -> bytes:
    rows = [
        Transfer(
            line.position, line.reference, line.payout.bank, BANKS.get(line.payout.bank, ""),
            line.payout.account.reveal(), line.payout.payee_name, line.amount,
            f"{batch.purpose} {line.reference}",
        )
        for line in batch.lines.select_related("payout").order_by("position")
    ]  # fmt: skip
    if format == "csv":
        return as_csv(rows)
    return as_xlsx(rows, batch.approved_at.astimezone(ZoneInfo(batch.regency.zone)))
