"""What the letters of the regency's office say, as plain values. Indonesian; numbers masked."""

from datetime import date

from django.utils.text import capfirst

from claims.actions import schooling
from claims.actions.counting import local_day
from claims.actions.letter_facts import Facts, address, day, relation
from claims.actions.objecting import last_day
from claims.actions.signing import decision_of, regency_name
from claims.models import Claim, Payout
from claims.models.choices import BANKS
from claims.models.figure_words import CONFIDENCE_WORDS, FIGURE_WORDS
from claims.models.words import LINE_WORDS, REFUSAL_REASONS
from claims.rules.states import PayoutState, Verdict
from claims.rules.terbilang import terbilang
from claims.sentences import LineTold, lines_told, pupils_told, reasons_told
from claims.templatetags.figures import figure_value
from claims.templatetags.santunan import rupiah
from claims.templatetags.sources import parts, source_text
from regencies.models import Programme


def in_words(amount: int) -> str:
    return f"{terbilang(amount)} rupiah"


def explanation(claim: Claim, payout: Payout, on: date) -> Facts:
    """Line by line what the award froze, as the page that explains it has them."""
    outcome, inputs, figures = payout.outcome, payout.inputs, payout.figures
    lines = lines_told(outcome, inputs, figures)
    names = [child.name for child in schooling.children_of(payout)]
    return {
        "programme": str(payout.programme),
        "regency": regency_name(claim.regency),
        "estimate": payout.estimate,
        "payee": {"name": payout.payee_name, "relation": relation(claim.payee_relation)},
        "amount": rupiah(payout.amount),
        "in_words": in_words(payout.amount),
        "reasons": reasons_told(outcome, inputs, figures),
        "lines": [
            {
                "what": str(LINE_WORDS.get(line.code, line.code)),
                "amount": rupiah(line.amount),
                "sentence": line.sentence,
                "limit": line.limit,
                "formula": line.formula,
                "basis": line.basis,
            }
            for line in lines
        ],
        "pupils": [
            {
                "name": pupil["name"],
                "school": pupil["school"],
                "why": str(pupil["why"]),
                "first_year": rupiah(pupil["first_year"]),
                "ceiling": rupiah(pupil["ceiling"]),
            }
            for pupil in pupils_told(outcome, inputs, figures, names)
        ],
        "figures": [
            {
                "what": str(FIGURE_WORDS.get(key, key)),
                "value": figure_value(figure),
                # The rule alone: who reported it stands on the page that explains the award.
                "source": parts(figure["source"])[0] or source_text(figure["source"]),
                "unsure": ""
                if figure["confidence"] == "H"
                else str(CONFIDENCE_WORDS[figure["confidence"]]),
            }
            for key, figure in _behind(lines, outcome, figures).items()
        ],
        "rules": payout.rules_version,
        "worked_out": day(local_day(payout.awarded_at, claim.regency.zone)),
    }


def _behind(lines: list[LineTold], outcome: dict, figures: dict) -> dict:
    """The figures that this sum and this scholarship were worked out with, in the order in which
    they are told; the award froze those of the whole programme."""
    used = {figure["key"] for line in lines for figure in line.figures}
    if any(row["ceiling"] for row in outcome.get("scholarship", ())):
        used |= {key for key in figures if key.startswith("scholarship_")}
    return {key: figures[key] for key in FIGURE_WORDS if key in used}


def recipients(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """The payouts that the regency itself decides. Decrees are published: NIK and account number
    stay masked."""
    rows = own_payouts(claim)
    total = sum(row.amount for row in rows)
    return {
        "regency": regency_name(claim.regency),
        "rows": [
            {
                "name": row.payee_name,
                "relation": relation(claim.payee_relation),
                "nik": str(claim.heir_nik) if row.payee_name == claim.heir_name else "",
                "address": address(claim),
                "programme": str(row.programme),
                "bank": str(BANKS.get(row.bank, row.bank)),
                "account": str(row.account),
                "amount": rupiah(row.amount),
            }
            for row in rows
        ],
        "total": rupiah(total),
        "in_words": in_words(total),
    }


def own_payouts(claim: Claim) -> list[Payout]:
    return list(
        claim.payouts.filter(programme__decided_by=Programme.DecidedBy.REGENCY)
        .exclude(state=PayoutState.CANCELLED)
        .select_related("programme")
        .order_by("id")
    )


def refusal(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """What was refused and why, in the words of the decision, and the last day to object."""
    event = decision_of(claim)
    rows = list(claim.programmes.select_related("programme"))
    last_on = last_day(claim, event)
    return {
        "to": claim.heir_name if claim.died else claim.name,
        "decided_on": day(local_day(event.at, claim.regency.zone)),
        "refused": [
            {
                "programme": str(row.programme),
                "reason": capfirst(str(REFUSAL_REASONS.get(row.reason, row.reason))),
                "note": row.note,
            }
            for row in rows
            if row.verdict == Verdict.REFUSED
        ],
        "granted": [str(row.programme) for row in rows if row.verdict == Verdict.GRANTED],
        "note": event.note,
        "last_on": day(last_on),
        "passed": last_on is not None and on > last_on,
    }
