"""Whose data was reachable in a time, by the rows that say who opened or took what.

For the written notice that UU PDP 27/2022 art. 46 wants within 3 x 24 hours. Nothing here names a
person or a number: a claim by its code, and who of it is concerned by the role they have in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection

from claims.exports import SOURCES, WANTED, Wanted
from claims.models import BatchFile, Claim, Event, Export, Look
from regencies.models import Actor, Person, RosterLook, SystemCall, SystemLook

# From the hour in which it is known (art. 46 par. 1).
NOTICE = timedelta(hours=72)
AT_ONCE = 2_000

# Kinds of data, as the notice names them.
NAMES = "nama dan tanggal lahir"
CASE = "sebab dan keadaan kematian atau kecelakaan (data kesehatan)"
FAMILY = "ahli waris, anak dan sekolahnya"
NUMBERS = "NIK dan nomor KK"
ACCOUNT = "nomor rekening"
PHONE = "nomor telepon"
PAPERS = "berkas yang diunggah"
MONEY = "santunan dan pembayaran"
SHOWN = (NAMES, CASE, FAMILY, MONEY)
WHOLE = (*SHOWN, NUMBERS, ACCOUNT, PHONE, PAPERS)
# What an entry in the history let its person see. Every other one was made with the claim's page
# open, where numbers are masked.
BY_MOVE = {
    "reveal": (ACCOUNT,),
    "show_phone": (PHONE,),
    "look_up": (NAMES, NUMBERS),
    "issue": (NAMES, FAMILY, NUMBERS),
    "read_letter": (NAMES, FAMILY, NUMBERS),
    "bundle": WHOLE,
}
BY_EXPORT = {"reading": SHOWN, "history": SHOWN, "bundle": WHOLE, "spj": (NAMES, FAMILY, MONEY)}
# A scan shows whatever stands on it.
BY_LOOK = {Look.What.PAPER: WHOLE, Look.What.FILE: SHOWN}
LISTED_WHOLE = (NAMES, FAMILY, NUMBERS, ACCOUNT, MONEY)
# Who of a claim stands behind it: each is told.
CONCERNED = "peserta, ahli waris, pelapor, anak"


@dataclass(frozen=True)
class Reached:
    """code: the claim, or "" for people of the list of participants, whom `where` counts."""

    at: datetime
    by: str
    how: str
    kinds: tuple[str, ...]
    code: str = ""
    where: str = ""

    def row(self) -> list[str]:
        concerned = CONCERNED if self.code else self.where
        return [self.code, concerned, "; ".join(self.kinds), self.how, self.by,
                self.at.isoformat(timespec="seconds")]  # fmt: skip


HEADS = ["claim", "concerned", "kinds of data", "how", "by", "at", "signed in"]


def reached(first: datetime, after: datetime, account: Person | None = None) -> Iterator[Reached]:
    """All that was opened or taken from `first` until before `after`; of one account alone, also
    what it could have opened without leaving a row (as its seats stood at the end)."""
    span = (first, after)
    yield from _events(span, account)
    yield from _looks(span, account)
    yield from _exports(span, account)
    yield from _bank_files(span, account)
    yield from _refused_rows(span, account)
    yield from _systems(span, account)
    if account:
        yield from _could_open(span, account)


def _of(rows, span, account, at="at", by="by"):
    rows = rows.filter(**{f"{at}__gte": span[0], f"{at}__lt": span[1]})
    return rows.filter(**{by: account}) if account else rows


def _events(span, account) -> Iterator[Reached]:
    rows = _of(Event.objects.exclude(by=None), span, account, at="recorded_at")
    for at, by, move, code in rows.values_list(
        "recorded_at", "by__username", "move", "claim__code"
    ).iterator(AT_ONCE):
        yield Reached(at, by, move, BY_MOVE.get(move, SHOWN), code)


def _looks(span, account) -> Iterator[Reached]:
    rows = _of(Look.objects.all(), span, account)
    for at, by, what, code in rows.values_list(
        "at", "by__username", "what", "claim__code"
    ).iterator(AT_ONCE):
        yield Reached(at, by, f"looked: {what}", BY_LOOK[what], code)


def _exports(span, account) -> Iterator[Reached]:
    rows = _of(Export.objects.all(), span, account).select_related("by", "claim")
    for row in rows.iterator(AT_ONCE):
        how = f"export {row.kind} {row.sha256[:12]}"
        if row.claim:
            yield Reached(row.at, row.by.username, how, BY_EXPORT[row.kind], row.claim.code)
        elif row.kind == "claims" and not row.masked:
            for code in _listed(Wanted.again(row.regency_id, row.said)):
                yield Reached(row.at, row.by.username, how, LISTED_WHOLE, code)
        elif row.kind not in {"report", "claims"}:
            # A masked list names nobody; what else is not of one claim counts people.
            yield Reached(
                row.at, row.by.username, how, BY_EXPORT.get(row.kind, (NAMES, NUMBERS)),
                where=f"{row.rows} rows, regency {row.regency_id}",
            )  # fmt: skip


def _listed(wanted: Wanted) -> list[str]:
    """The claims that a released list has today: what was withdrawn since is in it too."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{WANTED} SELECT DISTINCT found.code FROM (SELECT claim.code {SOURCES}) found",  # noqa: S608
            wanted.values(),
        )
        return [row[0] for row in cursor.fetchall()]


def _bank_files(span, account) -> Iterator[Reached]:
    rows = _of(BatchFile.objects.all(), span, account).select_related("by", "batch")
    for row in rows.iterator(AT_ONCE):
        codes = row.batch.lines.values_list("payout__claim__code", flat=True).distinct()
        for code in codes.order_by("payout__claim__code"):
            yield Reached(
                row.at,
                row.by.username,
                f"bank file {row.batch.code}",
                (NAMES, ACCOUNT, MONEY),
                code,
            )


def _refused_rows(span, account) -> Iterator[Reached]:
    rows = _of(RosterLook.objects.all(), span, account).select_related("by", "roster_import")
    for row in rows.iterator(AT_ONCE):
        yield Reached(
            row.at, row.by.username, "refused rows of a list", (NAMES, NUMBERS),
            where=f"{row.roster_import.refused} rows, regency {row.roster_import.regency_id}",
        )  # fmt: skip


def _systems(span, account) -> Iterator[Reached]:
    rows = _of(SystemCall.objects.exclude(code=""), span, account, "hour_at", "system__person")
    for row in rows.select_related("system").iterator(AT_ONCE):
        yield Reached(
            row.hour_at, str(row.system), f"API {row.operation}, {row.n} times in an hour", SHOWN,
            row.code,
        )  # fmt: skip
    looks = _of(SystemLook.objects.all(), span, account, by="system__person")
    for row in looks.select_related("system").iterator(AT_ONCE):
        yield Reached(
            row.at, str(row.system), "API cover check", (NUMBERS,),
            where=f"one person of the list, regency {row.system.regency_id}",
        )  # fmt: skip


def _could_open(span, account) -> Iterator[Reached]:
    last = span[1] - timedelta(microseconds=1)
    rows = Claim.objects.visible_to(Actor.at(account, last)).filter(created_at__lt=span[1])
    for code in rows.order_by("code").values_list("code", flat=True).iterator(AT_ONCE):
        yield Reached(
            span[1], account.username, "could open it at its desk", (*SHOWN, PAPERS), code
        )


def kinds_of(found: Iterable[Reached]) -> list[str]:
    """All kinds of data that were reachable, in the order of the notice."""
    seen = {kind for row in found for kind in row.kinds}
    return [kind for kind in WHOLE if kind in seen]
