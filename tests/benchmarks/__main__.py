"""`make bench`: what the service must hold, measured beside the bare work in the same run, on a
database of its own with the demo's durable settings.

Prints a table and writes it as JSON with the machine and the versions. Clock time never fails
the ordinary test run; here a measure that is not held ends with exit 1.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from tests.benchmarks import home
from tests.machine import hardware

OUT = Path(__file__).with_name("last.json")
README = Path(__file__).parents[2] / "README.md"
MARKS = "<!-- benchmark -->", "<!-- /benchmark -->"
SMALL, FULL = 10_000, 1_000_000


def machine() -> dict:
    """The hardware, the versions and the settings of the database."""
    from importlib.metadata import version

    from tests.benchmarks.measure import rows

    return hardware() | {
        "django": version("django"),
        "postgresql": rows("SHOW server_version")[0][0],
        "settings": {
            name: rows(f"SHOW {name}")[0][0]
            for name in ("fsync", "synchronous_commit", "shared_buffers", "max_wal_size")
        },
    }


def measured(claims: int, rounds: int):
    """The measures, one after the other; each is printed as it is found."""
    from tests.benchmarks import (
        calculator,
        enrolling,
        exporting,
        finding,
        moving,
        posting,
        sweeping,
    )
    from tests.benchmarks.before import Before
    from tests.benchmarks.country import Country

    yield from calculator.rate(rounds)
    country = Country()
    country.grow(min(SMALL, claims))
    small, first = home.copied("small"), country.size
    country.grow(claims)
    before = Before()
    yield from sweeping.nothing_due(small, (first, claims))
    yield from sweeping.many_due(before, rounds)
    yield from sweeping.waits(before, country.places)
    yield from sweeping.after_an_outage(before)
    yield from moving.endorse(before, country.places, rounds)
    yield from finding.found(country.places)
    yield from exporting.exported(rounds)
    yield from posting.sent(rounds)
    yield from enrolling.enrolled(rounds)


def with_table(text: str, result: dict) -> str:
    """The README with the last full run in it."""
    on = result["machine"]
    lines = [
        f"{result['on']}, {result['claims']:,} claims, medians of {result['rounds']}: {on['cpu']}, "
        f"{on['cores']} cores, {on['memory_gib']} GiB, {on['system']}, Python {on['python']}, "
        f"Django {on['django']}, PostgreSQL {on['postgresql']} ("
        + ", ".join(f"{name} {value}" for name, value in on["settings"].items())
        + ").",
        "",
        "| measure | found | limit | |",
        "|---|---|---|---|",
        *(
            f"| {row['what']} | {row['value']:,g} {row['unit']} | {row.get('limit', '')} | "
            f"{'' if 'held' not in row else 'held' if row['held'] else '**not held**'} |"
            for row in result["rows"]
        ),
    ]
    before, after = text.partition(MARKS[0])[0], text.partition(MARKS[1])[2]
    return f"{before}{MARKS[0]}\n" + "\n".join(lines) + f"\n{MARKS[1]}{after}"


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--claims", type=int, default=FULL)
    parser.add_argument("--rounds", type=int, default=5, help="the median of so many is taken")
    asked = parser.parse_args()
    begun = time.monotonic()
    with home.database():
        found = []
        for one in measured(asked.claims, asked.rounds):
            found.append(one)
            held = "" if not one.limit else "held" if one.held else "NOT HELD"
            print(f"{one.what:<58} {one.value:>12,.6g} {one.unit:<10} {one.limit:<18} {held}",
                  flush=True)  # fmt: skip
        result = {
            "on": time.strftime("%Y-%m-%d"),
            "claims": asked.claims,
            "rounds": asked.rounds,
            "minutes": round((time.monotonic() - begun) / 60),
            "machine": machine(),
            "rows": [
                {"what": one.what, "value": float(f"{one.value:.4g}"), "unit": one.unit}
                | ({"limit": one.limit, "held": one.held} if one.limit else {})
                for one in found
            ],
        }
    OUT.write_text(json.dumps(result, indent=1) + "\n")
    if asked.claims == FULL:
        README.write_text(with_table(README.read_text(), result))
    return 0 if all(one.held for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
