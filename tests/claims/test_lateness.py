"""A decision after the last day is possible, says why, and leaves its breach on record."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import actions, sweeps
from claims.actions import Incomplete, Ruling
from claims.models import Breach, Event, Notice
from regencies.models import Leave, Role
from tests import build
from tests.build import DAY, NOW

LATE = NOW + 9 * DAY  # two days after the seventh


def approve(claim, people, now=LATE, **words):
    return actions.approve(
        claim.pk, build.granted(claim), by=people[Role.OPD_HEAD], now=now, **words
    )


def test_a_late_decision_without_a_reason_is_refused_and_changes_nothing(people):
    claim = build.claim_in("verified", people)
    sweeps.run(LATE, lambda: LATE)
    with pytest.raises(Incomplete) as refused:
        approve(claim, people)
    assert "late_reason" in refused.value.faults
    assert Breach.objects.get(claim=claim, stage="office").reason == ""
    claim.refresh_from_db()
    assert claim.state == "verified"


def test_a_late_decision_keeps_its_reason_beside_the_breach(people):
    claim = build.claim_in("verified", people)
    sweeps.run(LATE, lambda: LATE)
    event = approve(claim, people, late_reason="staff_absent", late_note="Dua orang sakit.")
    breach = Breach.objects.get(claim=claim, stage="office")
    assert (breach.reason, breach.note) == ("staff_absent", "Dua orang sakit.")
    assert breach.explained_by == people[Role.OPD_HEAD]
    assert (breach.ended_at, breach.days_late) == (LATE, 2)
    assert event.data["late"]["reason"] == "staff_absent"


def test_a_decision_in_time_is_asked_nothing(people):
    claim = build.claim_in("verified", people)
    approve(claim, people, now=NOW + 7 * DAY)
    assert not Breach.objects.exists()


def test_other_reasons_need_words(people):
    claim = build.claim_in("verified", people)
    with pytest.raises(Incomplete) as refused:
        approve(claim, people, late_reason="other")
    assert "late_note" in refused.value.faults


def test_a_late_decision_before_any_sweep_still_leaves_its_breach(people):
    claim = build.claim_in("verified", people)
    approve(claim, people, late_reason="service_down")
    breach = Breach.objects.get(claim=claim, stage="office")
    midnight = (NOW + 8 * DAY).replace(hour=0, minute=0)
    assert (breach.at, breach.recorded_at, breach.days_late) == (midnight, LATE, 2)
    assert Event.objects.filter(claim=claim, rung="breach", at=midnight).count() == 1
    sweeps.run(LATE + DAY, lambda: LATE + DAY)
    assert Breach.objects.filter(claim=claim, stage="office").count() == 1


def test_days_with_the_village_are_not_the_desks(people):
    """Late on the eighth, back with the village from the 9th to the 13th, decided on the 14th."""
    claim = build.claim_in("endorsed", people)
    sweeps.run(NOW + 8 * DAY, lambda: NOW)
    build.do("send_back", claim, people, now=NOW + 9 * DAY)
    build.do("answer", claim, people, now=NOW + 13 * DAY)
    build.do("verify", claim, people, now=NOW + 14 * DAY)
    approve(claim, people, now=NOW + 14 * DAY, late_reason="papers_awaited")
    breach = Breach.objects.get(claim=claim, stage="office")
    assert breach.days_late == 2  # the eighth and the fourteenth


def test_a_late_file_in_nobodys_hands_is_given_to_the_head(people):
    claim = build.claim_in("endorsed", people)
    sweeps.run(LATE, lambda: LATE)
    clock = claim.deadlines.get(stage="office")
    assert clock.holder == people[Role.OPD_HEAD]
    breach = Breach.objects.get(deadline=clock)
    assert breach.holder is None
    event = Event.objects.get(deadline=clock, rung="breach")
    assert event.data["given_to"] == people[Role.OPD_HEAD].name
    assert Notice.objects.filter(event=event, person=people[Role.OPD_HEAD]).exists()
    claim.refresh_from_db()
    assert claim.state == "endorsed"
    # And the verifier may take it and go on.
    actions.take(claim.pk, by=people[Role.OPD_VERIFIER], now=LATE)
    build.do("verify", claim, people, now=LATE)


def test_a_file_that_somebody_holds_stays_theirs(people):
    claim = build.claim_in("endorsed", people)
    actions.take(claim.pk, by=people[Role.OPD_VERIFIER], now=NOW)
    sweeps.run(LATE, lambda: LATE)
    assert claim.deadlines.get(stage="office").holder == people[Role.OPD_VERIFIER]


def test_a_head_on_leave_is_passed_over_for_the_one_who_stands_in(people):
    head = people[Role.OPD_HEAD]
    stand_in = build.person("plh.kadis")
    build.appoint(stand_in, Role.OPD_HEAD, acting="plh", acts_for=head)
    Leave.objects.create(person=head, from_on=NOW.date(), to_on=LATE.date())
    claim = build.claim_in("endorsed", people)
    sweeps.run(LATE, lambda: LATE)
    assert claim.deadlines.get(stage="office").holder == stand_in


def test_a_breach_is_never_edited_nor_deleted(people):
    claim = build.claim_in("verified", people)
    approve(claim, people, late_reason="overlooked")
    breach = Breach.objects.get(claim=claim, stage="office")
    rows = Breach.objects.filter(pk=breach.pk)
    edits = [
        {"due_on": LATE.date()}, {"at": LATE}, {"holder": None}, {"days_late": 0},
        {"reason": "service_down"}, {"note": "nie"},
    ]  # fmt: skip
    assert breach.holder is not None
    for edit in edits:
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**edit)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


def test_a_breach_of_a_camat_names_the_camats_stage(people):
    claim = build.claim_in("submitted", people)
    sweeps.run(NOW + 4 * DAY, lambda: NOW)
    build.do("endorse", claim, people, now=NOW + 5 * DAY)
    breach = Breach.objects.get(claim=claim)
    assert (breach.stage, breach.holder, breach.days_late) == ("camat", None, 2)


def test_the_story_tells_why_a_decision_was_late(people):
    claim = build.claim_in("rejected", people, now=timezone.now() - 9 * DAY)
    assert "late" not in claim.events.get(move="reject").data
    late = build.claim_in("verified", people, now=timezone.now() - 9 * DAY)
    refused = {row.programme_id: Ruling("refused", "not_covered") for row in late.programmes.all()}
    actions.reject(
        late.pk, refused, late_reason="other", late_note="Jaringan putus.", now=timezone.now(),
        by=people[Role.OPD_HEAD],
    )  # fmt: skip
    client = Client()
    client.force_login(people[Role.OPD_HEAD])
    told = client.get(reverse("panel:claim", args=[late.code])).content.decode()
    assert "Sesudah hari terakhir" in told and "Jaringan putus." in told
    assert "Sesudah hari terakhir" not in client.get(f"/panel/{claim.code}/").content.decode()


@pytest.mark.parametrize("verb", ["approve", "reject"])
@pytest.mark.parametrize(("days", "asked"), [(0, False), (9, True)])
def test_the_page_asks_for_the_reason_only_when_it_is_late(people, verb, days, asked):
    now = timezone.now()
    claim = build.claim_in("verified", people, now=now - days * DAY)
    client = Client()
    client.force_login(people[Role.OPD_HEAD])
    page = client.get(reverse(f"panel:{verb}", args=[claim.code])).content.decode()
    assert ('name="late_reason"' in page) == asked


def test_days_with_the_village_are_not_late_ones_when_it_withdraws(people):
    """Due on the 9th, returned on the 12th, withdrawn on the 22nd: the 10th and the 11th."""
    claim = build.claim_in("endorsed", people)
    build.do("send_back", claim, people, now=NOW + 10 * DAY)
    build.do("withdraw", claim, people, now=NOW + 20 * DAY)
    assert Breach.objects.get(claim=claim, stage="office").days_late == 2
