"""Of the history of a claim: the awards line by line, the payouts, what the family said."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.models import Claim, Question
from claims.models.choices import BANKS
from claims.models.figure_words import FIGURE_WORDS
from claims.models.words import FACT_WORDS, LINE_WORDS, PAYOUT_LABELS
from claims.templatetags.figures import figure_value
from claims.templatetags.santunan import day, iso_day, moment, rupiah
from claims.templatetags.sources import source_text
from claims.views.history_events import said as said_as
from claims.views.sheets import frozen


def _payouts(claim: Claim):
    rows = claim.payouts.select_related("programme", "cancel_asked_by", "cancelled_by")
    rows = list(rows.order_by("id"))
    for row in rows:
        row.claim = claim
    return rows


def awards(claim: Claim) -> list[dict]:
    """Each line with its rule, each figure with its value and source, as they were frozen."""
    found = []
    for payout in _payouts(claim):
        sheet = frozen(payout)
        lines = [
            f"{LINE_WORDS.get(line.code, line.code)}: {rupiah(line.amount)}. {line.sentence} "
            f"{line.limit} {line.formula}. {line.basis}"
            for line in sheet.lines
        ]
        lines += sheet.reasons
        lines += [f"{label}: {value}" for label, value in sheet.cover]
        lines += [f"{FACT_WORDS[key]}: {value}" for key, value in sheet.inputs]
        lines += [
            f"{FIGURE_WORDS.get(figure['key'], figure['key'])}: {figure_value(figure)} "
            f"({source_text(figure['source'])}; {figure['confidence']})"
            for figure in sheet.figures
        ]
        lines.append(f"SHA-256 {payout.digest}")
        estimate = _("estimate (perkiraan)") if payout.estimate else ""
        found.append({
            "head": f"{payout.programme}: {rupiah(payout.amount)} {estimate}".strip(),
            "sub": f"{moment(payout.awarded_at)} · "
            + _("rules %(version)s") % {"version": payout.rules_version},
            "lines": [" ".join(line.split()) for line in lines],
        })  # fmt: skip
    return found


def payouts(claim: Claim) -> list[list[str]]:
    """Programme, payee with the masked account, sum, state, and how it was paid."""
    found = []
    for row in _payouts(claim):
        bank = BANKS.get(row.bank, row.bank)
        paid = [rupiah(row.paid_amount), day(row.paid_on)] if row.paid_amount else []
        by = {"asked": row.cancel_asked_by, "ended": row.cancelled_by}
        asked = [_("cancelling asked for by %(asked)s") % by] if row.cancel_asked_by else []
        ended = [_("cancelled by %(ended)s") % by] if row.cancelled_by else []
        found.append([
            str(row.programme), f"{row.payee_name}, {bank} {row.account}", rupiah(row.amount),
            str(PAYOUT_LABELS[row.state]),
            ", ".join(word for word in [row.reference, *paid, *asked, *ended] if word),
        ])  # fmt: skip
    return found


def receipts(claim: Claim) -> list[dict]:
    """Each answer of the family, and each question that one opened."""
    found = []
    rows = Question.objects.filter(payout__claim=claim).select_related(
        "payout__programme", "settled_by", "payment"
    )
    questions = list(rows.order_by("id"))
    for payout in claim.payouts.select_related("programme").prefetch_related("receipts__payment"):
        for said in payout.receipts.all():
            paid = said.payment.data
            told = _("nothing has arrived")
            if said.amount is not None:
                told = f"{rupiah(said.amount)}, {day(said.received_on)}"
            found.append({
                "head": f"{payout.programme}: {capfirst(str(told))}",
                "sub": moment(said.at),
                "lines": [
                    said_as(_("Recorded as paid"), f"{rupiah(paid.get('amount'))}, "
                            f"{iso_day(paid.get('paid_on'))}")
                ],
            })  # fmt: skip
    for row in questions:
        lines = [row.finding, f"{row.settled_by}, {moment(row.settled_at)}"] if (
            row.settled_at
        ) else [_("still open")]  # fmt: skip
        found.append({
            "head": said_as(_("A question for the auditor"), row.payout.programme),
            "sub": moment(row.opened_at), "lines": lines,
        })  # fmt: skip
    return found
