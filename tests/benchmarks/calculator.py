"""How many cases a second the calculator answers on one core."""

import gc
import json
import random
import time
from datetime import date, timedelta

from tests.benchmarks.measure import Found, median
from tests.rules.calculator import IN_FORCE, cases

N = 100_000
SCHOOLS = [("TK", 2), ("SD", 6), ("SMP", 3), ("SMA", 3), ("PT", 5)]


def made(n: int, seed: int = 7) -> str:
    """A file as an office would send it: mostly deaths, some accidents, a third with children."""
    dice = random.Random(seed)
    rows = []
    for number in range(n):
        on = date(2024, 1, 1) + timedelta(days=dice.randrange(700))
        row = {"id": f"K{number}", "event_on": str(on)}
        kind = dice.choices(["jkm", "jkk", "santunan_oki"], [60, 20, 20])[0]
        row["programme"] = kind
        if kind == "jkm":
            row["months_paid"] = dice.randrange(60)
        elif kind == "santunan_oki":
            row["decile"] = dice.randrange(1, 11)
        else:
            row |= {"base": 1_000_000, "died": dice.random() < 0.5}
            if not row["died"]:
                row |= {"months_unfit": dice.randrange(15), "transport": {"land": 1_200_000}}
        if dice.random() < 0.33:
            school = [dice.choice(SCHOOLS) for _ in range(dice.randrange(1, 4))]
            row["children"] = [
                {
                    "level": level,
                    "grade": dice.randrange(1, years + 1),
                    "age": dice.randrange(4, 22),
                }
                for level, years in school
            ]
        if dice.random() < 0.5:
            row["coverage"] = [{"from": "2024-01-01", "to": "2025-12-31"}]
        rows.append(row)
    return json.dumps(rows)


def rate(rounds: int) -> list[Found]:
    """From the text of the file to the text of the answer, in seconds of this process."""
    text = made(N)
    rates = [N / _once(text) for _ in range(rounds)]
    what = f"calculate_benefits, {N:,} cases, read and written"
    return [Found(what, median(rates), "cases/s", least=20_000)]


def _once(text: str) -> float:
    gc.disable()
    begun = time.process_time()
    found = json.dumps([cases.benefits(case, IN_FORCE) for case in json.loads(text)])
    took = time.process_time() - begun
    gc.enable()
    assert '"error"' not in found
    return took
