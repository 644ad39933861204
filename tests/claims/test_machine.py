"""Every state, every move, every role, against the table of the issue, typed by hand."""

import itertools
import re
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django_fsm import can_proceed, has_transition_perm

from claims import actions
from claims.actions import FourEyes, NotYours, TooLate
from claims.actions.expiring import expire
from claims.models import Batch, Claim, Duty, Payout, edges
from claims.rules.states import PayoutState, State
from regencies.models import Actor, Programme, Role
from tests import build
from tests.build import NOW

HEAD, SECTION, VERIFIER, CHIEF = (
    "village_head", "opd_section_head", "opd_verifier", "opd_head",
)  # fmt: skip
CLOCK = "clock"
# (move, from, to): who. "clock" is Celery.
TABLE = {
    ("report", "draft", "reported"): {HEAD},
    ("submit", "draft", "submitted"): {HEAD},
    ("submit", "reported", "submitted"): {HEAD},
    ("endorse", "submitted", "endorsed"): {"camat"},
    ("send_back", "submitted", "sent_back"): {"camat"},
    ("send_back", "endorsed", "sent_back"): {VERIFIER, SECTION},
    ("send_back", "verified", "sent_back"): {VERIFIER, SECTION},
    ("answer", "sent_back", "submitted"): {HEAD},
    ("answer", "sent_back", "endorsed"): {HEAD},
    ("verify", "endorsed", "verified"): {VERIFIER},
    ("recheck", "verified", "endorsed"): {SECTION, CHIEF},
    ("approve", "verified", "approved"): {SECTION, CHIEF},
    ("reject", "verified", "rejected"): {SECTION, CHIEF},
    ("withdraw", "draft", "withdrawn"): {HEAD},
    ("withdraw", "reported", "withdrawn"): {HEAD},
    ("withdraw", "submitted", "withdrawn"): {HEAD},
    ("withdraw", "endorsed", "withdrawn"): {HEAD},
    ("withdraw", "verified", "withdrawn"): {HEAD},
    ("withdraw", "sent_back", "withdrawn"): {HEAD},
    ("reopen", "rejected", "endorsed"): {CHIEF, "sekda"},
    ("reopen", "awarded", "endorsed"): {CHIEF, "sekda"},
    ("reopen", "settled", "endorsed"): {CHIEF, "sekda"},
    ("expire", "draft", "withdrawn"): {CLOCK},
    ("award", "approved", "awarded"): {CLOCK},
    ("settle", "awarded", "settled"): {CLOCK},
    ("unsettle", "settled", "awarded"): {CLOCK},
}
PAYOUT_TABLE = {
    ("wait", "awarded", "waiting"),
    ("forward", "awarded", "forwarded"), ("forward", "waiting", "forwarded"),
    ("forward", "refused", "forwarded"),
    ("order", "awarded", "ordered"), ("order", "waiting", "ordered"),
    ("order", "failed", "ordered"), ("order", "bounced", "ordered"),
    ("pay", "ordered", "paid"), ("pay", "forwarded", "paid"),
    ("refuse", "forwarded", "refused"),
    ("fail", "ordered", "failed"),
    ("bounce", "paid", "bounced"),
    ("cancel", "awarded", "cancelled"), ("cancel", "waiting", "cancelled"),
    ("cancel", "failed", "cancelled"), ("cancel", "bounced", "cancelled"),
}  # fmt: skip
MOVES = sorted({move for move, _, _ in TABLE})


def test_the_machine_has_exactly_these_edges():
    assert {(move, source, target) for move, source, target, _ in edges(Claim)} == set(TABLE)
    assert {(m, source, target) for m, source, target, _ in edges(Payout)} == PAYOUT_TABLE


def test_every_state_move_and_role(people):
    """11 states x 13 moves x 12 roles and the clock, each asked of the machine itself, of an
    accident: nothing else is reported."""
    actors = {role.value: Actor.at(person, NOW) for role, person in people.items()}
    actors[CLOCK] = Actor(None, NOW)
    wrong, asked = [], 0
    for state, move in itertools.product(State, MOVES):
        claim = Claim(
            state=state, kind="accident", village_id=build.HERE, district_id=build.HERE[:8],
            regency_id=build.HERE[:5], asked_by="camat" if state == "sent_back" else "",
        )  # fmt: skip
        claim.__dict__["_duties"] = {}
        allowed = set().union(*(who for (m, s, _), who in TABLE.items() if (m, s) == (move, state)))
        method = getattr(claim, move)
        if can_proceed(method) != bool(allowed):
            wrong.append((state, move))
        for role, actor in actors.items():
            asked += 1
            if has_transition_perm(method, actor) != (role in allowed):
                wrong.append((state, move, role))
    assert asked == len(State) * len(MOVES) * (len(Role) + 1)
    assert wrong == []


