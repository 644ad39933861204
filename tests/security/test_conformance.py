"""The table of ASVS 5.0: each of the 89 requirements that had to be built has a row, and each row a
test that is there, or a reason."""

import csv
import re

from tests.homes import ROOT

# Chosen by hand from the 253 of levels 1 and 2; the others are Django's, the operator's or words.
BUILT = """
1.2.2 1.2.5 1.2.9 1.3.2 1.3.3 1.3.4 1.3.6 1.3.7 1.3.10 1.4.2 1.5.1 2.2.1 2.2.3 2.3.1 2.3.2 2.3.3
2.3.4 2.4.1 3.2.1 3.2.2 3.4.3 3.4.6 3.5.3 3.7.1 5.2.1 5.2.2 5.2.3 5.3.1 5.3.2 5.4.1 5.4.3 6.2.11
6.2.12 6.3.1 6.3.2 6.3.3 6.3.4 6.4.1 6.4.4 6.5.1 6.5.2 6.5.3 6.5.4 6.5.5 7.3.2 7.4.4 7.4.5 7.5.1
7.5.2 8.2.1 8.2.2 8.2.3 8.3.1 8.4.1 11.2.2 11.3.1 11.3.2 11.3.3 11.5.1 13.2.4 13.4.4 13.4.5 14.2.1
14.2.2 14.2.3 14.2.4 14.3.1 14.3.2 14.3.3 15.1.2 15.2.2 15.2.3 15.3.1 15.3.2 15.3.3 15.3.5 15.3.6
15.3.7 16.2.1 16.2.4 16.2.5 16.3.1 16.3.2 16.3.3 16.3.4 16.4.1 16.4.2 16.5.2 16.5.3
""".split()


def faults(rows: list[dict]) -> list[str]:
    wrong = [f"{name} has no row" for name in BUILT if name not in {r["requirement"] for r in rows}]
    for row in rows:
        name, how, shown = row["requirement"], row["how it is met"], row["shown by"]
        if len(how) < 20:
            wrong.append(f"{name} does not say how")
        for one in shown.split("; "):
            path, _, test = one.partition("::")
            # A reason stands in the column before.
            if one != "reason" and not names_a_test(path, test):
                wrong.append(f"{name} names {one}")
    return wrong


def names_a_test(path: str, test: str) -> bool:
    file = ROOT / path
    if not path.startswith("tests/") or not file.is_file():
        return False
    return not test or re.search(rf"^def {test}\(", file.read_text(), re.M) is not None


def table() -> list[dict]:
    with (ROOT / "config/docs/asvs.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_each_requirement_has_a_test_or_a_reason():
    rows = table()
    assert len(BUILT) == len(set(BUILT)) == 89
    assert [row["requirement"] for row in rows] == BUILT
    assert faults(rows) == []


def test_control_a_row_that_is_missing_or_shows_nothing_is_caught():
    rows = table()
    gone = {"shown by": "tests/security/test_supply_chain.py::test_that_is_not_there"}
    assert faults(rows[1:]) == ["1.2.2 has no row"]
    assert faults([rows[0] | gone, *rows[1:]]) == [f"1.2.2 names {gone['shown by']}"]
