"""One claim through all its states by the actions alone: what is left behind at each step."""

from datetime import UTC, date, datetime

from claims import actions, sweeps
from claims.models import Claim, Deadline, Notice
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.build import DAY, NOW


def test_from_draft_to_settled(people):
    claim = build.draft(people)
    assert set(claim.programmes.values_list("programme_id", flat=True)) == {"jkm", "santunan_oki"}

    build.do("submit", claim, people)
    camat = Deadline.objects.get(claim=claim)
    assert (camat.stage, camat.due_on) == ("camat", date(2026, 3, 5))

    build.do("endorse", claim, people, now=NOW + DAY)
    office = Deadline.objects.open().get(claim=claim)
    assert (office.stage, office.due_on) == ("office", date(2026, 3, 10))

    build.do("verify", claim, people, now=NOW + 2 * DAY)
    build.do("approve", claim, people, now=NOW + 3 * DAY)
    assert not Deadline.objects.open().filter(claim=claim).exists()

    sweeps.run(NOW + 3 * DAY, lambda: NOW)
    claim.refresh_from_db()
    assert claim.state == State.AWARDED
    jkm, oki = claim.payouts.order_by("programme_id")
    assert (jkm.amount, jkm.estimate) == (42_000_000, True)
    assert (oki.amount, oki.estimate) == (1_000_000, False)
    assert [line["code"] for line in jkm.outcome["lines"]] == [
        "santunan_sekaligus", "santunan_berkala", "biaya_pemakaman",
    ]  # fmt: skip
    payment = Deadline.objects.open().get(payout=oki)
    assert (payment.stage, payment.due_on) == ("payment", date(2026, 3, 12))

    for payout in (jkm, oki):
        build.pay(payout, people, now=NOW + 4 * DAY)
    sweeps.run(NOW + 4 * DAY, lambda: NOW)
    claim.refresh_from_db()
    assert claim.state == State.SETTLED
    assert not Deadline.objects.open().filter(claim=claim).exists()
    assert [event.move for event in claim.events.exclude(to_state="")] == [
        "start", "submit", "endorse", "verify", "approve", "award",
        "forward", "pay", "order", "pay", "settle",
    ]  # fmt: skip


def test_each_move_tells_those_it_concerns(people):
    claim = build.claim_in("submitted", people)
    told = Notice.objects.filter(claim=claim, kind="submit", channel="inbox")
    assert {n.person for n in told} == {people[Role.CAMAT], people[Role.DISTRICT_OFFICER]}

    build.do("send_back", claim, people)
    told = Notice.objects.filter(claim=claim, kind="send_back", channel="inbox")
    assert {n.person for n in told} == {people[Role.VILLAGE_HEAD], people[Role.VILLAGE_OPERATOR]}


def test_the_same_click_twice_is_one_move(people):
    from uuid import uuid4

    claim, key = build.draft(people), uuid4()
    first = build.do("submit", claim, people, key=key)
    again = build.do("submit", claim, people, key=key)
    assert first == again
    assert claim.events.filter(move="submit").count() == 1


def test_the_same_start_twice_is_one_draft(people):
    from uuid import uuid4

    from regencies.models import Village

    village, key = Village.objects.get(code=build.HERE), uuid4()
    by = people[Role.VILLAGE_OPERATOR]
    one, two = (
        actions.start(kind="death", village=village, key=key, by=by, now=NOW) for _ in range(2)
    )
    assert one == two and Claim.objects.count() == 1


def test_the_year_of_a_code_is_the_regencys_own(people):
    """Half past six in the morning of New Year's Day in Jakarta is still last year in UTC."""
    first = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)
    assert build.draft(people, now=first, event_on=date(2026, 12, 30)).code.startswith("1602-27-")


def test_money_that_comes_back_opens_a_settled_claim_until_it_arrives(people):
    claim = build.claim_in("settled", people)
    oki = claim.payouts.get(programme="santunan_oki")
    actions.bounce(oki.pk, by=people[Role.CASHIER], now=NOW, note="Rekening ditutup.")
    claim.refresh_from_db()
    assert claim.state == State.AWARDED and actions.settle(claim.pk, now=NOW) is None
    build.order(oki, people=people)
    actions.pay(oki.pk, by=people[Role.CASHIER], now=NOW, paid_on=NOW.date(), amount=oki.amount)
    actions.settle(claim.pk, now=NOW)
    claim.refresh_from_db()
    assert claim.state == State.SETTLED
