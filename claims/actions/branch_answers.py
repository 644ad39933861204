"""The answers of the BPJS branch, brought as a table: paid or refused, line by line.

Each right line is the cashier's own pay or refuse; a wrong one is left out and told why. The same
line again is known by its key and changes nothing.
"""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.actions import payments
from claims.actions.counting import local_day
from claims.actions.mover import allow
from claims.actions.refusals import Refusal
from claims.answer_files import Answers, Columns, Line
from claims.models import Event, Payout
from claims.rules.states import PayoutState
from regencies.models import Actor, Person, Role
from regencies.roster import cells
from regencies.roster.cells import Wrong

COLUMNS = Columns(
    {
        "code": ("code", "kode", "nomor berkas", "no berkas", "kode klaim", "nomor klaim",
                 "kode berkas"),
        "number": ("number", "pembayaran", "nomor pembayaran", "pembayaran ke"),
        "result": ("result", "hasil", "jawaban", "status", "keputusan"),
        "amount": ("amount", "jumlah", "nominal", "jumlah dibayar", "jumlah rp", "nilai"),
        "day": ("day", "tanggal", "tgl", "tanggal bayar", "tanggal jawaban", "tanggal keputusan"),
        "reason": ("reason", "alasan", "keterangan", "alasan penolakan"),
    },
    needed=("code", "result", "day"),
)  # fmt: skip
PAID = {"dibayar", "bayar", "dibayarkan", "terbayar", "lunas", "paid"}
REFUSED = {"ditolak", "tolak", "menolak", "refused"}
CODE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{6,9})(?:/([0-9]{1,3}))?")
# The key of a line: the same line of the same payout is the same answer.
ANSWERS = uuid.UUID("6ad9d3a8-62a5-5b0e-9c1c-0f3b1f0e2f11")


@dataclass
class Answer:
    """One line and what it would do. what: "pay", "refuse", "same" or "wrong"."""

    line: Line
    what: str = "wrong"
    payout: Payout | None = None
    number: int = 0
    amount: int = 0
    on: date | None = None
    reason: str = ""
    faults: list[str] = field(default_factory=list)

    @property
    def key(self) -> uuid.UUID:
        said = (self.payout.pk, self.what, self.amount, self.on, self.reason)
        return uuid.uuid5(ANSWERS, "|".join(map(str, said)))


@dataclass(frozen=True)
class Judged:
    answers: Sequence[Answer]

    def of(self, what: str) -> list[Answer]:
        return [one for one in self.answers if one.what == what]

    def told(self) -> str:
        counts = {what: len(self.of(what)) for what in ("pay", "refuse", "same", "wrong")}
        return (
            _("%(pay)d paid, %(refuse)d refused, %(same)d known already, %(wrong)d wrong.") % counts
        )

    @property
    def faults(self) -> dict[int, list[str]]:
        return {one.line.number: one.faults for one in self.of("wrong")}


def judge_answers(table: Answers, *, by: Person, now: datetime) -> Judged:
    """Every line with what would become of it; nothing is written."""
    actor = Actor.at(by, now)
    found = [Answer(line) for line in table.lines]
    payouts = _payouts(found, actor)
    seen: dict[int, int] = {}
    for one in found:
        _judge(one, payouts, by, now)
        if one.payout and one.what != "wrong":
            first = seen.setdefault(one.payout.pk, one.line.number)
            if first != one.line.number:
                one.what = "wrong"
                one.faults = [_("Row %(n)d is about the same payout.") % {"n": first}]
    return Judged(found)


def import_answers(table: Answers, *, by: Person, now: datetime) -> Judged:
    """Record every right line, each a move of its own; a line that another move overtook
    meanwhile becomes a wrong one. A second run changes nothing."""
    judged = judge_answers(table, by=by, now=now)
    for one in judged.answers:
        if one.what not in {"pay", "refuse"}:
            continue
        act = {"by": by, "now": now, "key": one.key}
        try:
            if one.what == "pay":
                payments.pay(one.payout.pk, paid_on=one.on, amount=one.amount, **act)
            else:
                payments.refuse(one.payout.pk, note=one.reason, **act)
        except Refusal as refusal:
            one.what, one.faults = "wrong", [refusal.sentence()]
    return judged


