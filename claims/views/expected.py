"""What a family may expect, told before anybody is named: programmes, papers, sums, days."""

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.actions.checklist import papers_expected
from claims.rules import benefits, papers
from claims.rules.benefits import Case, FigureMissing
from claims.rules.states import Stage
from claims.templatetags.santunan import rupiah
from regencies.models import DeadlineRule, Figure, Programme, Regency
from regencies.models.programmes import RuleMissing

# Months after which every benefit that hangs on months is full.
MANY = 600


@dataclass
class Hope:
    """One programme: what it may bring, in sentences."""

    programme: Programme
    sums: list[str] = field(default_factory=list)


def expected(regency: Regency, *, died: bool, at_work: bool, on: date, today: date) -> dict:
    """What the page of the start draws. on: the day of the event, whose figures hold."""
    offered = {
        row.code: row
        for row in Programme.objects.filter(active=True, regency=None)
        | Programme.objects.filter(active=True, regency=regency)
    }
    codes = papers.programmes(died=died, at_work=at_work, offered=set(offered))
    figures = {key: row.value for key, row in Figure.objects.in_force(on, regency.pk).items()}
    wanted = papers_expected(codes, died=died)
    return {
        "hopes": [Hope(offered[code], _sums(code, died, on, figures)) for code in codes],
        "needed": [row for row in wanted if row.needed],
        "perhaps": [row for row in wanted if not row.needed],
        "days": _days(regency, today),
    }  # fmt: skip


def _sums(code: str, died: bool, on: date, figures: dict) -> list[str]:
    """No sum where a figure is missing: none is guessed."""
    try:
        return list(SUMS[code](died, on, figures)) if code in SUMS else []
    except FigureMissing:
        return []


def _jkm(died, on, figures):
    full, short = (
        benefits.work_out(Case("jkm", on, on, months_paid=months), figures).cash
        for months in (MANY, 0)
    )
    yield _("About %(sum)s in all, if contributions were paid long enough.") % {"sum": rupiah(full)}
    if least := int(figures.get("jkm_bpu_min_months", 0)):
        yield ngettext(
            "With less than %(n)d month paid by somebody without a wage: %(sum)s for the burial.",
            "With less than %(n)d months paid by somebody without a wage: %(sum)s for the burial.",
            least,
        ) % {"n": least, "sum": rupiah(short)}
    yield from _children(figures)


def _jkk(died, on, figures):
    if not died:
        yield _("Treatment is paid for, the wage while unfit for work, and a sum for lasting harm. "
                "How much follows from what the doctor writes.")  # fmt: skip
        return
    base = int(benefits.need(figures, "lowest_base"))
    found = benefits.work_out(Case("jkk", on, on, base=base, died=True), figures).cash
    yield _(
        "48 times the wage on which contributions were paid, and more: with the lowest wage "
        "(%(base)s) about %(sum)s in all."
    ) % {"base": rupiah(base), "sum": rupiah(found)}
    yield from _children(figures)


def _children(figures):
    sums = [
        benefits.need(figures, yearly) * benefits.need(figures, years)
        for _level, yearly, years in benefits.SCHOOLS
        if yearly in figures
    ]
    if sums:
        yield _("A scholarship for at most %(n)d children, up to %(sum)s each until they leave "
                "university.") % {"n": int(benefits.need(figures, "scholarship_max_children")),
                                  "sum": rupiah(sum(sums))}  # fmt: skip


def _santunan_oki(died, on, figures):
    amount = benefits.need(figures, "oki_santunan_amount")
    decile = int(benefits.need(figures, "oki_decile_max"))
    yield _("%(sum)s for a family in decile 1 to %(n)d of DTSEN.") % {
        "sum": rupiah(amount), "n": decile,
    }  # fmt: skip


SUMS = {"jkm": _jkm, "jkk": _jkk, "santunan_oki": _santunan_oki}


def _days(regency: Regency, today: date) -> list[tuple[str, str]]:
    """Who has how many days, as the rows in force today say."""
    found = []
    for stage, who in (
        (Stage.CAMAT, _("The camat looks at the file")),
        (Stage.OFFICE, _("The regency's office decides")),
        (Stage.PAYMENT, _("What the regency itself grants is paid")),
    ):
        try:
            rule = DeadlineRule.objects.for_stage(stage, regency.pk, today)
        except RuleMissing:
            continue
        n = rule.days
        found.append((who, ngettext("within %(n)d day", "within %(n)d days", n) % {"n": n}))
    return found
