"""The ceiling of a regency's programme and year, what is taken from it, and who writes it down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from claims.actions.refusals import Incomplete, NotYours
from claims.models import BatchLine, BudgetEntry
from claims.models.batch import HOLDS_MONEY
from regencies.models import Actor, Appointment, Person, Programme, Role

# The head of the office answers for its budget (pengguna anggaran).
BUDGET_KEEPERS = (Role.OPD_HEAD,)
FIRST_YEAR, LAST_YEAR = 2020, 2100


@dataclass(frozen=True)
class Office:
    """Where a regency's money is kept, for whoever asks for a seat there."""

    regency_id: str
    district_id = village_id = None


@dataclass(frozen=True)
class Standing:
    """Whole rupiah. ceiling None: nothing has been entered for the year. committed: ordered or
    paid and not come back. prepared: in batches that wait for their approval."""

    ceiling: int | None
    committed: int
    prepared: int = 0

    @property
    def left(self) -> int | None:
        """What may still be ordered."""
        return None if self.ceiling is None else self.ceiling - self.committed

    @property
    def room(self) -> int | None:
        """What a new batch may take: others have been prepared already."""
        return None if self.left is None else self.left - self.prepared


def own_programmes(regencies: Iterable[str]) -> QuerySet[Programme]:
    """What these regencies pay themselves."""
    return Programme.objects.filter(
        Q(regency=None) | Q(regency__in=list(regencies)),
        decided_by=Programme.DecidedBy.REGENCY,
        active=True,
    )


def seat_for_money(
    regency_id: str, roles: Iterable[str], *, by: Person, now: datetime
) -> Appointment:
    """Raises NotYours."""
    seat = Actor.at(by, now).seat(list(roles), Office(regency_id))
    if seat is None:
        raise NotYours
    return seat


def hold_budget(regency_id: str, programme: str, year: int) -> None:
    """Until the transaction ends nobody else orders from this budget nor changes it: two cashiers
    at once would each find room for the last rupiah."""
    with connection.cursor() as cursor:
        words = f"budget {regency_id} {programme} {year}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [words])


def standing(regency_id: str, programme: str, year: int) -> Standing:
    """Three sums. What was ordered counts for the year of its approval."""
    entries = BudgetEntry.objects.filter(regency=regency_id, programme=programme, year=year)
    ceiling = entries.aggregate(sum=Sum("amount"))["sum"]
    lines = BatchLine.objects.filter(batch__regency=regency_id, batch__programme=programme)
    found = lines.aggregate(
        committed=Sum("amount", filter=Q(batch__budget_year=year, closed_as__in=HOLDS_MONEY)),
        prepared=Sum("amount", filter=Q(batch__approved_at=None, closed_as="")),
    )
    return Standing(ceiling, found["committed"] or 0, found["prepared"] or 0)


@transaction.atomic
def enter_budget(
    regency_id: str, programme: str, *, year: int, amount: int, document: str, reason: str,
    by: Person, now: datetime, key: UUID,
) -> BudgetEntry:  # fmt: skip
    """Another entry. The ceiling never falls below what is ordered or paid.

    amount: whole rupiah, less than nothing where a change of the budget takes away.
    """
    if done := BudgetEntry.objects.filter(key=key, by=by).first():
        return done
    seat = seat_for_money(regency_id, BUDGET_KEEPERS, by=by, now=now)
    faults = {}
    if not own_programmes([regency_id]).filter(code=programme).exists():
        faults["programme"] = _("The regency does not pay this programme itself.")
    if not FIRST_YEAR <= year <= LAST_YEAR:
        faults["year"] = _("Write the year in four digits.")
    if amount == 0:
        faults["amount"] = _("Nothing would change.")
    if not document.strip():
        faults["document"] = _("Name the document: the number of the DPA or DPPA.")
    if not reason.strip():
        faults["reason"] = _("Write down why: those who come after you will ask.")
    if faults:
        raise Incomplete(faults)
    hold_budget(regency_id, programme, year)
    now_stands = standing(regency_id, programme, year)
    if (now_stands.ceiling or 0) + amount < now_stands.committed:
        raise Incomplete(
            {"amount": _("The ceiling can't fall below what is ordered or paid: Rp%(sum)s.")
             % {"sum": f"{now_stands.committed:,}".replace(",", ".")}}
        )  # fmt: skip
    return BudgetEntry.objects.create(
        regency_id=regency_id, programme_id=programme, year=year, amount=amount,
        document=document.strip(), reason=reason.strip(), by=by, acts_for=seat.acts_for, at=now,
        key=key,
    )  # fmt: skip
