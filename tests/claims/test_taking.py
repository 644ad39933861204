"""Take a file, give one, and ask for the next."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from claims import actions
from claims.actions import Incomplete, NotYours, TooLate
from claims.models import Deadline, Event, Notice
from regencies.models import Leave, Role
from tests import build
from tests.build import DAY, NOW
from tests.claims.pages import do, form, recent
from tests.claims.test_races import at_once
from tests.trail import behind_the_triggers


@pytest.fixture
def two(people):
    """Another verifier beside the one of the office."""
    other = build.person("verifier.two")
    build.appoint(other, Role.OPD_VERIFIER)
    return people[Role.OPD_VERIFIER], other


def dealt(duties, **otherwise):
    """As if others had held them: nobody edits who did what."""
    with behind_the_triggers():
        duties.update(**otherwise)


def holder(claim):
    return Deadline.objects.get(claim=claim, stage="office").holder


def holds(claim, who):
    Deadline.objects.filter(claim=claim, stage="office").update(holder=who)


def away(who, now=NOW):
    day = timezone.localtime(now).date()
    Leave.objects.create(person=who, from_on=day, to_on=day + 3 * DAY)


def next_for(who, **said):
    found = actions.take_next(by=who, now=NOW, **said)
    return found and (found[0], found[1])


# The next file --------------------------------------------------------------------------------


def test_ones_own_comes_first_then_nobodys_then_what_is_offered(people, two):
    me, other = two
    own, nobodys, offered, theirs = (build.claim_in("endorsed", people) for _ in range(4))
    third = build.person("verifier.three")
    build.appoint(third, Role.OPD_VERIFIER)
    away(third)
    holds(own, me)
    holds(offered, third)
    holds(theirs, other)
    assert next_for(me) == (own, "mine")
    assert next_for(me, after=own.code) == (nobodys, "nobodys")
    build.do("verify", own, people)
    build.do("verify", nobodys, people)
    assert next_for(me) == (offered, "offered")
    build.do("verify", offered, people)
    assert next_for(me) is None
    assert holder(theirs) == other


def test_two_files_that_cannot_go_on_do_not_hide_a_third(people, two):
    one, second, third = (build.claim_in("endorsed", people) for _ in range(3))
    for claim in (one, second, third):
        holds(claim, two[0])
    assert next_for(two[0]) == (one, "mine")
    assert next_for(two[0], after=one.code) == (second, "mine_on")
    assert next_for(two[0], after=second.code) == (third, "mine_on")
    assert next_for(two[0], after=third.code) == (one, "mine_on")
    # What has been done is not left behind: the nearest comes first again.
    build.do("verify", third, people, by=two[0])
    assert next_for(two[0], after=third.code) == (one, "mine")


def test_of_each_kind_the_one_due_first(people, two):
    later, sooner = (build.claim_in("endorsed", people) for _ in range(2))
    Deadline.objects.filter(claim=sooner, stage="office").update(due_at=NOW + timedelta(hours=3))
    assert next_for(two[0]) == (sooner, "nobodys")
    assert next_for(two[1]) == (later, "nobodys")


def test_what_stands_still_or_what_i_may_not_verify_is_not_next(people, two):
    build.claim_in("sent_back", people)
    build.claim_in("verified", people)
    entered = build.claim_in("endorsed", people)
    dealt(entered.duties.filter(duty="enter"), person=two[0])
    muba = build.everybody(build.MUBA, "2")
    build.claim_in("endorsed", muba, village=build.MUBA)
    assert next_for(two[0]) is None
    assert next_for(two[1]) == (entered, "nobodys")


def test_whoever_stands_in_brings_the_others_duties_along(people, two):
    """The stand-in may not verify what the one they stand in for has entered."""
    plh = build.person("plh.verifier")
    build.appoint(plh, Role.OPD_VERIFIER, acting="plh", acts_for=people[Role.CAMAT])
    claim = build.claim_in("endorsed", people)
    dealt(claim.duties.filter(person=people[Role.CAMAT]), duty="enter")
    assert next_for(plh) is None


def test_taking_the_next_is_on_record_with_its_reason_once(people, two):
    claim = build.claim_in("endorsed", people)
    for _ in range(2):
        next_for(two[0])
    event = Event.objects.get(claim=claim, move="take")
    assert (event.by, event.data) == (two[0], {"why": "nobodys"})


@pytest.mark.parametrize("role", [Role.OPD_HEAD, Role.CAMAT, Role.AUDITOR])
def test_only_a_verifier_has_a_next_file(people, role):
    with pytest.raises(NotYours):
        next_for(people[role])


def test_the_button_leads_to_the_file_and_says_why(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.OPD_VERIFIER])
    assert "/panel/take_next/" in client.get("/panel/").content.decode()
    page = client.post("/panel/take_next/", follow=True)
    assert page.request["PATH_INFO"] == f"/panel/{claim.code}/"
    assert "belum dipegang siapa pun" in page.content.decode()
    again = client.post("/panel/take_next/", {"after": claim.code}, follow=True)
    assert again.request["PATH_INFO"] == "/panel/"
    assert client.get("/panel/take_next/").status_code == 405
    client.force_login(people[Role.OPD_HEAD])
    assert client.post("/panel/take_next/").status_code == 403
    assert "/panel/take_next/" not in client.get("/panel/").content.decode()


def test_a_head_goes_from_one_decision_to_the_next(client, people):
    first, second = (recent("verified", people) for _ in range(2))
    recent("endorsed", people)
    client.force_login(people[Role.OPD_HEAD])
    assert "/panel/decide_next/" in client.get("/panel/").content.decode()
    page = client.post("/panel/decide_next/", follow=True)
    assert page.request["PATH_INFO"] == f"/panel/{first.code}/"
    assert "menunggu keputusan Anda" in page.content.decode()
    assert "/panel/decide_next/" in page.content.decode()
    page = client.post("/panel/decide_next/", {"after": first.code}, follow=True)
    assert page.request["PATH_INFO"] == f"/panel/{second.code}/"
    third = recent("verified", people)
    for left, found in ((second, third), (third, first)):
        page = client.post("/panel/decide_next/", {"after": left.code}, follow=True)
        assert page.request["PATH_INFO"] == f"/panel/{found.code}/"
    do("approve", third, people)
    # Nothing was moved and nobody has taken anything.
    assert {holder(claim) for claim in (first, second)} == {people[Role.OPD_VERIFIER]}
    # Who verified a file does not decide it.
    dealt(second.duties.filter(person=people[Role.CAMAT]), person=people[Role.OPD_HEAD])
    page = client.post("/panel/decide_next/", {"after": first.code}, follow=True)
    assert page.request["PATH_INFO"] == "/panel/"


def test_who_made_an_overturned_decision_is_not_led_to_the_next_one(client, people):
    claim = recent("rejected", people)
    for verb in ("object", "uphold", "verify"):
        do(verb, claim, people)
    client.force_login(people[Role.OPD_HEAD])
    page = client.post("/panel/decide_next/", follow=True)
    assert page.request["PATH_INFO"] == "/panel/"
    client.force_login(people[Role.OPD_SECTION_HEAD])
    page = client.post("/panel/decide_next/", follow=True)
    assert page.request["PATH_INFO"] == f"/panel/{claim.code}/"


@pytest.mark.parametrize("role", [Role.OPD_VERIFIER, Role.CASHIER, Role.CAMAT, Role.BUPATI])
def test_others_have_no_next_decision(client, people, role):
    client.force_login(people[role])
    assert client.post("/panel/decide_next/").status_code == 403


@pytest.mark.usefixtures("committed")
def test_two_who_ask_at_once_get_two_files():
    people = build.everybody()
    verifiers = [people[Role.OPD_VERIFIER], *(build.person(f"v{n}") for n in range(5))]
    for one in verifiers[1:]:
        build.appoint(one, Role.OPD_VERIFIER)
    for _ in range(4):
        Deadline.objects.filter(stage="office").update(holder=people[Role.OPD_HEAD])
        claims = [build.claim_in("endorsed", people) for _ in range(6)]
        got = at_once(6, lambda i: next_for(verifiers[i]))
        assert {claim for claim, _ in got} == set(claims)
        assert all(holder(claim) == verifiers[i] for i, (claim, _) in enumerate(got))


# Giving -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OPD_SECTION_HEAD, Role.OPD_HEAD])
def test_whoever_leads_gives_a_file_and_the_verifier_is_told(people, two, role):
    claim = build.claim_in("endorsed", people)
    event = actions.give(claim.pk, to=two[1].pk, by=people[role], now=NOW, note="Mendesak.")
    assert holder(claim) == two[1]
    assert (event.by, event.note, event.data["to_name"]) == (people[role], "Mendesak.", two[1].name)
    told = Notice.objects.filter(event=event, channel="inbox")
    assert [row.person for row in told] == [two[1]]
    assert actions.give(claim.pk, to=two[1].pk, by=people[role], now=NOW) is None


def test_a_second_click_gives_once(people, two):
    claim, key = build.claim_in("endorsed", people), uuid.uuid4()
    first = actions.give(claim.pk, to=two[1].pk, by=people[Role.OPD_HEAD], now=NOW, key=key)
    actions.take(claim.pk, by=two[0], now=NOW)
    second = actions.give(claim.pk, to=two[1].pk, by=people[Role.OPD_HEAD], now=NOW, key=key)
    assert first == second and holder(claim) == two[0]


def test_nobody_is_given_a_file_who_is_away_or_may_not_verify_it(people, two):
    claim = build.claim_in("endorsed", people)
    away(two[1])
    dealt(claim.duties.filter(duty="enter"), person=two[0])
    assert actions.receivers(claim, NOW) == []
    for who in (*two, people[Role.CAMAT]):
        with pytest.raises(Incomplete):
            actions.give(claim.pk, to=who.pk, by=people[Role.OPD_HEAD], now=NOW)
    assert holder(claim) is None


@pytest.mark.parametrize("role", [Role.OPD_VERIFIER, Role.SEKDA, Role.CAMAT])
def test_others_give_nothing(people, two, role):
    claim = build.claim_in("endorsed", people)
    with pytest.raises(NotYours):
        actions.give(claim.pk, to=two[1].pk, by=people[role], now=NOW)


def test_a_verified_file_is_given_to_nobody(people, two):
    claim = build.claim_in("verified", people)
    with pytest.raises(TooLate):
        actions.give(claim.pk, to=two[1].pk, by=people[Role.OPD_HEAD], now=NOW)


def test_the_page_offers_who_is_there(client, people, two):
    claim = recent("endorsed", people)
    away(two[1], timezone.now())
    client.force_login(people[Role.OPD_SECTION_HEAD])
    url = f"/panel/{claim.code}/give/"
    assert url in client.get(f"/panel/{claim.code}/").content.decode()
    page = client.get(url)
    assert page.context["receivers"] == [two[0]]
    assert client.post(url, form(claim, to=two[1].pk)).status_code == 422
    sent = form(claim, to=two[0].pk, note="x")
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    assert holder(claim) == two[0]
    # Whoever has it is not offered it again: nobody would be told.
    page = client.get(url)
    assert page.context["receivers"] == [] and 'name="to"' not in page.content.decode()
    assert two[0].name in client.get(f"/panel/{claim.code}/").content.decode()
    client.force_login(two[0])
    assert client.get(url).status_code == 403
    assert url not in client.get(f"/panel/{claim.code}/").content.decode()
