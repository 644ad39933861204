"""What must hold whatever the case, each with a positive control: a wrong calculator that the
same property catches."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from claims.rules.deadlines import Pause, count, midnight_ending
from tests.rules import oracle
from tests.rules.calculator import benefit

DAY = timedelta(days=1)
CAPS = {
    "transport_darat": 5_000_000, "transport_laut": 2_000_000, "transport_udara": 10_000_000,
    "homecare": 20_000_000, "kacamata": 1_000_000, "alat_bantu_dengar": 2_500_000,
    "gigi_tiruan": 5_000_000,
}  # fmt: skip
BILLS = {"homecare": "home_care", "kacamata": "glasses", "alat_bantu_dengar": "hearing_aid",
         "gigi_tiruan": "dentures"}  # fmt: skip
RUNS = settings(max_examples=150, deadline=None)
# A control only has to be caught: no time is spent on making it small.
CONTROL = settings(max_examples=400, deadline=None, phases=[Phase.generate], database=None)

days = st.dates(date(2014, 1, 1), date(2028, 12, 31))
money = st.integers(0, 40_000_000)
percent = st.integers(1, 10_000).map(lambda n: f"{n // 100}.{n % 100:02}")


def spans(around):
    return st.tuples(around, st.integers(0, 400)).map(
        lambda pair: {"from": str(pair[0]), "to": str(pair[0] + pair[1] * DAY)}
    )


@st.composite
def children(draw):
    level = draw(st.sampled_from(["preschool", "TK", "SD", "SMP", "SMA", "PT"]))
    found = {"level": level, "age": draw(st.integers(0, 30))}
    if level != "preschool":
        years = {name: years for name, years, _ in oracle.YEARLY}[level]
        found["grade"] = draw(st.integers(1, years))
    for flag in ("married", "working"):
        if draw(st.integers(0, 3)) == 0:
            found[flag] = draw(st.booleans())
    return found


@st.composite
def benefit_cases(draw):
    kind = draw(st.sampled_from(["jkm", "jkk", "santunan_oki"]))
    event = draw(days)
    case = {"id": "x", "programme": kind, "event_on": str(event)}
    if draw(st.booleans()):
        case["claimed_on"] = str(event + draw(st.integers(0, 2200)) * DAY)
    if draw(st.booleans()):
        near = st.dates(event - 500 * DAY, event + 60 * DAY)
        case["coverage"] = draw(st.lists(spans(near), max_size=3))
    if draw(st.booleans()):
        case["segment"] = draw(st.sampled_from(["bpu", "pu"]))
    case["children"] = draw(st.lists(children(), max_size=4))
    if kind == "jkm":
        case["months_paid"] = draw(st.integers(0, 60))
    elif kind == "santunan_oki":
        case["decile"] = draw(st.none() | st.integers(1, 10))
    else:
        case["base"] = draw(st.integers(1, 9_000_000))
        case |= draw(st.sampled_from([{}, {"died": True}, {"total_disability": True}]))
        if not (case.get("died") or case.get("total_disability")):
            case["anatomical"] = draw(st.lists(percent, max_size=3))
            loss = st.fixed_dictionaries({"table": percent, "loss": percent})
            case["functional"] = draw(st.lists(loss, max_size=2))
        case["months_unfit"] = draw(st.integers(0, 30))
        case["transport"] = {m: draw(money) for m in ("land", "sea", "air")}
        case |= {name: draw(money) for name in ("medical", *BILLS.values())}
    return case


# Benefits -------------------------------------------------------------------------------------


def agrees_with_the_oracle(calculate, case):
    found, expected = calculate(case), oracle.benefits(case)
    assert found["decision"] == expected["decision"]
    assert found["reasons"] == expected["reasons"]
    assert [(line["code"], line["amount"]) for line in found["lines"]] == expected["lines"]
    assert found["cash"] == sum(amount for _, amount in expected["lines"])
    assert [(c["ceiling"], c["first_year"]) for c in found["scholarship"]] == expected["children"]
    assert found["scholarship_ceiling"] == sum(ceiling for ceiling, _ in expected["children"])


def keeps_within_its_cap(calculate, case):
    """0 < line <= cap, and never more than the bill: a cap is no floor."""
    bills = {f"transport_{m}": case.get("transport", {}).get(e, 0)
             for m, e in (("darat", "land"), ("laut", "sea"), ("udara", "air"))}  # fmt: skip
    bills |= {code: case.get(name, 0) for code, name in BILLS.items()}
    for line in calculate(case)["lines"]:
        assert line["amount"] > 0
        if line["code"] in CAPS:
            assert line["amount"] <= CAPS[line["code"]]
            assert line["amount"] <= bills[line["code"]]


def pays_no_less_for_more(calculate, case):
    name = {"jkm": "months_paid", "jkk": "months_unfit"}.get(case["programme"])
    if name:
        one, more = calculate(case), calculate(case | {name: case[name] + 1})
        assert more["cash"] >= one["cash"]
        assert more["scholarship_ceiling"] >= one["scholarship_ceiling"]


def pays_two_children_at_most(calculate, case):
    assert sum(child["ceiling"] > 0 for child in calculate(case)["scholarship"]) <= 2


def changed(edit):
    """A wrong calculator: the right one, and then something done to its answer."""

    def calculate(case):
        found = benefit(case)
        edit(case, found)
        return found

    return calculate


def cap_as_floor(case, found):
    for line in found["lines"]:
        line["amount"] = CAPS.get(line["code"], line["amount"])


def forgets_odd_months(case, found):
    if case.get("months_paid", case.get("months_unfit", 0)) % 2:
        found["cash"] = 0


def pays_every_child(case, found):
    for child in found["scholarship"]:
        child["ceiling"] = 1


def rounds_down(case, found):
    for line in found["lines"]:
        line["amount"] -= line["amount"] % 10


BENEFITS = [
    (agrees_with_the_oracle, rounds_down),
    (keeps_within_its_cap, cap_as_floor),
    (pays_no_less_for_more, forgets_odd_months),
    (pays_two_children_at_most, pays_every_child),
]
names = [holds.__name__ for holds, _ in BENEFITS]


@pytest.mark.parametrize("holds", [holds for holds, _ in BENEFITS], ids=names)
def test_benefits(holds):
    RUNS(given(benefit_cases())(lambda case: holds(benefit, case)))()


@pytest.mark.parametrize(("holds", "wrong"), BENEFITS, ids=names)
def test_benefits_control(holds, wrong):
    with pytest.raises(AssertionError):
        CONTROL(given(benefit_cases())(lambda case: holds(changed(wrong), case)))()


# Deadlines ------------------------------------------------------------------------------------


@st.composite
def deadline_cases(draw):
    starts_on = draw(st.dates(date(2024, 1, 1), date(2027, 12, 31)))
    near = st.integers(-3, 60).map(lambda n: starts_on + n * DAY)
    pauses = draw(st.lists(st.tuples(near, st.integers(0, 9)), max_size=3))
    return {
        "starts_on": starts_on,
        "days": draw(st.integers(1, 30)),
        "unit": draw(st.sampled_from(["calendar", "working", "slide"])),
        "holidays": draw(st.frozensets(near, max_size=12)),
        "pauses": tuple(Pause(a, a + n * DAY) for a, n in pauses),
        "more": draw(near),
        "m": draw(st.integers(1, 15)),
    }


def counted(case, how=count, **changes):
    it = case | changes
    return how(it["starts_on"], it["days"], it["unit"], pauses=it["pauses"],
               holidays=it["holidays"])  # fmt: skip


def agrees_with_the_list_of_days(how, case):
    pauses = [(pause.from_on, pause.to_on) for pause in case["pauses"]]
    expected = oracle.due(case["starts_on"], case["days"], case["unit"], case["holidays"], pauses)
    assert counted(case, how).due_on == expected


def never_falls_earlier_for_a_holiday(how, case):
    more = case["holidays"] | {case["more"]}
    assert counted(case, how, holidays=more).due_on >= counted(case, how).due_on


def counts_n_and_m_like_both(how, case):
    if case["unit"] == "slide":
        return
    first = counted(case, how)
    then = counted(case, how, starts_on=first.due_on, days=case["m"])
    assert counted(case, how, days=case["days"] + case["m"]).due_on == then.due_on


def moves_by_as_many_days_as_a_pause_takes(how, case):
    """A pause whose k days would have counted: the due day is the one k counting days on."""
    if case["unit"] == "slide":
        return
    plain = counted(case, how, pauses=())
    inside = plain.counted[: min(case["m"], len(plain.counted))]
    pause = Pause(inside[0], inside[-1])
    k = sum(pause.from_on <= day <= pause.to_on for day in plain.counted)
    longer = counted(case, how, pauses=(), days=case["days"] + k)
    assert counted(case, how, pauses=(pause,)).due_on == longer.due_on


def lists_every_day_once(how, case):
    found = counted(case, how)
    assert len(found.counted) == case["days"]
    passed = {*found.counted, *(skip.on for skip in found.skipped)}
    length = (found.due_on - case["starts_on"]).days
    # Under slide the day to which it slid is neither counted nor skipped.
    assert length - 1 <= len(passed) <= length


def by_five_sevenths(starts_on, days, unit, *, pauses=(), holidays=()):
    """Working days by a ratio, as careless code has it."""
    found = count(starts_on, days, unit, pauses=pauses, holidays=holidays)
    return found.__class__(starts_on + (days * 7 // 5) * DAY, found.counted, found.skipped)


def holidays_in_advance(starts_on, days, unit, *, pauses=(), holidays=()):
    """Takes the holidays off the days."""
    near = sum(starts_on < day <= starts_on + days * DAY for day in holidays)
    return count(starts_on, max(1, days - near), unit, pauses=pauses)


def from_day_one(starts_on, days, unit, *, pauses=(), holidays=()):
    """Takes the day of receipt for day 1."""
    return count(starts_on - DAY, days, unit, pauses=pauses, holidays=holidays)


def pause_one_short(starts_on, days, unit, *, pauses=(), holidays=()):
    shorter = [Pause(p.from_on, p.to_on - DAY) for p in pauses]
    return count(starts_on, days, unit, pauses=shorter, holidays=holidays)


def forgets_a_day(starts_on, days, unit, *, pauses=(), holidays=()):
    found = count(starts_on, days, unit, pauses=pauses, holidays=holidays)
    return found.__class__(found.due_on, found.counted[1:], found.skipped)


DEADLINES = [
    (agrees_with_the_list_of_days, by_five_sevenths),
    (never_falls_earlier_for_a_holiday, holidays_in_advance),
    (counts_n_and_m_like_both, from_day_one),
    (moves_by_as_many_days_as_a_pause_takes, pause_one_short),
    (lists_every_day_once, forgets_a_day),
]
titles = [holds.__name__ for holds, _ in DEADLINES]


@pytest.mark.parametrize("holds", [holds for holds, _ in DEADLINES], ids=titles)
def test_deadlines(holds):
    RUNS(given(deadline_cases())(lambda case: holds(count, case)))()


@pytest.mark.parametrize(("holds", "wrong"), DEADLINES, ids=titles)
def test_deadlines_control(holds, wrong):
    with pytest.raises(AssertionError):
        CONTROL(given(deadline_cases())(lambda case: holds(wrong, case)))()


# Midnights ------------------------------------------------------------------------------------

HOURS = {"Asia/Jakarta": 7, "Asia/Makassar": 8, "Asia/Jayapura": 9}
UTC = ZoneInfo("UTC")
EDGES = [date(2024, 2, 28), date(2024, 2, 29), date(2025, 2, 28), date(2025, 12, 31),
         date(2026, 3, 20), date(2026, 6, 30)]  # fmt: skip


def late_from_the_local_midnight(ends, due_on, zone, seconds):
    """Instants around the midnight: late if and only if the day has passed there. The offsets
    of WIB, WITA and WIT are typed by hand."""
    now = datetime(due_on.year, due_on.month, due_on.day, tzinfo=UTC) + DAY
    now += timedelta(seconds=seconds) - timedelta(hours=HOURS[zone])
    here = (now + timedelta(hours=HOURS[zone])).date()
    assert (now >= ends(due_on, zone)) == (here > due_on)


instants = given(
    st.one_of(st.sampled_from(EDGES), days),
    st.sampled_from(sorted(HOURS)),
    st.one_of(st.integers(-2, 2), st.integers(-36 * 3600, 36 * 3600)),
)


def test_midnight():
    settings(max_examples=500, deadline=None)(
        instants(lambda on, zone, s: late_from_the_local_midnight(midnight_ending, on, zone, s))
    )()


def test_midnight_control():
    """Late by the UTC date: right for most instants, wrong for hours each night."""

    def by_utc(due_on, zone):
        return midnight_ending(due_on, "UTC")

    with pytest.raises(AssertionError):
        CONTROL(instants(lambda on, zone, s: late_from_the_local_midnight(by_utc, on, zone, s)))()


def test_leap_days():
    assert count(date(2024, 2, 28), 1, "calendar").due_on == date(2024, 2, 29)
    assert count(date(2025, 2, 28), 1, "calendar").due_on == date(2025, 3, 1)
    assert oracle.later(date(2024, 2, 29), 12) == date(2025, 2, 28)
