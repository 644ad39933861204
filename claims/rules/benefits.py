"""What a family is owed, line by line, with the arithmetic a person can follow.

Rules hold formulas; every amount, share, cap and length comes in as a figure in force on
the day of the event. Money is whole rupiah. Contract: calculator.md; law: rules.md 1, 2, 4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Context, Decimal, localcontext

from claims.rules.coverage import Period, months_after, standing

# Part of every award. Raise it when a formula changes, so that a replay knows which one.
VERSION = "2026.1"

Figures = Mapping[str, Decimal]
# Python's usual 28 digits would round a large sum on the way; here it is rounded once, per line.
EXACT = Context(prec=3000)

PRESCHOOL = "preschool"
LEVELS = ("tk", "sd", "smp", "sma", "pt")
# Each level with the keys of its yearly sum and its length.
SCHOOLS = tuple((level, f"scholarship_yearly_{level}", f"scholarship_years_{level}")
                for level in LEVELS)  # fmt: skip
HALF, CENT = Decimal("0.5"), Decimal("0.01")
NOT_PAYABLE = frozenset({"not_started", "lapsed", "expired", "decile_too_high"})
REVIEW = frozenset({"grace", "late_filing", "decile_unknown"})


class FigureMissing(Exception):
    """A figure that the rule needs is not in force on the day of the event."""


@dataclass(frozen=True)
class Pupil:
    """A child of the participant. level is "preschool" or one of LEVELS, grade counts from 1."""

    level: str
    age: int
    grade: int = 0
    married: bool = False
    working: bool = False


@dataclass(frozen=True)
class Case:
    """The facts that an award rests on. Money in rupiah, percentages in percent of the table."""

    programme: str  # "jkm", "jkk" or "santunan_oki"
    event_on: date
    claimed_on: date
    segment: str = "bpu"  # "pu": paid a wage
    months_paid: int = 0
    base: int = 0
    coverage: tuple[Period, ...] | None = None
    died: bool = False
    total_disability: bool = False
    anatomical: tuple[Decimal, ...] = ()
    functional: tuple[tuple[Decimal, Decimal], ...] = ()  # (table, loss)
    months_unfit: int = 0
    medical: int = 0
    transport_land: int = 0
    transport_sea: int = 0
    transport_air: int = 0
    home_care: int = 0
    glasses: int = 0
    hearing_aid: int = 0
    dentures: int = 0
    children: tuple[Pupil, ...] = ()
    decile: int | None = None


@dataclass(frozen=True)
class Line:
    """One amount of an award. basis names the rule, formula is the arithmetic to read."""

    code: str
    amount: int
    basis: str
    formula: str


@dataclass(frozen=True)
class Schooling:
    """One child's scholarship: the ceiling to the end of S1, and what the first year brings."""

    ceiling: int
    first_year: int


@dataclass(frozen=True)
class Outcome:
    """decision: payable, review (a person must look) or not_payable, the hardest one wins."""

    decision: str
    reasons: tuple[str, ...]
    lines: tuple[Line, ...]
    scholarship: tuple[Schooling, ...]

    @property
    def cash(self) -> int:
        return sum(line.amount for line in self.lines)

    @property
    def ceiling(self) -> int:
        return sum(child.ceiling for child in self.scholarship)

    @property
    def first_year(self) -> int:
        return sum(child.first_year for child in self.scholarship)


@dataclass
class Ledger:
    """The lines while they are being worked out."""

    lines: list[Line] = field(default_factory=list)

    def add(self, code: str, amount: Decimal | int, basis: str, formula: str) -> None:
        """Rounded half up once, here; nothing is no line. No amount is below 0."""
        whole = amount if isinstance(amount, int) else int(amount + HALF)
        if whole > 0:
            self.lines.append(Line(code, whole, basis, formula))


def rupiah(amount: Decimal | int) -> str:
    return "Rp" + f"{int(amount):,}".replace(",", ".")


def shown(number: Decimal) -> str:
    """A percentage as people write it: 15, 4,5."""
    return f"{number.normalize():f}".replace(".", ",")


def need(figures: Figures, key: str) -> Decimal:
    try:
        return figures[key]
    except KeyError:
        raise FigureMissing(key) from None


def work_out(case: Case, figures: Figures) -> Outcome:
    """The award for one case under the figures in force on its event_on.

    Raises FigureMissing rather than take a missing amount for nothing.
    """
    with localcontext(EXACT):
        return _work_out(case, figures)


