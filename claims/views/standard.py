"""The standard of service (Standar Pelayanan, UU 25/2009): what is asked, which steps follow, in
how many days, for what money, with what result, and where to complain. Generated from the rows
that the service works by, so that it says what is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.access import anybody
from claims.actions.counting import RIGHT_YEARS, local_day
from claims.actions.reporting import HOURS
from claims.forms.standard import RegencyForm
from claims.models import Claim, Payout
from claims.models.award_words import LINE_FIGURES
from claims.models.machine import edges
from claims.models.paper_words import WHY_WORDS
from claims.models.words import EVENT_WORDS
from claims.rules.papers import JKK, JKM, SANTUNAN_OKI
from regencies.models import DeadlineRule, Figure, Paper, Programme, Regency, Role

# From the village to the account. Whose step each is, the machine says.
WAY = (
    (Claim, "submit"), (Claim, "endorse"), (Claim, "verify"), (Claim, "approve"),
    (Claim, "award"), (Payout, "order"), (Payout, "pay"), (Claim, "settle"),
)  # fmt: skip
SCHOLARSHIP = (
    "scholarship_yearly_tk", "scholarship_yearly_sd", "scholarship_yearly_smp",
    "scholarship_yearly_sma", "scholarship_yearly_pt", "scholarship_max_children",
    "scholarship_min_months", "scholarship_age_limit",
)  # fmt: skip
# Each programme's lines, and the figures beside them.
PRODUCTS = {
    JKM: (("santunan_sekaligus", "santunan_berkala", "biaya_pemakaman"), SCHOLARSHIP),
    JKK: (
        tuple(code for code in LINE_FIGURES if code not in {"santunan_kematian_oki",
                                                            "santunan_sekaligus"}),
        SCHOLARSHIP[:-2],
    ),
    SANTUNAN_OKI: (("santunan_kematian_oki",), ("oki_decile_max", "oki_filing_days")),
}  # fmt: skip


@dataclass(frozen=True)
class Promise:
    """One programme: its papers and what it brings."""

    programme: Programme
    must: list[Paper]
    conditional: list[tuple[str, Paper]]
    figures: list[Figure]


@anybody()
def standard(request):
    rows = Regency.objects.filter(served=True).order_by("code")
    regencies = {row.code: row for row in rows}
    form = RegencyForm(
        request.GET if "regency" in request.GET else None,
        names={code: row.name for code, row in regencies.items()},
    )
    code = form.chosen() if form.is_bound else next(iter(regencies), "")
    regency = regencies.get(code)
    form.initial["regency"] = code
    today = local_day(request.now, regency.zone) if regency else timezone.localdate(request.now)
    figures = Figure.objects.in_force(today, code or None)
    context = {
        "form": form,
        "regency": regency,
        "today": today,
        "promises": promises(code, figures),
        "steps": steps(),
        "limits": limits(code, today),
        "right": figures.get(RIGHT_YEARS),
        "hours": figures.get(HOURS),
        "objection": figures.get("objection_days"),
    }
    return render(request, "public/standard.html", context)


def promises(code: str, figures: Mapping[str, Figure]) -> list[Promise]:
    """Of the nation's programmes and the regency's own, in two queries."""
    offered = Programme.objects.filter(Q(regency=None) | Q(regency=code), active=True)
    papers: dict[str, list[Paper]] = {}
    for row in Paper.objects.filter(programme__in=offered).order_by("order", "key"):
        papers.setdefault(row.programme_id, []).append(row)
    return [
        Promise(
            programme,
            [row for row in papers.get(programme.code, []) if not row.asked_if],
            [(WHY_WORDS[row.asked_if], row) for row in papers.get(programme.code, [])
             if row.asked_if],
            _figures(programme.code, figures),
        )
        for programme in offered
    ]  # fmt: skip


def _figures(code: str, figures: Mapping[str, Figure]) -> list[Figure]:
    lines, beside = PRODUCTS.get(code, ((), ()))
    keys = dict.fromkeys([*(key for line in lines for key in LINE_FIGURES[line]), *beside])
    return [figures[key] for key in keys if key in figures]


def steps() -> list[dict]:
    """As the machine has them: what happens, and whose move it is."""
    found = []
    for model, verb in WAY:
        rule = next(edge for move, _from, _to, edge in edges(model) if move == verb)
        who = [Role(role).label for role in rule.permission.roles]
        found.append({"label": EVENT_WORDS[verb], "who": who or [_("the service's clock")]})
    return found


def limits(code: str, today: date) -> list[DeadlineRule]:
    """The one row in force of each stage (and programme, where it has its own)."""
    rows = DeadlineRule.objects.filter(Q(regency=None) | Q(regency=code), from_on__lte=today)
    rows = rows.exclude(until_on__lt=today).select_related("programme")
    rows = rows.order_by("stage", "programme_id", F("regency").asc(nulls_last=True), "-from_on")
    order = [stage.value for stage in DeadlineRule.Stage]
    found = list(rows.distinct("stage", "programme_id"))
    return sorted(found, key=lambda row: (order.index(row.stage), row.programme_id or ""))