def _payouts(found: Sequence[Answer], actor: Actor) -> dict[str, list[Payout]]:
    """By the claim's code, in the order of awarding: of the claims this person may know of."""
    codes = {match[1] for one in found if (match := CODE.fullmatch(_code(one)))}
    rows = Payout.objects.visible_to(actor).filter(claim__code__in=codes)
    by_code: dict[str, list[Payout]] = {}
    for row in rows.select_related("programme", "claim__regency").order_by("id"):
        by_code.setdefault(row.claim.code, []).append(row)
    return by_code


def _code(one: Answer) -> str:
    return re.sub(r"\s", "", one.line.said.get("code", "")).lstrip("'")


def _judge(one: Answer, payouts: dict[str, list[Payout]], by: Person, now: datetime) -> None:
    one.payout = _payout(one, payouts)
    result = " ".join(re.findall("[a-z]+", one.line.said.get("result", "").lower()))
    verb = "pay" if result in PAID else "refuse" if result in REFUSED else ""
    if not verb:
        one.faults.append(_("The result is neither “dibayar” nor “ditolak”."))
    try:
        one.on = cells.day(one.line.said.get("day", ""))
    except Wrong:
        one.faults.append(_("The day can't be read. Write it like 2 September 2025 or 2/9/2025."))
    if verb == "pay":
        _amount(one)
    if verb == "refuse":
        one.reason = one.line.said.get("reason", "").strip()
        if not one.reason:
            one.faults.append(_("A refusal needs the branch's reason."))
    if one.faults:
        return
    one.what = verb
    if _known(one):
        one.what = "same"
        return
    _day(one, now)
    try:
        allow(verb, one.payout, by=by, now=now)
    except Refusal as refusal:
        one.faults.append(refusal.sentence())
    if one.faults:
        one.what = "wrong"


def _payout(one: Answer, payouts: dict[str, list[Payout]]) -> Payout | None:
    """Of the branch's. Without a number: the only one of its claim."""
    match = CODE.fullmatch(_code(one))
    rows = payouts.get(match[1], []) if match else []
    said = (match and match[2]) or one.line.said.get("number", "").strip()
    branchs = [n for n, row in enumerate(rows, 1) if row.estimate]
    if said:
        number = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    else:
        number = branchs[0] if len(branchs) == 1 else 0
    if number in branchs:
        one.number = number
        return rows[number - 1]
    one.faults.append(_("There is no payout of the BPJS branch with this number here."))
    return None


def _amount(one: Answer) -> None:
    try:
        one.amount = cells.money(one.line.said.get("amount", ""))
    except Wrong:
        one.faults.append(_("The amount is no sum in whole rupiah."))


def _day(one: Answer, now: datetime) -> None:
    """An answer to an earlier sending is none to this one."""
    if one.on > local_day(now, one.payout.claim.regency.zone):
        one.faults.append(_("The day lies in the future."))
    received = one.payout.received_on
    if received and one.on < received:
        day = date_format(received, "j F Y")
        one.faults.append(_("The branch received this file on %(day)s only.") % {"day": day})


def _known(one: Answer) -> bool:
    """Said before by a file, or recorded by hand in the same words."""
    payout = one.payout
    if Event.objects.filter(claim=payout.claim_id, key=one.key).exists():
        return True
    if one.what == "pay":
        known = (payout.state, payout.paid_amount, payout.paid_on)
        return known == (PayoutState.PAID, one.amount, one.on)
    if payout.state != PayoutState.REFUSED:
        return False
    last = payout.events.filter(move="refuse").latest("id")
    return last.note == one.reason


def may_import(actor: Actor) -> bool:
    return Role.CASHIER in actor.roles()