@pytest.mark.parametrize("state", list(State))
def test_every_move_by_the_action_from_every_state(people, state):
    """The mover agrees with the table: the right person moves, too late is TooLate, a wrong
    role NotYours. Each try is rolled back."""
    claim = build.claim_in(state, people, kind="accident", at_work=True)
    # Hand-driven ones only: the clock's verbs leave quietly, and reopening takes an objection.
    for move in [m for m in MOVES if m not in {"award", "settle", "unsettle", "reopen", "expire"}]:
        allowed = set().union(*(who for (m, s, _), who in TABLE.items() if (m, s) == (move, state)))
        if not allowed:
            with pytest.raises(TooLate), transaction.atomic():
                build.do(move, claim, people)
            continue
        with transaction.atomic():
            before = claim.events.count()
            build.do(move, claim, people)
            assert claim.events.count() > before
            transaction.set_rollback(True)
        with pytest.raises(NotYours), transaction.atomic():
            build.do(move, claim, people, by=people[Role.BUPATI])


def test_the_clocks_moves_leave_quietly_when_there_is_nothing_to_do(people):
    claim = build.claim_in("submitted", people)
    assert actions.award(claim.pk, now=NOW) is None
    assert actions.settle(claim.pk, now=NOW) is None
    assert actions.unsettle(claim.pk, now=NOW) is None
    assert expire(claim.pk, now=NOW) is None


def test_an_answer_goes_back_to_whoever_asked(people):
    for asker, back in (("camat", "submitted"), ("office", "endorsed")):
        claim = build.claim_in("submitted" if asker == "camat" else "endorsed", people)
        build.do("send_back", claim, people)
        build.do("answer", claim, people)
        claim.refresh_from_db()
        assert (claim.state, claim.asked_by) == (back, "")


# Four eyes -----------------------------------------------------------------------------------


def test_nobody_may_hold_two_duties(people):
    """One person with every appointment gets no further than the first duty."""
    one = people[Role.VILLAGE_HEAD]
    for role in (Role.CAMAT, Role.OPD_VERIFIER, Role.OPD_HEAD, Role.CASHIER):
        build.appoint(one, role)
    claim = build.claim_in("submitted", people)
    with pytest.raises(FourEyes):
        build.do("endorse", claim, people, by=one)
    build.do("endorse", claim, people)
    with pytest.raises(FourEyes):
        build.do("verify", claim, people, by=one)
    build.do("verify", claim, people)
    with pytest.raises(FourEyes):
        build.do("approve", claim, people, by=one)
    build.do("approve", claim, people)
    build.do("award", claim, people)
    with pytest.raises(FourEyes):
        actions.forward(claim.payouts.get(programme="jkm").pk, by=one, now=NOW, reference="x")


def test_a_section_head_who_sent_back_does_not_approve(people):
    section = people[Role.OPD_SECTION_HEAD]
    claim = build.claim_in("verified", people)
    build.do("send_back", claim, people, by=section)
    build.do("answer", claim, people)
    build.do("verify", claim, people)
    with pytest.raises(FourEyes):
        build.do("approve", claim, people, by=section)


def test_a_stand_ins_duty_counts_for_both_names(people):
    """The head's stand-in approves; neither he nor the head may then pay."""
    head = people[Role.OPD_HEAD]
    stand_in = build.person("plh.kepala")
    build.appoint(stand_in, Role.OPD_HEAD, acting="plh", acts_for=head)
    for someone in (stand_in, head):
        build.appoint(someone, Role.CASHIER)
    claim = build.claim_in("verified", people)
    event = build.do("approve", claim, people, by=stand_in)
    assert (event.by, event.acts_for, event.title) == (stand_in, head, "plh opd_head")
    build.do("award", claim, people)
    payout = claim.payouts.get(programme="jkm")
    for someone in (stand_in, head):
        with pytest.raises(FourEyes):
            actions.forward(payout.pk, by=someone, now=NOW, reference="x")
    actions.forward(payout.pk, by=people[Role.CASHIER], now=NOW, reference="x")


def test_sql_refuses_a_second_duty_too(people):
    claim = build.claim_in("submitted", people)
    head = people[Role.VILLAGE_HEAD]
    with pytest.raises(IntegrityError, match="duty_four_people"), transaction.atomic():
        Duty.objects.create(claim=claim, person=head, duty="approve")