def _work_out(case: Case, figures: Figures) -> Outcome:
    rule = RULES[case.programme]
    ledger = Ledger()
    reasons = _membership(case, figures) | rule(case, figures, ledger)
    if reasons & NOT_PAYABLE:
        nothing = tuple(Schooling(0, 0) for _ in case.children)
        return Outcome("not_payable", tuple(sorted(reasons)), (), nothing)
    decision = "review" if reasons & REVIEW else "payable"
    schooling = _scholarship(case, figures)
    return Outcome(decision, tuple(sorted(reasons)), tuple(ledger.lines), schooling)


def _membership(case: Case, figures: Figures) -> set[str]:
    """Cover on the day of the event, and the end of the right to claim (PP 82/2019 art. 26)."""
    reasons = set()
    if case.programme in {"jkm", "jkk"} and case.coverage is not None:
        found = standing(case.event_on, case.coverage, int(need(figures, "grace_months")))
        if found != "covered":
            reasons.add(found)
    if case.programme == "jkk":
        years = int(need(figures, "jkk_expiry_years"))
        if case.claimed_on > months_after(case.event_on, 12 * years):
            reasons.add("expired")
    return reasons


def _periodic(figures: Figures, ledger: Ledger, basis: str) -> None:
    months = need(figures, "santunan_berkala_months")
    monthly = need(figures, "santunan_berkala_monthly")
    ledger.add(
        "santunan_berkala", months * monthly, basis, f"{int(months)} bulan x {rupiah(monthly)}"
    )


def _jkm(case: Case, figures: Figures, ledger: Ledger) -> set[str]:
    basis = "PP 44/2015 ps. 34 jo. PP 82/2019"
    waiting = case.segment == "bpu" and case.months_paid < need(figures, "jkm_bpu_min_months")
    if not waiting:
        lump = need(figures, "jkm_santunan_sekaligus")
        ledger.add("santunan_sekaligus", lump, basis, f"santunan sekaligus {rupiah(lump)}")
        _periodic(figures, ledger, basis)
    burial = need(figures, "biaya_pemakaman")
    ledger.add("biaya_pemakaman", burial, basis, f"biaya pemakaman {rupiah(burial)}")
    return {"waiting_period"} if waiting else set()


def _jkk(case: Case, figures: Figures, ledger: Ledger) -> set[str]:
    basis = "PP 44/2015 ps. 25 jo. PP 82/2019 Lampiran I"
    base, months = case.base, need(figures, "jkk_base_months")

    if case.died:
        percent, floor = need(figures, "jkk_death_percent"), need(figures, "jkm_santunan_sekaligus")
        amount = percent * CENT * months * base
        formula = f"{shown(percent)}% x {int(months)} x {rupiah(base)}"
        if amount < floor:
            formula += f" = {rupiah(amount)}, di bawah batas terendah {rupiah(floor)}"
        ledger.add("santunan_kematian", max(amount, floor), basis, formula)
    if case.total_disability:
        percent = need(figures, "jkk_total_percent")
        formula = f"{shown(percent)}% x {int(months)} x {rupiah(base)}"
        ledger.add("santunan_cacat_total", percent * CENT * months * base, basis, formula)
    if case.anatomical:
        limit, total = need(figures, "jkk_anatomical_limit_percent"), sum(case.anatomical)
        percent = min(Decimal(total), limit)
        parts = " + ".join(f"{shown(part)}%" for part in case.anatomical)
        formula = f"({parts}) x {int(months)} x {rupiah(base)}"
        if total > limit:
            formula += f", paling banyak {shown(limit)}%"
        ledger.add("santunan_cacat_anatomis", percent * CENT * months * base, basis, formula)
    if case.functional:
        percent = Decimal(sum(table * loss for table, loss in case.functional)) * CENT
        parts = " + ".join(f"{shown(loss)}% x {shown(table)}%" for table, loss in case.functional)
        formula = f"({parts}) x {int(months)} x {rupiah(base)}"
        ledger.add("santunan_cacat_fungsi", percent * CENT * months * base, basis, formula)
    if case.died or case.total_disability:
        _periodic(figures, ledger, basis)
    if case.died:
        burial = need(figures, "biaya_pemakaman")
        ledger.add("biaya_pemakaman", burial, basis, f"biaya pemakaman {rupiah(burial)}")
    _unfit(case, figures, ledger, basis)
    if case.medical:
        formula = f"tagihan {rupiah(case.medical)}, tanpa batas"
        ledger.add("biaya_pengobatan", case.medical, basis, formula)
    for code, bill, cap in (
        ("transport_darat", case.transport_land, "transport_land_cap"),
        ("transport_laut", case.transport_sea, "transport_sea_cap"),
        ("transport_udara", case.transport_air, "transport_air_cap"),
        ("homecare", case.home_care, "homecare_cap"),
        ("kacamata", case.glasses, "glasses_cap"),
        ("alat_bantu_dengar", case.hearing_aid, "hearing_aid_cap"),
        ("gigi_tiruan", case.dentures, "dentures_cap"),
    ):
        # Without a bill its cap is not read: a reader would be told of dentures nobody lost.
        # A benefit that did not exist yet has no cap in force: the bill yields no line.
        limit = figures.get(cap, Decimal(0)) if bill else Decimal(0)
        if limit:
            formula = f"tagihan {rupiah(bill)}"
            if bill > limit:
                formula += f", paling banyak {rupiah(limit)}"
            ledger.add(code, min(Decimal(bill), limit), basis, formula)
    return set()


