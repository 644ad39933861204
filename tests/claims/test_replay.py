"""replay_awards: every award again, from what it froze and from nothing else."""

import json
import time
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from claims.management.commands.replay_awards import judged
from claims.models import Payout
from claims.rules import benefits, freezing
from claims.rules.benefits import Case, Pupil
from claims.rules.coverage import Period
from regencies import tables
from regencies.models import Figure
from tests import build

pytestmark = pytest.mark.django_db
CHILD = {"name": "Siti", "born_on": date(2015, 5, 1), "level": "sd", "grade": 4}


def replay() -> tuple[int, dict]:
    out = StringIO()
    try:
        call_command("replay_awards", json=True, stdout=out)
    except SystemExit as stop:
        return stop.code, json.loads(out.getvalue())
    return 0, json.loads(out.getvalue())


def tampered(sql: str, *values) -> None:
    """What somebody with the database's own password might do."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_payout DISABLE TRIGGER USER")
        cursor.execute(sql, values)
        assert cursor.rowcount == 1
        cursor.execute("ALTER TABLE claims_payout ENABLE TRIGGER USER")


@pytest.fixture
def award(people):
    """JKM of two years, and the santunan of OKI."""
    claim = build.claim_in("awarded", people, children=[CHILD])
    return claim.payouts.get(programme="jkm")


def test_no_award_is_no_fault():
    assert replay() == (0, {"replayed": 0, "differ": 0, "not_replayable": 0, "faults": []})


def test_what_was_awarded_comes_out_again(award):
    assert replay() == (0, {"replayed": 2, "differ": 0, "not_replayable": 0, "faults": []})
    out = StringIO()
    call_command("replay_awards", stdout=out)
    assert out.getvalue() == "2 replayed, 0 differ, 0 not replayable.\n"


def test_a_figure_changed_after_the_award_changes_nothing(award):
    Figure.objects.filter(key="santunan_berkala_monthly").update(value=900_000)
    Figure.objects.filter(key="oki_santunan_amount").delete()
    assert replay()[0] == 0


@pytest.mark.parametrize(
    ("column", "path", "value", "what"),
    [
        ("outcome", "{lines,0,amount}", "1",
         "outcome.lines[0].amount: 1, replayed 20000000"),
        ("outcome", "{cash}", "42000001", "outcome.cash: 42000001, replayed 42000000"),
        ("outcome", "{decision}", '"review"',
         'outcome.decision: "review", replayed "payable"'),
        ("outcome", "{lines,1,formula}", '"24 x 1"',
         'outcome.lines[1].formula: "24 x 1", replayed "24 bulan x Rp500.000"'),
        ("outcome", "{lines}", "[]", "outcome.lines: 0 entries, replayed 3"),
        ("outcome", "{bonus}", "1", "outcome.bonus: only in the award"),
        ("inputs", "{months_paid}", "2", "outcome.cash: 42000000, replayed 10000000"),
        ("inputs", "{months_paid}", "25", "digest: "),
        ("inputs", "{event_on}", '"gestern"', "inputs or figures can't be read (ValueError)"),
        ("inputs", "{shoe_size}", "43", "inputs or figures can't be read (TypeError)"),
        ("inputs", "{programme}", '"jht"', "inputs or figures can't be read (KeyError)"),
        ("figures", "{biaya_pemakaman,value}", '"12000000"',
         "outcome.cash: 42000000, replayed 44000000"),
        ("figures", "{biaya_pemakaman,source}", '"hearsay"', "digest: "),
        ("figures", "{biaya_pemakaman,value}", "null", "inputs or figures can't be read"),
    ],
)  # fmt: skip
def test_a_byte_that_was_changed_is_found(award, column, path, value, what):
    tampered(
        f"UPDATE claims_payout SET {column} = jsonb_set({column}, %s, %s) WHERE id = %s",
        path, value, award.pk,
    )  # fmt: skip
    code, said = replay()
    assert code == 1 and said["differ"] == 1 and said["replayed"] == 2
    [fault] = said["faults"]
    assert fault["what"].startswith(what)
    assert fault["payout"] == f"{award.claim.code}/jkm/1"
    for private in (build.NIK, build.ACCOUNT, award.payee_name, "hearsay", "gestern"):
        assert private not in json.dumps(said)


def test_a_figure_taken_away_is_found(award):
    tampered("UPDATE claims_payout SET figures = figures - 'biaya_pemakaman' WHERE id = %s",
             award.pk)  # fmt: skip
    assert replay()[1]["faults"][0]["what"] == "figures.biaya_pemakaman: missing"


def test_an_amount_that_is_not_its_lines_is_found(award):
    tampered("UPDATE claims_payout SET amount = amount + 1 WHERE id = %s", award.pk)
    assert replay()[1]["faults"][0]["what"] == "amount: 42000001, replayed 42000000"


def test_facts_and_result_changed_so_that_they_agree_break_the_seal(award):
    """Half the benefit for a family, with facts that would justify it."""
    case = replace(freezing.thawed_case(award.inputs), months_paid=1)
    outcome = benefits.work_out(case, freezing.thawed_figures(award.figures))
    tampered(
        "UPDATE claims_payout SET inputs = %s, outcome = %s, amount = %s WHERE id = %s",
        json.dumps(freezing.frozen_case(case)), json.dumps(freezing.frozen_outcome(outcome)),
        outcome.cash, award.pk,
    )  # fmt: skip
    code, said = replay()
    assert code == 1 and said["faults"][0]["what"].startswith("digest: ")


def test_rules_that_nobody_has_are_said_to_be_so(award):
    tampered("UPDATE claims_payout SET rules_version = '1999.1' WHERE id = %s", award.pk)
    code, said = replay()
    assert (code, said["replayed"], said["differ"], said["not_replayable"]) == (1, 1, 0, 1)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("replay_awards", stdout=out)
    assert "rules 1999.1 are not in this version" in out.getvalue()
    assert "1 replayed, 0 differ, 1 not replayable." in out.getvalue()


def test_the_seal_is_frozen_too(award):
    with pytest.raises(Exception, match="frozen"):
        Payout.objects.filter(pk=award.pk).update(digest="0" * 64)


DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
PERCENTS = st.decimals(Decimal("0.01"), 100, places=2)
CASES = st.builds(
    Case,
    programme=st.sampled_from(["jkm", "jkk", "santunan_oki"]),
    event_on=DAYS, claimed_on=DAYS, segment=st.sampled_from(["bpu", "pu"]),
    months_paid=st.integers(0, 600), base=st.integers(1, 10**9),
    coverage=st.none() | st.lists(st.builds(Period, DAYS, DAYS), max_size=3).map(tuple),
    died=st.booleans(), anatomical=st.lists(PERCENTS, max_size=3).map(tuple),
    functional=st.lists(st.tuples(PERCENTS, PERCENTS), max_size=2).map(tuple),
    months_unfit=st.integers(0, 40), medical=st.integers(0, 10**9),
    decile=st.none() | st.integers(1, 10),
    children=st.lists(
        st.builds(Pupil, st.sampled_from(["preschool", "sd", "pt"]), st.integers(0, 30),
                  st.integers(1, 5), st.booleans(), st.booleans()), max_size=3).map(tuple),
)  # fmt: skip


@given(CASES)
def test_a_case_thaws_as_it_was_frozen(case):
    frozen = json.loads(json.dumps(freezing.frozen_case(case)))
    thawed = freezing.thawed_case(frozen)
    assert thawed == case
    figures = tables.figures_in_force(case.event_on, "16.02")
    assert benefits.work_out(thawed, figures) == benefits.work_out(case, figures)


def test_judging_an_award_costs_no_more_than_a_few_times_its_sum_and_digest(award):
    """Some two thousand of them take half a second."""
    frozen = award.inputs, award.figures, award.outcome, award.amount, award.rules_version

    def bare():
        freezing.worked_out_again(award.inputs, award.figures)
        freezing.digest(*frozen)

    spent = []
    for act in (bare, lambda: judged(*frozen, award.digest)[0]):
        began = time.process_time()
        assert not any(act() for _ in range(2000))
        spent.append(time.process_time() - began)
    assert spent[1] < 8 * spent[0], spent