def test_cancelling_takes_two_people_and_a_request(people):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.get(programme="santunan_oki")
    with pytest.raises(TooLate):
        actions.cancel(payout.pk, by=people[Role.OPD_HEAD], now=NOW, note="ganda")
    actions.ask_cancel(payout.pk, by=people[Role.CASHIER], now=NOW, note="ganda")
    with pytest.raises(NotYours):
        actions.cancel(payout.pk, by=people[Role.CASHIER], now=NOW, note="ganda")
    actions.cancel(payout.pk, by=people[Role.OPD_HEAD], now=NOW, note="ganda")
    payout.refresh_from_db()
    assert payout.state == PayoutState.CANCELLED


# The database holds the machine too ----------------------------------------------------------


@pytest.mark.parametrize("model", [Claim, Payout])
def test_sql_refuses_every_jump_that_the_machine_does_not_know(people, model):
    """Each of the state pairs by plain SQL: the trigger's list and the machine agree."""
    claim = build.claim_in("awarded", people)
    row = claim if model is Claim else claim.payouts.get(programme="jkm")
    states = State if model is Claim else PayoutState
    if model is Payout:
        approved_order(row, people)
    known = {(source, target) for _, source, target, _ in edges(model)}
    table, found = model._meta.db_table, set()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for source, target in itertools.permutations([s.value for s in states], 2):
            try:
                with transaction.atomic():
                    cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
                    for name in ("claim_sent_back_by_somebody", "payout_cancelled_by_two",
                                 "payout_paid_says_how_much", "claim_reported_is_an_accident",
                                 "claim_reported_and_not_yet_claimed"):  # fmt: skip
                        cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
                    cursor.execute(f"UPDATE {table} SET state=%s WHERE id=%s", [source, row.pk])
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
                    cursor.execute(f"UPDATE {table} SET state=%s WHERE id=%s", [target, row.pk])
                    found.add((source, target))
                    raise RollBack
            except (RollBack, IntegrityError):
                pass
    assert found == known


def approved_order(payout, people):
    """Two people stand behind it, so that the edge alone is asked about."""
    batch = Batch.objects.create(
        regency_id="16.02", programme_id=payout.programme_id, code="1602-26-B0001", purpose="x",
        prepared_by=people[Role.CASHIER], prepared_at=NOW, key=uuid4(),
        approved_by=people[SECTION], approved_at=NOW, budget_year=2026,
    )  # fmt: skip
    batch.lines.create(payout=payout, position=1, reference="x", amount=payout.amount)


class RollBack(Exception):
    pass


def test_a_state_is_not_assigned_and_not_unknown(people):
    claim = build.claim_in("submitted", people)
    with pytest.raises(AttributeError):
        claim.state = State.APPROVED
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED
    with pytest.raises(IntegrityError), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(state="paid")


def test_no_code_writes_a_state_past_the_machine():
    root = Path(__file__).resolve().parents[2]
    written = re.compile(r"\.state\s*=[^=]|update\([^)]*\bstate\s*=")
    found = [
        f"{path.relative_to(root)}:{number}"
        for folder in ("claims", "regencies", "config")
        for path in (root / folder).rglob("*.py")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if written.search(line)
    ]
    assert found == []


def test_history_and_awards_can_not_be_edited(people):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.first()
    with connection.cursor() as cursor:
        for statement in (
            "UPDATE claims_event SET note = 'x'",
            "DELETE FROM claims_event",
            f"UPDATE claims_payout SET amount = 1 WHERE id = {payout.pk}",
            f"UPDATE claims_payout SET outcome = '{{}}' WHERE id = {payout.pk}",
            f"DELETE FROM claims_payout WHERE id = {payout.pk}",
        ):
            with pytest.raises(IntegrityError), transaction.atomic():
                cursor.execute(statement)


def test_one_payout_per_claim_programme_payee_and_cycle(people):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.get(programme="jkm")
    payout.pk = None
    with pytest.raises(IntegrityError, match="payout_once"), transaction.atomic():
        payout.save(force_insert=True)


def test_a_programme_of_oki_is_not_offered_in_muba(people):
    muba = build.everybody(build.MUBA, ".muba")
    claim = build.draft(muba, village=build.MUBA)
    assert [row.programme_id for row in claim.programmes.all()] == ["jkm"]
    assert Programme.objects.get(code="santunan_oki").regency_id == "16.02"