def _unfit(case: Case, figures: Figures, ledger: Ledger, basis: str) -> None:
    """STMB: the wage base for each month certified unfit, less from band to band."""
    left, amount, parts = case.months_unfit, Decimal(0), []
    for length, key in ((6, "stmb_1_6"), (6, "stmb_7_12"), (left, "stmb_13_on")):
        months = min(left, length)
        if months <= 0:
            break
        percent = need(figures, f"{key}_percent")
        amount += months * percent * CENT * case.base
        parts.append(f"{months} bulan x {shown(percent)}%")
        left -= months
    ledger.add("stmb", amount, basis, f"({' + '.join(parts)}) x {rupiah(case.base)}")


def _santunan_oki(case: Case, figures: Figures, ledger: Ledger) -> set[str]:
    reasons = _decile(case, figures)
    if (case.claimed_on - case.event_on).days > need(figures, "oki_filing_days"):
        reasons.add("late_filing")
    if "oki_santunan_amount" not in figures:
        return reasons | {"not_started"}
    amount = need(figures, "oki_santunan_amount")
    formula = f"santunan kematian {rupiah(amount)}"
    ledger.add("santunan_kematian_oki", amount, "Perbup OKI 17/2025", formula)
    return reasons


def _decile(case: Case, figures: Figures) -> set[str]:
    if case.decile is None:
        return {"decile_unknown"}
    return {"decile_too_high"} if case.decile > need(figures, "oki_decile_max") else set()


def _scholarship(case: Case, figures: Figures) -> tuple[Schooling, ...]:
    """Ceiling and first year per child, in the family's order (PP 82/2019; rules.md 1.5).

    The ceiling runs from the present grade to the end of S1 and no age cuts it: that is how
    BPJS announces it. The first two children who qualify are paid.
    """
    nothing = Schooling(0, 0)
    if not case.children:
        return ()
    begun = "scholarship_max_children" in figures
    entitled = begun and (
        (case.programme == "jkm" and case.months_paid >= need(figures, "scholarship_min_months"))
        or (case.programme == "jkk" and (case.died or case.total_disability))
    )
    if not entitled:
        return tuple(nothing for _ in case.children)
    left = int(need(figures, "scholarship_max_children"))
    found = []
    for child in case.children:
        too_old = child.age >= need(figures, "scholarship_age_limit")
        if left == 0 or too_old or child.married or child.working:
            found.append(nothing)
        else:
            found.append(_schooling(child, figures))
            left -= 1
    return tuple(found)


def _schooling(child: Pupil, figures: Figures) -> Schooling:
    ceiling, first_year = 0, 0
    reached = child.level == PRESCHOOL
    for level, yearly_key, years_key in SCHOOLS:
        if level == child.level:
            reached, first_year = True, int(need(figures, yearly_key))
            ceiling += (int(need(figures, years_key)) - child.grade + 1) * first_year
        elif reached:
            ceiling += int(need(figures, years_key)) * int(need(figures, yearly_key))
    return Schooling(ceiling, first_year)


RULES: dict[str, Callable[[Case, Figures, Ledger], set[str]]] = {
    "jkm": _jkm,
    "jkk": _jkk,
    "santunan_oki": _santunan_oki,
}
