"""A file at the BPJS branch: its own clock, what its delay is worth, its answer, and back again."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims import actions, sweeps
from claims.actions import FourEyes, Incomplete, NotYours, TooLate, reschedule
from claims.models import Breach, Claim, Deadline, Event, Notice
from claims.rules.states import PayoutState, Stage, State
from regencies.models import DeadlineRule, Figure, Holiday, Role
from tests import build
from tests.build import NOW
from tests.claims.pages import form, recent, same_404

DAY = build.DAY
JKM, OKI = 0, 1


def payouts(claim):
    return list(claim.payouts.order_by("id"))


def forward(payout, people, *, now=NOW, **said):
    return actions.forward(
        payout.pk, by=people[Role.CASHIER], now=now, **({"reference": "TT-1"} | said)
    )


def refuse(payout, people, *, now=NOW, note="Buku nikah tidak ada."):
    return actions.refuse(payout.pk, by=people[Role.CASHIER], now=now, note=note)


def clock_of(payout):
    return Deadline.objects.get(payout=payout, stopped_at=None)


def swept(now):
    return sweeps.run(now, timezone.now)


@pytest.fixture
def awarded(people):
    return build.claim_in("awarded", people)


# Both programmes --------------------------------------------------------------------------------


def test_jkm_and_the_santunan_of_oki_are_43_million_from_two_payers_on_two_clocks(
    client, people, awarded
):
    jkm, oki = payouts(awarded)
    assert [(p.programme_id, p.amount, p.estimate) for p in (jkm, oki)] == [
        ("jkm", 42_000_000, True), ("santunan_oki", 1_000_000, False),
    ]  # fmt: skip
    forward(jkm, people)
    # Received on Monday 2 March: three working days. Approved the same day: seven calendar days.
    assert (clock_of(jkm).stage, clock_of(jkm).due_on) == (Stage.BRANCH, date(2026, 3, 5))
    assert (clock_of(oki).stage, clock_of(oki).due_on) == (Stage.PAYMENT, date(2026, 3, 9))

    client.force_login(people[Role.VILLAGE_HEAD])
    for number in (1, 2):
        page = client.get(f"/village/{awarded.code}/{number}/sheet/")
        told = page.content.decode()
        found = page.context["payers"]
        assert found.total == 43_000_000
        assert [row.payer for row in found.rows] == [
            "BPJS Ketenagakerjaan", "Kabupaten Ogan Komering Ilir",
        ]  # fmt: skip
        for words in ("Rp42.000.000", "Rp1.000.000", "Rp43.000.000", "5 Maret 2026"):
            assert words in told

    actions.pay(jkm.pk, by=people[Role.CASHIER], now=NOW, paid_on=NOW.date(), amount=42_000_000)
    assert clock_of(oki).stopped_at is None


# Its clock --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "days", "due"), [("jkm", 3, "2026-03-05"), ("jkk", 7, "2026-03-11")]
)
def test_the_branch_has_three_working_days_for_jkm_and_seven_for_jkk(people, kind, days, due):
    story = {} if kind == "jkm" else {"kind": "accident", "at_work": True}
    claim = build.claim_in("awarded", people, **story)
    payout = next(p for p in payouts(claim) if p.programme_id == kind)
    forward(payout, people)
    clock = clock_of(payout)
    assert (clock.terms["days"], clock.terms["unit"], str(clock.due_on)) == (days, "working", due)


def test_the_days_run_from_the_receipt_and_leave_days_off_out(people, awarded):
    jkm = payouts(awarded)[JKM]
    Holiday.objects.create(day=date(2026, 3, 4), name="Libur", kind="public", source="uji")
    forward(jkm, people, now=NOW + 4 * DAY, received_on=date(2026, 3, 3))
    clock = clock_of(jkm)
    assert clock.due_on == date(2026, 3, 9)
    assert clock.trace["counted"] == ["2026-03-05", "2026-03-06", "2026-03-09"]


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 3, 3)])
def test_the_receipt_is_of_a_day_after_the_award_and_not_to_come(people, awarded, day):
    with pytest.raises(Incomplete) as refusal:
        forward(payouts(awarded)[JKM], people, received_on=day)
    assert set(refusal.value.faults) == {"received_on"}


def test_its_delay_is_nobodys_breach_and_the_cashier_is_asked_to_ask(people, awarded):
    jkm, oki = payouts(awarded)
    build.pay(oki, people)
    forward(jkm, people)
    swept(NOW + 20 * DAY)
    assert not Breach.objects.filter(claim=awarded, stage=Stage.BRANCH).exists()
    rungs = list(Event.objects.filter(payout=jkm).exclude(rung="").values_list("rung", flat=True))
    assert rungs == ["overdue", "overdue_7", "overdue_14"]
    told = Notice.objects.filter(event__rung="overdue", channel="inbox")
    assert {row.person_id for row in told} == {
        people[Role.CASHIER].pk, people[Role.OPD_SECTION_HEAD].pk,
    }  # fmt: skip
    assert not Notice.objects.filter(event__payout=jkm, person=people[Role.SEKDA]).exists()
    # Once more changes nothing.
    swept(NOW + 20 * DAY)
    assert Event.objects.filter(payout=jkm).exclude(rung="").count() == 3


def test_without_a_limit_on_record_there_is_no_clock_and_the_file_goes_all_the_same(
    people, awarded
):
    DeadlineRule.objects.filter(stage="branch").delete()
    jkm = payouts(awarded)[JKM]
    forward(jkm, people)
    jkm.refresh_from_db()
    assert jkm.state == PayoutState.FORWARDED
    assert not jkm.deadlines.exists()
    assert swept(NOW)["branch_clocks"] == 0


def test_without_the_days_off_the_clock_comes_later_dated_back(people, awarded):
    known = list(Holiday.objects.filter(day__year=2026))
    Holiday.objects.filter(day__year=2026).delete()
    jkm = payouts(awarded)[JKM]
    forward(jkm, people)
    assert not jkm.deadlines.exists()
    gap = Notice.objects.filter(kind="calendar_gap", about="2026")
    assert {row.person_id for row in gap} == {people[Role.ADMINISTRATOR].pk}
    Holiday.objects.bulk_create(known)
    assert swept(NOW + DAY)["branch_clocks"] == 1
    assert clock_of(jkm).due_on == date(2026, 3, 5)
    assert swept(NOW + DAY)["branch_clocks"] == 0


def test_a_day_off_that_nobody_knew_of_moves_its_last_day_when_somebody_says_so(people, awarded):
    jkm = payouts(awarded)[JKM]
    forward(jkm, people)
    swept(NOW + 4 * DAY)
    Holiday.objects.create(day=date(2026, 3, 4), name="Libur", kind="public", source="uji")
    found = reschedule.preview(["16.02"], now=NOW + 4 * DAY)
    reschedule.apply(
        found.seen, by=people[Role.ADMINISTRATOR], now=NOW + 4 * DAY, reason="SKB 9/2026"
    )
    assert clock_of(jkm).due_on == date(2026, 3, 6)
    swept(NOW + 6 * DAY)
    rungs = Event.objects.filter(payout=jkm, move="overdue").order_by("at")
    assert [(row.rung, row.at.astimezone(build.JAKARTA).date()) for row in rungs] == [
        ("overdue", date(2026, 3, 6)), ("overdue", date(2026, 3, 7)),
    ]  # fmt: skip
    assert not Breach.objects.filter(claim=awarded, stage=Stage.BRANCH).exists()


# What its delay is worth ------------------------------------------------------------------------


def test_each_day_of_delay_is_one_percent_shown_and_never_paid_by_us(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    now = timezone.now()
    forward(jkm, people, now=now)
    due = timezone.localdate(now) - timedelta(days=4)
    Deadline.objects.filter(payout=jkm).update(due_on=due)
    client.force_login(people[Role.CASHIER])
    page = client.get(f"/money/{claim.code}/1/")
    told = page.context["branch"]
    assert (told.days_late, told.owed) == (4, 1_680_000)
    assert "Rp1.680.000" in page.content.decode()
    jkm.refresh_from_db()
    assert jkm.amount == 42_000_000


def test_the_delay_ends_with_the_day_of_the_money_and_counts_what_came(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    now = timezone.now()
    forward(jkm, people, now=now)
    actions.pay(
        jkm.pk, by=people[Role.CASHIER], now=now, paid_on=timezone.localdate(now),
        amount=40_000_000,
    )  # fmt: skip
    Deadline.objects.filter(payout=jkm).update(due_on=timezone.localdate(now) - timedelta(days=2))
    client.force_login(people[Role.CASHIER])
    told = client.get(f"/money/{claim.code}/1/").context["branch"]
    assert (told.running, told.days_late, told.owed) == (False, 2, 800_000)


def test_the_share_is_a_dated_figure(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    now = timezone.now()
    forward(jkm, people, now=now)
    due = timezone.localdate(now) - timedelta(days=1)
    Deadline.objects.filter(payout=jkm).update(due_on=due)
    Figure.objects.create(
        key="branch_delay_percent", from_on=due, value=2, unit="percent", source="uji",
        confidence="H",
    )  # fmt: skip
    client.force_login(people[Role.CASHIER])
    assert client.get(f"/money/{claim.code}/1/").context["branch"].owed == 840_000


# Refused, completed, sent again -----------------------------------------------------------------


def test_a_refused_file_comes_back_with_its_reason(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    now = timezone.now()
    forward(jkm, people, now=now)
    event = refuse(jkm, people, now=now)
    assert {n.person_id for n in event.notices.filter(channel="inbox")} >= {
        people[Role.VILLAGE_HEAD].pk, people[Role.OPD_HEAD].pk,
    }  # fmt: skip
    client.force_login(people[Role.VILLAGE_HEAD])
    page = client.get(f"/village/{claim.code}/").content.decode()
    assert "Buku nikah tidak ada." in page
    assert f"/village/{claim.code}/complete/" in page
    client.force_login(people[Role.CASHIER])
    tabs = {tab["name"]: tab["n"] for tab in client.get("/money/").context["tabs"]}
    assert (tabs["refused"], tabs["ended"]) == (1, 0)


def test_the_village_adds_what_is_missing_and_the_cashier_hears_of_it(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    forward(jkm, people, now=timezone.now())
    refuse(jkm, people, now=timezone.now())
    before = claim.documents.count()
    client.force_login(people[Role.VILLAGE_HEAD])
    address = f"/village/{claim.code}/complete/"
    assert client.get(address).status_code == 200
    said = form(claim, paper="pendukung", note="Buku nikah")
    for _ in range(2):  # the same click twice
        photo = SimpleUploadedFile("nikah.jpg", build.jpeg(), "image/jpeg")
        assert client.post(address, said | {"file": photo}).status_code == 302
    assert claim.documents.count() == before + 1
    event = claim.events.get(move="complete")
    assert {n.person_id for n in event.notices.filter(channel="inbox")} == {
        people[Role.CASHIER].pk
    }  # fmt: skip


def test_what_is_no_photo_is_refused_and_what_was_typed_stays(client, people):
    claim = recent("awarded", people)
    jkm = payouts(claim)[JKM]
    forward(jkm, people, now=timezone.now())
    refuse(jkm, people, now=timezone.now())
    client.force_login(people[Role.VILLAGE_HEAD])
    file = SimpleUploadedFile("nikah.jpg", b"not a photo", "image/jpeg")
    said = form(claim, paper="pendukung", note="Buku nikah", file=file)
    page = client.post(f"/village/{claim.code}/complete/", said)
    assert page.status_code == 422
    assert "Buku nikah" in page.content.decode()
    assert not claim.events.filter(move="complete").exists()


def test_only_the_village_completes_and_only_after_a_refusal(client, people):
    claim = recent("awarded", people)
    address = f"/village/{claim.code}/complete/"
    client.force_login(people[Role.VILLAGE_HEAD])
    assert client.get(address).status_code == 409
    client.force_login(people[Role.CASHIER])
    assert client.get(address).status_code == 403
    with pytest.raises(NotYours):
        actions.allow_complete(claim, by=people[Role.CASHIER], now=timezone.now())
    muba = build.everybody(build.MUBA, "2")
    client.force_login(muba[Role.VILLAGE_HEAD])
    assert same_404(client, "/village/{code}/complete/", claim.code)


def test_it_goes_to_the_branch_again_with_days_of_its_own(people, awarded):
    jkm = payouts(awarded)[JKM]
    forward(jkm, people)
    refuse(jkm, people, now=NOW + DAY)
    forward(jkm, people, now=NOW + 7 * DAY, reference="TT-2")
    jkm.refresh_from_db()
    assert (jkm.state, jkm.reference) == (PayoutState.FORWARDED, "TT-2")
    first, second = jkm.deadlines.order_by("id")
    assert first.stopped_at is not None
    assert (second.stopped_at, second.due_on) == (None, date(2026, 3, 12))
    events = jkm.events.filter(move="forward").order_by("id")
    assert [event.data["reference"] for event in events] == ["TT-1", "TT-2"]


def test_a_settled_claim_is_settled_no_longer_and_again_when_the_money_is_there(people, awarded):
    jkm, oki = payouts(awarded)
    build.pay(oki, people)
    forward(jkm, people)
    refuse(jkm, people)
    swept(NOW)
    assert Claim.objects.get(pk=awarded.pk).state == State.SETTLED
    forward(jkm, people, now=NOW + DAY, reference="TT-2")
    assert Claim.objects.get(pk=awarded.pk).state == State.AWARDED
    swept(NOW + DAY)
    assert Claim.objects.get(pk=awarded.pk).state == State.AWARDED
    actions.pay(
        jkm.pk, by=people[Role.CASHIER], now=NOW + 2 * DAY, paid_on=date(2026, 3, 4),
        amount=42_000_000,
    )  # fmt: skip
    swept(NOW + 2 * DAY)
    assert Claim.objects.get(pk=awarded.pk).state == State.SETTLED


def test_what_the_regency_decides_never_goes_to_the_branch(people, awarded):
    with pytest.raises(TooLate):
        forward(payouts(awarded)[OKI], people)


def test_whoever_approved_does_not_forward(people, awarded):
    build.appoint(people[Role.OPD_HEAD], Role.CASHIER)
    with pytest.raises(FourEyes):
        actions.forward(
            payouts(awarded)[JKM].pk, by=people[Role.OPD_HEAD], now=NOW, reference="TT-1"
        )


def test_the_same_click_after_the_money_came_opens_no_settled_claim(people, awarded):
    jkm, oki = payouts(awarded)
    said = {"by": people[Role.CASHIER], "now": NOW, "reference": "TT-1", "key": uuid4()}
    sent = actions.forward(jkm.pk, **said)
    actions.pay(jkm.pk, by=said["by"], now=NOW, paid_on=NOW.date(), amount=jkm.amount)
    build.pay(oki, people)
    actions.settle(awarded.pk, now=NOW)
    assert actions.forward(jkm.pk, **said) == sent
    assert Claim.objects.get(pk=awarded.pk).state == State.SETTLED
    assert not awarded.events.filter(move="unsettle").exists()
