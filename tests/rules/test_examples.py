"""The 36 open cases of the calculator's contract, through the commands, one test each."""

import json
from pathlib import Path

import pytest

from tests.rules.calculator import benefit, deadline

OPEN = json.loads(Path(__file__).with_name("examples.json").read_text())


def named(kind):
    return [pytest.param(row["case"], row["expected"], id=row["case"]["id"]) for row in OPEN[kind]]


@pytest.mark.parametrize(("case", "expected"), named("benefits"))
def test_benefits(case, expected):
    found = benefit(case)
    for line in found["lines"]:
        assert line.pop("basis").strip() and line.pop("formula").strip()
    assert found == expected


@pytest.mark.parametrize(("case", "expected"), named("deadlines"))
def test_deadlines(case, expected):
    found = deadline(case)
    assert found.pop("due_at") > found["due_on"]
    assert found == expected


def test_there_are_thirty_six():
    assert (len(OPEN["benefits"]), len(OPEN["deadlines"])) == (30, 6)
