"""S14: who enters, verifies, decides and pays are four people, whatever seats one of them holds."""

from itertools import combinations, permutations

import pytest
from django.db import IntegrityError, connection, transaction

from claims import actions
from claims.actions import FourEyes, batches
from claims.models import Claim, Duty
from claims.rules.states import Duty as DutyName
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.faults.counts import say
from tests.trail import behind_the_triggers

# Each act with its duty, in the order of a claim's life.
ACTS = (
    ("submit", DutyName.ENTER), ("endorse", DutyName.VERIFY), ("verify", DutyName.VERIFY),
    ("approve", DutyName.APPROVE), ("reject", DutyName.APPROVE), ("cancel", DutyName.APPROVE),
    ("wait", DutyName.PAY), ("prepare", DutyName.PAY), ("forward", DutyName.PAY),
    ("pay", DutyName.PAY),
)  # fmt: skip
PAIRS = [
    (first, second)
    for (first, one), (second, other) in combinations(ACTS, 2)
    if one != other and first not in {"reject", "cancel", "wait", "prepare", "forward", "pay"}
]
WAY = ("submit", "endorse", "verify", "approve", "award")


def everything(people) -> object:
    """One person with every seat at this place."""
    someone = build.person("semua.jabatan")
    for role in people:
        build.appoint(someone, role)
    return someone


def act(verb: str, claim: Claim, people, by=None):
    """One act, by the person whose it is or by somebody else."""
    claim.refresh_from_db()
    if verb in {"submit", "endorse", "verify", "approve", "reject", "award"}:
        return build.do(verb, claim, people, by=by)
    who = {"by": by or people[Role.CASHIER], "now": NOW}
    ours, branchs = (claim.payouts.get(estimate=branch) for branch in (False, True))
    match verb:
        case "wait":
            return actions.wait(ours.pk, note="DPA belum sah.", **who)
        case "prepare":
            people = {**people, Role.CASHIER: by or people[Role.CASHIER]}
            return build.order(ours, people=people)
        case "forward":
            return actions.forward(branchs.pk, reference="TT-1", **who)
        case "pay":
            actions.forward(branchs.pk, reference="TT-1", by=people[Role.CASHIER], now=NOW)
            return actions.pay(branchs.pk, paid_on=NOW.date(), amount=branchs.amount, **who)
    actions.ask_cancel(ours.pk, note="Ganda.", by=people[Role.CASHIER], now=NOW)
    return actions.cancel(ours.pk, note="Ganda.", **{**who, "by": by or people[Role.OPD_HEAD]})


def second_act(first: str, second: str, people, by, forgetful: bool = False) -> bool:
    """Whether one person did both. forgetful: the record of the first act is lost."""
    claim = build.draft(people)
    for verb in WAY[: WAY.index("verify") + 1] if second == "reject" else WAY:
        if verb == second:
            break
        act(verb, claim, people, by if verb == first else None)
    if forgetful:
        with behind_the_triggers():
            Duty.objects.filter(claim=claim, person=by).delete()
    try:
        with transaction.atomic():
            act(second, claim, people, by)
    except (FourEyes, actions.Incomplete, IntegrityError):
        # A batch names the claims that stand in its way.
        return False
    return True


def test_no_person_does_two_of_them(people):
    by = everything(people)
    done = [pair for pair in PAIRS if second_act(*pair, people, by)]
    # Positive control: the same acts, where nobody remembers the first.
    caught = [pair for pair in PAIRS if second_act(*pair, people, by, forgetful=True)]
    say("S14 pairs by one person", len(PAIRS), len(PAIRS), succeeded=len(done),
        control=f"{len(caught)} without the record")  # fmt: skip
    assert done == [] and len(caught) == len(PAIRS)


def test_not_by_standing_in_for_somebody_either(people):
    """Whoever acts for an official is bound by what that official did, and the other way round."""
    claim = build.claim_in(State.SUBMITTED, people)
    stand_in = build.person("plh.camat")
    build.appoint(stand_in, Role.CAMAT, acting="plh", acts_for=people[Role.VILLAGE_HEAD])
    with pytest.raises(FourEyes):
        build.do("endorse", claim, people, by=stand_in)


def test_not_by_sql(people):
    claim, who = build.claim_in(State.SUBMITTED, people), people[Role.SEKDA]
    tries, done = list(permutations(list(DutyName), 2)), 0
    insert = "INSERT INTO claims_duty (claim_id, person_id, duty) VALUES (%s, %s, %s)"
    for first, second in tries:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(insert, [claim.pk, who.pk, first.value])
            try:
                with transaction.atomic():
                    cursor.execute(insert, [claim.pk, who.pk, second.value])
                done += 1
            except IntegrityError:
                pass
            transaction.set_rollback(True)
    with transaction.atomic(), connection.cursor() as cursor:
        # Positive control: two people may.
        cursor.execute(insert, [claim.pk, who.pk, "verify"])
        cursor.execute(insert, [claim.pk, people[Role.BUPATI].pk, "approve"])
        control = cursor.rowcount
        transaction.set_rollback(True)
    say("S14 pairs by SQL", len(tries), len(tries), succeeded=done, control=control)
    assert done == 0 and control == 1


def test_who_decided_does_not_pay_by_a_batch(people):
    """The batch's side: whoever prepared it does not approve it."""
    claim = build.claim_in(State.AWARDED, people)
    by = everything(people)
    made = build.prepare(
        claim.payouts.get(estimate=False), people={**people, Role.CASHIER: by}
    )  # fmt: skip
    with pytest.raises(actions.Refusal):
        batches.approve_batch(made.pk, by=by, now=NOW)
