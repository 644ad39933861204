"""Bad cases: the named error in their place, the others answered, and the exit codes."""

import json
import subprocess
import sys

import pytest

from tests.homes import ROOT
from tests.rules.calculator import benefit, cases, deadline
from tests.waiting import PATIENCE

JKM = {"id": "a", "programme": "jkm", "event_on": "2025-09-10", "months_paid": 24}
JKK = {"id": "a", "programme": "jkk", "event_on": "2025-09-10", "base": 1_000_000}
OKI = {"id": "a", "programme": "santunan_oki", "event_on": "2025-09-10", "decile": 3}
DUE = {"id": "a", "starts_on": "2025-09-02", "days": 7, "unit": "calendar"}


def child(**values):
    return {"children": [{"level": "SD", "grade": 4, "age": 10} | values]}


def without(case, name):
    return {key: value for key, value in case.items() if key != name}


@pytest.mark.parametrize(
    ("case", "path"),
    [
        ([], "case"),
        ("x", "case"),
        (None, "case"),
        (JKM | {"wage": 1}, "wage"),
        (JKM | {"base": 1}, "base"),  # another programme's field, whatever its value
        (JKM | {"died": False}, "died"),
        (OKI | {"months_paid": 3}, "months_paid"),
        (without(JKM, "id"), "id"),
        (JKM | {"id": 7}, "id"),
        (without(JKM, "programme"), "programme"),
        (JKM | {"programme": "jht"}, "programme"),
        (JKM | {"programme": []}, "programme"),
        (without(JKM, "event_on"), "event_on"),
        (without(JKM, "months_paid"), "months_paid"),
        (without(JKK, "base"), "base"),
        (without(OKI, "decile"), "decile"),
        (JKM | {"months_paid": -1}, "months_paid"),
        (JKM | {"months_paid": True}, "months_paid"),
        (JKM | {"months_paid": "24"}, "months_paid"),
        (JKM | {"months_paid": 24.0}, "months_paid"),
        (JKM | {"months_paid": None}, "months_paid"),
        (JKM | {"event_on": "2025-02-30"}, "event_on"),
        (JKM | {"event_on": "20250910"}, "event_on"),
        (JKM | {"event_on": "2025-W37-3"}, "event_on"),
        (JKM | {"event_on": "2025-9-10"}, "event_on"),
        (JKM | {"event_on": "２０２５-09-10"}, "event_on"),
        (JKM | {"claimed_on": "2025-09-09"}, "claimed_on"),
        (JKM | {"segment": "PU"}, "segment"),
        (JKM | {"coverage": {}}, "coverage"),
        (JKM | {"coverage": [{"from": "2025-01-01"}]}, "coverage[0].to"),
        (JKM | {"coverage": [{"from": "2025-01-02", "to": "2025-01-01"}]}, "coverage[0].to"),
        (JKM | {"coverage": [{"from": "2025-01-01", "to": "2025-01-02", "payer": "x"}]},
         "coverage[0].payer"),
        (JKM | {"coverage": None}, "coverage"),
        (JKK | {"base": 0}, "base"),
        (JKK | {"died": True, "total_disability": True}, "total_disability"),
        (JKK | {"died": 1}, "died"),
        (JKK | {"died": True, "anatomical": [5]}, "anatomical"),
        (JKK | {"total_disability": True, "functional": [{"table": 40, "loss": 40}]},
         "functional"),
        (JKK | {"anatomical": [0]}, "anatomical[0]"),
        (JKK | {"anatomical": [100.01]}, "anatomical[0]"),
        (JKK | {"anatomical": ["4.555"]}, "anatomical[0]"),
        (JKK | {"anatomical": [4.555]}, "anatomical[0]"),
        (JKK | {"anatomical": [" 4"]}, "anatomical[0]"),
        (JKK | {"anatomical": ["4."]}, "anatomical[0]"),
        (JKK | {"anatomical": ["٤"]}, "anatomical[0]"),
        (JKK | {"anatomical": [True]}, "anatomical[0]"),
        (JKK | {"anatomical": "5"}, "anatomical"),
        (JKK | {"functional": [{"table": 40}]}, "functional[0].loss"),
        (JKK | {"functional": [{"table": 40, "loss": 40, "arm": 1}]}, "functional[0].arm"),
        (JKK | {"transport": {"land": -1}}, "transport.land"),
        (JKK | {"transport": {"train": 1}}, "transport.train"),
        (JKK | {"transport": 5}, "transport"),
        (JKK | {"medical": -5}, "medical"),
        (JKK | {"glasses": 1.5}, "glasses"),
        (JKK | {"months_unfit": -1}, "months_unfit"),
        (JKK | {"medical": 10**1000}, "medical"),
        (JKM | child(grade=7), "children[0].grade"),
        (JKM | child(grade=0), "children[0].grade"),
        (JKM | child(level="S2"), "children[0].level"),
        (JKM | child(level="sd"), "children[0].level"),
        (JKM | child(age=100), "children[0].age"),
        (JKM | child(married="no"), "children[0].married"),
        (JKM | child(school="x"), "children[0].school"),
        (JKM | {"children": [{"level": "SD", "age": 10}]}, "children[0].grade"),
        (JKM | {"children": [{"level": "SD", "grade": 1}]}, "children[0].age"),
        (JKM | {"children": [{"level": "preschool", "grade": 1, "age": 3}]}, "children[0].grade"),
        (JKM | {"children": [3]}, "children[0]"),
        (OKI | {"decile": 0}, "decile"),
        (OKI | {"decile": 11}, "decile"),
        (OKI | {"decile": True}, "decile"),
        # Children are checked even where no rule uses them, and before 2019 too.
        (OKI | child(grade=7), "children[0].grade"),
        (JKM | {"event_on": "2015-01-01"} | child(grade=7), "children[0].grade"),
    ],
)  # fmt: skip
def test_a_bad_benefit_case_names_its_field(case, path):
    found = benefit(case)
    assert set(found) == {"id", "error"}
    assert found["error"].startswith(f"{path}: ")
    assert found["id"] == (case["id"] if path != "id" and isinstance(case, dict) else None)


