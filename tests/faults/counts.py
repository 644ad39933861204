"""How often: a tenth of the plan in the ordinary run, all of it in `make test-faults` and
`make test-security`; never less than `least`, below which a run would prove nothing."""

import json
import os
import time
from pathlib import Path

FULL = os.environ.get("FAULTS") == "full"
# What the runs in full have found: the README's table is made from it (`make counts`).
KEPT = Path(__file__).with_name("last.jsonl")


def trials(planned: int, least: int = 20) -> int:
    return planned if FULL else max(least, planned // 10)


def say(what: str, done: int, planned: int, **found) -> None:
    """The denominator and what was found, on the terminal of a run with -s or -rP."""
    words = " ".join(f"{name}={value}" for name, value in found.items())
    print(f"{what}: {'full' if done >= planned else 'short'} {done} of {planned} {words}")
    if FULL:
        keep(what, done, planned, **found)


def keep(what: str, done: int, planned: int, **found) -> None:
    row = {"on": time.strftime("%Y-%m-%d"), "what": what, "done": done, "planned": planned,
           "found": {name: str(value) for name, value in found.items()}}  # fmt: skip
    with KEPT.open("a") as file:
        file.write(json.dumps(row) + "\n")
