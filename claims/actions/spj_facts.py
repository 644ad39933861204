"""What the treasurer's bundle (SPJ) says, as plain values for its template. Indonesian; account
numbers and NIKs masked."""

from collections.abc import Sequence
from datetime import date

from django.db.models import OuterRef, Prefetch, Subquery

from claims.actions.letter_facts import Facts, address, day, relation
from claims.actions.letter_facts_office import explanation, in_words
from claims.actions.signing import NO_NAME, regency_name
from claims.board import Period, next_month
from claims.models import BatchLine, Claim, Document, Payout
from claims.models.choices import BANKS
from claims.rules.states import PayoutState
from claims.templatetags.santunan import rupiah
from regencies.models import Appointment, Paper, Programme, Regency, Role


def paid(regency: str, period: Period, programme: str = "") -> Sequence[Payout]:
    """What the regency itself paid in these months, in the order of payment. A branch's money is
    no matter of its treasurer."""
    standing = Document.objects.filter(removed_at=None).order_by("paper", "id")
    lines = BatchLine.objects.filter(payout=OuterRef("pk"), closed_as="paid")
    rows = (
        Payout.objects.filter(
            claim__regency=regency,
            state=PayoutState.PAID,
            programme__decided_by=Programme.DecidedBy.REGENCY,
            paid_on__gte=period.months[0],
            paid_on__lt=period.after,
        )
        .select_related("programme", "claim__regency", "claim__district", "claim__village")
        .prefetch_related("claim__children", Prefetch("claim__documents", standing, "papers"))
        .annotate(bank_reference=Subquery(lines.order_by("-id").values("bank_reference")[:1]))
        .order_by("paid_on", "id")
    )
    return list(rows.filter(programme=programme) if programme else rows)


def voucher(payout: Payout) -> str:
    """The batch that ordered it, and what the bank calls the transfer."""
    return ", ".join(word for word in (payout.reference, payout.bank_reference) if word)


def bundle(regency: Regency, period: Period, payouts: Sequence[Payout], on: date) -> Facts:
    """The whole of it. The same payouts give the same words."""
    last = next_month(period.months[-1])
    months = day(period.months[0]), day(date.fromordinal(last.toordinal() - 1))
    office = regency.office_name or NO_NAME
    names = _papers(payouts)
    return {
        "title": "Surat Pertanggungjawaban (SPJ) Santunan",
        "number": f"{regency.code}, {months[0]} sampai {months[1]}",
        "head": {
            "lines": [
                line.upper()
                for line in (f"Pemerintah {regency_name(regency)}", regency.office_name)
                if line
            ],
            "code": regency.code,
            "place": regency.office_town,
            "address": regency.office_address,
        },
        "on": day(on),
        "from_on": months[0],
        "to_on": months[1],
        "regency": regency_name(regency),
        "programmes": _by_programme(payouts),
        **_sum(payouts),
        "rows": [_row(payout, on, names) for payout in payouts],
        "head_of_office": _seat(regency, Role.OPD_HEAD, f"Kepala {office}", on),
        "treasurer": _seat(regency, Role.CASHIER, "Bendahara", on),
    }


def _sum(payouts: Sequence[Payout]) -> Facts:
    total = sum(row.paid_amount for row in payouts)
    return {"n": len(payouts), "total": rupiah(total), "in_words": in_words(total)}


def _by_programme(payouts: Sequence[Payout]) -> list[Facts]:
    found: dict[str, list[Payout]] = {}
    for payout in payouts:
        found.setdefault(str(payout.programme), []).append(payout)
    return [{"programme": name, **_sum(rows)} for name, rows in sorted(found.items())]


def _row(payout: Payout, on: date, names: dict[str, str]) -> Facts:
    claim: Claim = payout.claim
    told = explanation(claim, payout, on)
    return {
        "claim": claim.code,
        "name": payout.payee_name,
        "relation": relation(claim.payee_relation),
        "address": address(claim),
        "about": claim.name,
        "died": claim.died,
        "event_on": day(claim.died_on or claim.event_on),
        "programme": str(payout.programme),
        "bank": str(BANKS.get(payout.bank, payout.bank)),
        "account": str(payout.account),
        "awarded": rupiah(payout.amount),
        "amount": rupiah(payout.paid_amount),
        "in_words": in_words(payout.paid_amount),
        "paid_on": day(payout.paid_on),
        "reference": voucher(payout),
        "lines": told["lines"],
        "figures": told["figures"],
        "rules": told["rules"],
        "worked_out": told["worked_out"],
        "papers": [
            {"name": names.get(paper.paper, paper.paper), "sha256": paper.sha256}
            for paper in claim.papers
        ],
    }


def _papers(payouts: Sequence[Payout]) -> dict[str, str]:
    keys = {paper.paper for payout in payouts for paper in payout.claim.papers}
    return dict(Paper.objects.filter(key__in=keys).order_by("id").values_list("key", "name"))


def _seat(regency: Regency, role: str, title: str, on: date) -> Facts:
    """Who signs, where one person holds the seat; otherwise a line to be filled in."""
    rows = Appointment.objects.on(on).filter(regency=regency, role=role, person__is_active=True)
    held = list(rows.select_related("person", "acts_for")[:2])
    if len(held) != 1:
        return {"lines": [title], "name": "", "acting_for": "", "decree": ""}
    [seat] = held
    acting = f"{seat.get_acting_display()} " if seat.acting else ""
    return {
        "lines": [f"{acting}{title}"],
        "name": seat.person.name,
        "acting_for": seat.acts_for.name if seat.acts_for else "",
        "decree": seat.decree,
    }