@pytest.mark.parametrize(
    ("case", "path"),
    [
        (7, "case"),
        (without(DUE, "unit"), "unit"),
        (DUE | {"unit": "days"}, "unit"),
        (DUE | {"days": 0}, "days"),
        (DUE | {"days": 10**9}, "days"),
        (DUE | {"days": 10**9, "unit": "working", "holidays": []}, "days"),
        (DUE | {"starts_on": "9999-12-30", "days": 1}, "days"),
        (DUE | {"starts_on": "2025-13-01"}, "starts_on"),
        (DUE | {"zone": "Mars/Olympus"}, "zone"),
        (DUE | {"zone": "../etc/passwd"}, "zone"),
        (DUE | {"zone": "Asia"}, "zone"),
        (DUE | {"zone": None}, "zone"),
        (DUE | {"holidays": ["x"]}, "holidays[0]"),
        (DUE | {"pauses": [{"from": "2025-09-05", "to": "2025-09-04"}]}, "pauses[0].to"),
        (DUE | {"pauses": [{"from": "2025-09-05", "until": "2025-09-06"}]}, "pauses[0].until"),
        (DUE | {"regency": "16.02"}, "regency"),
        # Our own calendar ends somewhere: never a guess.
        (DUE | {"starts_on": "2030-01-01", "unit": "working"}, "holidays"),
        (DUE | {"starts_on": "2027-12-30", "unit": "slide"}, "holidays"),
    ],
)
def test_a_bad_deadline_case_names_its_field(case, path):
    found = deadline(case)
    assert set(found) == {"id", "error"} and found["error"].startswith(f"{path}: ")


