"""The same answers by another road: written from the contract, with the amounts in plain sight,
and without a look at the code that it checks."""

from datetime import date, timedelta
from fractions import Fraction

DAY = timedelta(days=1)
CHANGE = date(2019, 12, 2)
YEARLY = [("TK", 2, 1_500_000), ("SD", 6, 1_500_000), ("SMP", 3, 2_000_000),
          ("SMA", 3, 3_000_000), ("PT", 5, 12_000_000)]  # fmt: skip


def half_up(amount) -> int:
    return int(Fraction(amount) + Fraction(1, 2))


def later(day: date, months: int) -> date:
    """Day by day back from the wanted one until such a day exists."""
    year, month = day.year + (day.month - 1 + months) // 12, (day.month - 1 + months) % 12 + 1
    for wanted in range(day.day, 0, -1):
        try:
            return date(year, month, wanted)
        except ValueError:
            continue
    raise AssertionError


def benefits(case: dict) -> dict:
    """decision, reasons, [(code, amount)], [(ceiling, first year)]"""
    event = date.fromisoformat(case["event_on"])
    claimed = date.fromisoformat(case.get("claimed_on", case["event_on"]))
    new, kind, reasons = event >= CHANGE, case["programme"], set()

    if kind != "santunan_oki" and "coverage" in case:
        spans = [(date.fromisoformat(s["from"]), date.fromisoformat(s["to"]))
                 for s in case["coverage"]]  # fmt: skip
        if not any(a <= event <= b for a, b in spans):
            ended = [b for a, b in spans if a <= event]
            if not ended:
                reasons.add("not_started")
            else:
                reasons.add("grace" if event <= later(max(ended), 3) else "lapsed")
    lump, monthly, burial = (
        (20_000_000, 500_000, 10_000_000) if new else (16_200_000, 200_000, 3_000_000)
    )
    lines = []
    if kind == "jkm":
        if case["months_paid"] < 3 and case.get("segment", "bpu") == "bpu":
            reasons.add("waiting_period")
        else:
            lines += [("santunan_sekaligus", lump), ("santunan_berkala", 24 * monthly)]
        lines.append(("biaya_pemakaman", burial))
    elif kind == "jkk":
        lines = jkk(case, new, lump, monthly, burial)
        if claimed > later(event, 12 * (5 if new else 2)):
            reasons.add("expired")
    else:
        if event < date(2025, 9, 1):
            reasons.add("not_started")
        if claimed - event > 7 * DAY:
            reasons.add("late_filing")
        if case["decile"] is None:
            reasons.add("decile_unknown")
        elif case["decile"] > 5:
            reasons.add("decile_too_high")
        lines = [("santunan_kematian_oki", 1_000_000)]

    children = scholarship(case, new)
    if reasons & {"not_started", "lapsed", "expired", "decile_too_high"}:
        decision, lines, children = "not_payable", [], [(0, 0)] * len(children)
    elif reasons & {"grace", "late_filing", "decile_unknown"}:
        decision = "review"
    else:
        decision = "payable"
    return {
        "decision": decision,
        "reasons": sorted(reasons),
        "lines": [(code, amount) for code, amount in lines if amount > 0],
        "children": children,
    }


def jkk(case, new, lump, monthly, burial):
    base, died, total = case["base"], case.get("died"), case.get("total_disability")
    lines = []
    if died:
        lines.append(("santunan_kematian", max(48 * base, lump)))
    if total:
        lines.append(("santunan_cacat_total", 56 * base))
    lost = sum(Fraction(str(percent)) for percent in case.get("anatomical", []))
    lines.append(("santunan_cacat_anatomis", half_up(min(lost, 70) * 80 * base / 100)))
    used = sum(
        Fraction(str(row["table"])) * Fraction(str(row["loss"])) / 10_000
        for row in case.get("functional", [])
    )
    lines.append(("santunan_cacat_fungsi", half_up(used * 80 * base)))
    if died or total:
        lines.append(("santunan_berkala", 24 * monthly))
    if died:
        lines.append(("biaya_pemakaman", burial))
    unfit = Fraction(0)
    for month in range(1, case.get("months_unfit", 0) + 1):
        share = 100 if month <= 6 else (100 if new else 75) if month <= 12 else 50
        unfit += Fraction(share * base, 100)
    lines.append(("stmb", half_up(unfit)))
    lines.append(("biaya_pengobatan", case.get("medical", 0)))
    bills = case.get("transport", {})
    for code, bill, now, before in (
        ("transport_darat", bills.get("land", 0), 5_000_000, 1_000_000),
        ("transport_laut", bills.get("sea", 0), 2_000_000, 1_500_000),
        ("transport_udara", bills.get("air", 0), 10_000_000, 2_500_000),
        ("homecare", case.get("home_care", 0), 20_000_000, 0),
        ("kacamata", case.get("glasses", 0), 1_000_000, 0),
        ("alat_bantu_dengar", case.get("hearing_aid", 0), 2_500_000, 0),
        ("gigi_tiruan", case.get("dentures", 0), 5_000_000, 3_000_000),
    ):
        lines.append((code, min(bill, now if new else before)))
    return lines


def scholarship(case, new):
    kind, children = case["programme"], case.get("children", [])
    entitled = new and (
        (kind == "jkm" and case["months_paid"] >= 36)
        or (kind == "jkk" and bool(case.get("died") or case.get("total_disability")))
    )
    paid, found = 0, []
    for child in children:
        good = child["age"] < 23 and not child.get("married") and not child.get("working")
        if not (entitled and good and paid < 2):
            found.append((0, 0))
            continue
        paid += 1
        reached, ceiling, first = child["level"] == "preschool", 0, 0
        for level, years, yearly in YEARLY:
            if level == child["level"]:
                reached, first = True, yearly
                ceiling += (years - child["grade"] + 1) * yearly
            elif reached:
                ceiling += years * yearly
        found.append((ceiling, first))
    return found


def due(starts_on, days, unit, holidays=(), pauses=()) -> date:
    """The n-th good day of a list of all days, then on to the first that is open."""

    def paused(on):
        return any(a <= on <= b for a, b in pauses)

    def closed(on):
        return on in holidays or on.strftime("%a") in {"Sat", "Sun"}

    every = [starts_on + n * DAY for n in range(1, 1500)]
    good = [on for on in every if not paused(on) and not (unit == "working" and closed(on))]
    found = good[days - 1]
    if unit == "slide":
        found = next(on for on in every if on >= found and not paused(on) and not closed(on))
    return found
