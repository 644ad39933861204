"""Whose data was reachable in a time, by the rows that say who opened or took what.

For the written notice that UU PDP 27/2022 art. 46 wants within 3 x 24 hours. Nothing here names a
person or a number: a claim by its code, and who of it is concerned by the role they have in it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from claims.models import BatchFile, Claim, Event, Export, Look
from claims.taken import codes_in
from regencies.models import Person, RosterLook, Scope, SystemCall, SystemLook
from regencies.seated import seated

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
# Reports and tables are numbers of places: nobody's.
BY_EXPORT = {
    "report": (),
    "table": (),
    "claims": (NAMES, FAMILY, NUMBERS, ACCOUNT, MONEY),
    "spj": (NAMES, FAMILY, MONEY),
    "reading": SHOWN,
    "history": SHOWN,
    "copy": WHOLE,
    "cover": (NAMES,),
    "bundle": WHOLE,
    "refused_rows": (NAMES, NUMBERS),
}
# A copy for somebody without a claim: the list of participants, and what was told of a death.
OF_NO_CLAIM = (NAMES, CASE, NUMBERS)
# A scan shows whatever stands on it.
BY_LOOK = {Look.What.PAPER: WHOLE, Look.What.FILE: SHOWN}
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
    what it could have opened without leaving a row. Never less than that: where the rows can't
    say who was concerned, everybody is told who may have been."""
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
    # A masked list names nobody.
    rows = _of(Export.objects.exclude(kind="claims", masked=True), span, account)
    for row in rows.select_related("by", "claim", "regency").iterator(AT_ONCE):
        if kinds := BY_EXPORT[row.kind]:
            yield from _of_export(row, kinds)


def _of_export(row: Export, kinds: tuple[str, ...]) -> Iterator[Reached]:
    how, where = f"export {row.kind} {row.sha256[:12]}", f"{row.rows} rows"
    codes, sure = codes_in(row)
    if not sure:
        how += f", may have been among its {row.rows} rows"
    for code in codes:
        yield Reached(row.at, row.by.username, how, kinds, code)
    if row.rows and not codes:
        if row.kind == "copy":
            kinds, where = OF_NO_CLAIM, "one person without a claim"
        where += f", regency {row.regency_id}"
        yield Reached(row.at, row.by.username, how, kinds, where=where)


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
    # Calls are counted by the hour: the one in which the time begins is part of it.
    hour = span[0].astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    rows = SystemCall.objects.exclude(code="")
    rows = _of(rows, (hour, span[1]), account, "hour_at", "system__person")
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
    rows = Claim.objects.visible_to(seated(account, *span))
    system = getattr(account, "system", None)
    # It reads in its whole territory, and sits only where it writes.
    if system and system.may(Scope.READ) and not (system.ended_at and system.ended_at <= span[0]):
        rows |= Claim.objects.filter(system.territory())
    rows = rows.filter(created_at__lt=span[1])
    for code in rows.order_by("code").values_list("code", flat=True).iterator(AT_ONCE):
        yield Reached(
            span[1], account.username, "could open it at its desk", (*SHOWN, PAPERS), code
        )


def kinds_of(found: Iterable[Reached]) -> list[str]:
    """All kinds of data that were reachable, in the order of the notice."""
    seen = {kind for row in found for kind in row.kinds}
    return [kind for kind in WHOLE if kind in seen]