@pytest.mark.parametrize("case", [JKM, JKM | child()])
def test_a_figure_that_has_ended_is_an_error_of_its_case(case):
    found = cases.benefits(case, lambda day, programme: {})
    assert found["error"].startswith("event_on: no figure ")


def test_what_is_allowed_though_it_looks_odd():
    assert benefit(OKI | {"decile": None})["reasons"] == ["decile_unknown"]
    assert benefit(JKK | {"anatomical": ["4.5", 4.50, 7]})["cash"] == 12_800_000
    assert benefit(JKK)["decision"] == "payable" and benefit(JKK)["lines"] == []
    assert benefit(JKM | {"event_on": "9999-12-31"})["cash"] == 42_000_000
    old = [{"from": "9999-01-01", "to": "9999-12-01"}]
    assert benefit(JKM | {"event_on": "9999-12-31", "coverage": old})["reasons"] == ["grace"]
    late = {"starts_on": "2027-12-30", "unit": "calendar"}
    assert deadline(DUE | late)["due_on"] == "2028-01-06"
    last = deadline(DUE | {"starts_on": "2027-12-29", "days": 2, "unit": "working"})
    assert last["due_on"] == "2027-12-31"


def test_money_is_exact_at_any_size():
    base = 12_345_678_901_234_567_890_123_456_789_012_345_679
    found = benefit(JKK | {"base": base, "died": True})
    assert found["lines"][0]["amount"] == 48 * base
    found = benefit(JKK | {"base": base, "anatomical": ["0.01"]})
    assert found["cash"] == (base * 80 + 5000) // 10_000


def test_half_a_rupiah_is_rounded_up_once_per_line():
    # 4.5% x 80 x 1,001 = 3603.6; 0.05% x 80 x 1,001 + the same = 80.08; 1.5 x 0.5 months.
    assert benefit(JKK | {"base": 1001, "anatomical": ["4.5"]})["cash"] == 3604
    assert benefit(JKK | {"base": 1, "months_unfit": 13})["cash"] == 13  # 12.5


def run(command, text, *words):
    return subprocess.run(
        [sys.executable, "manage.py", command, "-", *words], cwd=ROOT, input=text,
        capture_output=True, timeout=PATIENCE,
    )  # fmt: skip


def test_the_commands_answer_all_they_can_and_say_so_by_their_exit():
    bad = JKM | {"id": "b", "months_paid": -1}
    done = run("calculate_benefits", json.dumps([JKM, bad, JKK]).encode())
    found = json.loads(done.stdout)
    assert done.returncode == 1
    assert [row.get("cash") for row in found] == [42_000_000, None, 0]
    assert found[1] == {"id": "b", "error": "months_paid: must be at least 0"}

    done = run("calculate_benefits", b"[]")
    assert (done.returncode, done.stdout.strip(), done.stderr) == (0, b"[]", b"")
    huge = (
        '[{"id": "h", "programme": "jkm", "event_on": "2025-09-10", "months_paid": 1' + "0" * 5000
    )
    done = run("calculate_benefits", f"{huge}}}, {json.dumps(JKM)}]".encode())
    assert done.returncode == 1 and json.loads(done.stdout)[1]["cash"] == 42_000_000


@pytest.mark.parametrize(
    "text", [b"", b"{}", b"[", b"null", b"[NaN]", b"\xff\xfe\xfa", b"[" * 100_000, b'"x"']
)
def test_what_is_no_json_list_ends_with_two(text):
    done = run("calculate_deadlines", text)
    assert done.returncode == 2
    assert done.stdout == b"" and done.stderr and b"Traceback" not in done.stderr


def test_a_file_that_is_not_there_ends_with_two():
    done = subprocess.run(
        [sys.executable, "manage.py", "calculate_benefits", "/no/such/file"], cwd=ROOT,
        capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (2, b"") and b"/no/such/file" in done.stderr
