"""`make counts`: the README's table of what the full counts found, from what their runs kept. Of
each count the last run stands."""

import json
import re
from pathlib import Path

from tests.faults.counts import KEPT
from tests.machine import hardware

README = Path(__file__).parents[2] / "README.md"
MARKS = "<!-- counts -->", "<!-- /counts -->"
ROW = re.compile(r"(?P<kind>[RS])(?P<number>\d+) (?P<words>.*)")


def rows(lines: list[str]) -> list[dict]:
    """Those of the plan (R1 to R23, S1 to S21), in its order."""
    last = {row["what"]: row for row in map(json.loads, lines)}
    found = [row | {"place": ROW.match(what)} for what, row in last.items() if ROW.match(what)]
    return sorted(found, key=place)


def place(row: dict) -> tuple:
    """By kind and number, each before its controls."""
    at = row["place"]
    return at["kind"], int(at["number"]), "control" in at["words"], at["words"]


def table(found: list[dict]) -> str:
    days = sorted({row["on"] for row in found})
    span = days[0] if len(days) == 1 else f"{days[0]} to {days[-1]}"
    on = hardware()
    where = f"{on['cpu']}, {on['cores']} cores, {on['memory_gib']} GiB, {on['system']}"
    lines = [
        f"{span}: {where}, Python {on['python']}.",
        "",
        "| row | what | counted | found |",
        "|---|---|---|---|",
    ]
    for row in found:
        name = row["place"]["kind"] + row["place"]["number"]
        said = (f"{about.replace('_', ' ')} {value}" for about, value in row["found"].items())
        words = re.sub("[{}'|]", "", ", ".join(said))
        lines.append(
            f"| {name} | {row['place']['words']} | {row['done']:,} of {row['planned']:,} "
            f"| {words} |"
        )
    return "\n".join(lines)


def main() -> None:
    text = README.read_text()
    before, after = text.partition(MARKS[0])[0], text.partition(MARKS[1])[2]
    made = table(rows(KEPT.read_text().splitlines()))
    README.write_text(f"{before}{MARKS[0]}\n{made}\n{MARKS[1]}{after}")


if __name__ == "__main__":
    main()
