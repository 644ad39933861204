"""S13: how sessions begin and end. Twelve ways in which one might be kept or taken, and none is."""

from datetime import timedelta
from functools import wraps
from urllib.parse import urlencode

import pytest
import time_machine
from django.conf import settings as django_settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from claims.rules.states import State
from regencies.models import Appointment, Role
from tests import build
from tests.build import PASSWORD
from tests.claims.pages import form, recent
from tests.faults.counts import FULL, say
from tests.security.guessing import HASHER

WAYS = 12
MINUTE = timedelta(minutes=1)
COOKIE = django_settings.SESSION_COOKIE_NAME
DESK = "/panel/"
held, ways = [], []


@pytest.fixture
def verifier(people, settings):
    settings.PASSWORD_HASHERS = [HASHER]
    person = people[Role.OPD_VERIFIER]
    person.set_password(PASSWORD)
    person.save()
    return person


def signed_in(person, client=None, password=PASSWORD) -> Client:
    client = client or Client()
    answer = client.post("/login/", {"username": person.username, "password": password})
    assert answer.status_code == 302, answer.status_code
    return client


def typed(client, page, said):
    """Sent as a browser sends a form without files."""
    return client.post(page, urlencode(said), content_type="application/x-www-form-urlencoded")


def is_in(client) -> bool:
    return client.get(DESK).status_code == 200


def is_asked_to_sign_in(client) -> bool:
    answer = client.get(DESK)
    return answer.status_code == 302 and answer["Location"].startswith("/login/")


def way(test):
    """One of the twelve, counted when it has held."""
    ways.append(test.__name__)

    @wraps(test)
    def inner(*args, **kwargs):
        test(*args, **kwargs)
        held.append(test.__name__)

    return inner


@way
def test_a_session_that_somebody_prepared_is_not_the_one_that_begins(verifier):
    client = Client()
    before = Session.objects.create(
        session_key="prepared" * 4, session_data=Session.objects.encode({"prepared": True}),
        expire_date=timezone.now() + timedelta(hours=1),
    )  # fmt: skip
    client.cookies[COOKIE] = before.session_key
    signed_in(verifier, client)
    assert client.cookies[COOKIE].value != before.session_key
    thief = Client()
    thief.cookies[COOKIE] = before.session_key
    assert is_in(client) and is_asked_to_sign_in(thief)


@way
def test_signing_out_ends_it_for_a_copied_cookie_too(verifier):
    client = signed_in(verifier)
    copy = Client()
    copy.cookies[COOKIE] = client.cookies[COOKIE].value
    assert is_in(copy)
    client.post("/logout/")
    assert is_asked_to_sign_in(client) and is_asked_to_sign_in(copy)


@way
def test_an_account_that_is_closed_is_out_at_once(verifier):
    client = signed_in(verifier)
    verifier.is_active = False
    verifier.save()
    assert is_asked_to_sign_in(client)
    assert (
        client.post("/login/", {"username": verifier.username, "password": PASSWORD})
        .context["form"]
        .errors
    )


@way
def test_another_password_ends_every_other_session(verifier):
    here, there = signed_in(verifier), signed_in(verifier)
    new = "horse battery correct"
    said = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
    assert here.post("/account/password/", said).status_code == 302
    assert is_in(here) and is_asked_to_sign_in(there)
    signed_in(verifier, there, new)


@way
def test_half_an_hour_without_a_click_ends_it(verifier):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = signed_in(verifier)
        for n in range(1, 5):
            clock.move_to(now + n * 29 * MINUTE)
            assert is_in(client)
        clock.shift(30 * MINUTE)
        assert is_asked_to_sign_in(client)


@way
def test_ten_hours_end_it_however_busy_somebody_is(verifier):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        client = signed_in(verifier)
        for n in range(1, 30):
            clock.move_to(now + n * 20 * MINUTE)
            assert is_in(client), n
        clock.move_to(now + timedelta(hours=10))
        assert is_asked_to_sign_in(client)


@way
def test_the_end_of_the_last_appointment_ends_it(verifier):
    client = signed_in(verifier)
    Appointment.objects.filter(person=verifier).update(
        to_on=timezone.localdate() - timedelta(days=2)
    )
    assert is_asked_to_sign_in(client)


@way
def test_two_tabs_are_one_session_and_end_together(verifier):
    now = timezone.now()
    with time_machine.travel(now, tick=False) as clock:
        one = signed_in(verifier)
        other = Client()
        other.cookies = one.cookies
        clock.shift(20 * MINUTE)
        assert is_in(other)
        clock.shift(20 * MINUTE)
        assert is_in(one)  # the other tab was used meanwhile
        one.post("/logout/")
        assert is_asked_to_sign_in(other)


@way
def test_the_cookies_are_for_this_site_and_no_script(verifier, settings):
    settings.SESSION_COOKIE_SECURE = True
    client = signed_in(verifier)
    for name in (COOKIE, settings.DEVICE_COOKIE_NAME):
        cookie = client.cookies[name]
        assert cookie["httponly"] and cookie["secure"] and cookie["samesite"] == "Lax", name
        assert cookie["path"] == "/" and not cookie["domain"], name
    assert len(client.cookies[COOKIE].value) >= 32


@way
def test_one_can_sign_out_everywhere_else_or_at_one_place(verifier):
    here, one, other = (signed_in(verifier) for _n in range(3))
    devices = here.get("/account/").context["devices"]
    assert len(devices) == 3 and devices[0].here
    here.post("/account/sessions/end/", {"device": devices[1].pk})
    assert sorted([is_in(one), is_in(other)]) == [False, True]
    here.post("/account/sessions/end/", {"device": "others"})
    assert is_in(here) and not is_in(one) and not is_in(other)


@way
def test_nobody_ends_somebody_elses_session(verifier, people):
    camat = people[Role.CAMAT]
    camat.set_password(PASSWORD)
    camat.save()
    client, stranger = signed_in(verifier), signed_in(camat)
    device = client.get("/account/").context["devices"][0]
    stranger.post("/account/sessions/end/", {"device": device.pk})
    stranger.post("/account/sessions/end/", {"device": "others"})
    assert is_in(client)


@way
def test_what_was_typed_waits_for_whoever_typed_it_and_nobody_else(verifier, people):
    claim = recent(State.ENDORSED, people)
    now = timezone.now()
    page = f"/panel/{claim.code}/note/"
    with time_machine.travel(now, tick=False) as clock:
        client = signed_in(verifier)
        sent = form(claim, note="Sudah ditelepon dua kali.")
        clock.shift(31 * MINUTE)
        answer = typed(client, page, sent)
        assert answer.status_code == 302 and answer["Location"] == f"/login/?next={page}"
        kept = str(dict(client.session))
        assert "ditelepon" not in kept  # sealed
        came = client.post(
            answer["Location"], {"username": verifier.username, "password": PASSWORD}
        )
        assert came["Location"] == "/account/resume/"
        again = client.get("/account/resume/")
        assert again.context["path"] == page
        fields = dict(again.context["fields"])
        assert fields["note"] == "Sudah ditelepon dua kali." and "csrfmiddlewaretoken" not in fields
        # Somebody else at the same screen finds nothing of it.
        clock.shift(31 * MINUTE)
        typed(client, page, sent)
        camat = people[Role.CAMAT]
        camat.set_password(PASSWORD)
        camat.save()
        signed_in(camat, client)
        assert client.get("/account/resume/").status_code == 302
    assert client.post(page, sent).status_code in {302, 403, 404}


def test_what_waits_outlives_a_second_end_and_the_page_that_asks_who_it_is(people, settings):
    settings.PASSWORD_HASHERS = [HASHER]
    cashier = people[Role.CASHIER]
    cashier.set_password(PASSWORD)
    cashier.save()
    claim = recent(State.AWARDED, people)
    page = f"/money/{claim.code}/1/reveal/"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(cashier)
        clock.shift(16 * MINUTE)
        sent = form(claim.payouts.order_by("id").first(), note="Bank meminta nomor.")
        assert typed(client, page, sent)["Location"].startswith("/prove/")
        clock.shift(31 * MINUTE)  # lunch
        asked = typed(client, "/prove/", {"password": PASSWORD, "next": page})
        assert asked["Location"].startswith("/login/")
        signed_in(cashier, client)
        assert client.get("/account/resume/").context["path"] == page
        clock.shift(31 * MINUTE)
        assert client.get("/account/resume/")["Location"].startswith("/login/")
        signed_in(cashier, client)
        again = client.get("/account/resume/").context
        assert again["path"] == page and dict(again["fields"])["note"] == "Bank meminta nomor."


@pytest.mark.parametrize("hours", [15, 63])
def test_what_was_left_open_in_the_evening_or_on_friday_is_kept(verifier, people, hours):
    claim = recent(State.ENDORSED, people)
    page = f"/panel/{claim.code}/note/"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(verifier)
        clock.shift(timedelta(hours=hours))
        assert typed(client, page, form(claim, note="Besok."))["Location"].startswith("/login/")
        signed_in(verifier, client)
        assert client.get("/account/resume/").context["path"] == page


def test_what_did_not_arrive_is_offered_again(verifier, people, settings):
    """Turned away before its page read it: no second factor, or a claim that has moved on."""
    claim = recent(State.ENDORSED, people)
    page = f"/panel/{claim.code}/note/"
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = signed_in(verifier)
        clock.shift(31 * MINUTE)
        sent = form(claim, text="Sudah ditelepon.")
        typed(client, page, sent)
        signed_in(verifier, client)
        settings.REQUIRE_SECOND_FACTOR = True
        assert client.post(page, sent)["Location"] == "/account/"
        assert client.get("/account/resume/").context["path"] == page
        settings.REQUIRE_SECOND_FACTOR = False
        assert client.post(page, sent).status_code == 302
        assert client.get("/account/resume/").status_code == 302  # arrived


def test_who_was_switched_off_is_not_in_again_by_the_old_cookie(verifier, people):
    boss, client = build.person("boss", is_staff=True, is_superuser=True), signed_in(verifier)
    admin = Client()
    admin.force_login(boss)
    to = f"/admin/regencies/person/{verifier.pk}/change/"
    shown = admin.get(to).context["adminform"].form
    fields = {name: value for name, value in shown.initial.items() if value is not None}
    fields |= {"channel": "email", "date_joined_0": "2026-01-01", "date_joined_1": "00:00:00"}
    fields.pop("is_active")
    for name in ("groups", "user_permissions", "last_login", "date_joined", "password"):
        fields.pop(name, None)
    answer = admin.post(to, fields)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    type(verifier).objects.filter(pk=verifier.pk).update(is_active=True)
    assert is_asked_to_sign_in(client)


def test_the_page_of_signing_in_never_leads_to_itself(verifier):
    client = signed_in(verifier)
    assert client.get("/login/?next=/login/")["Location"] == "/"


# The controls: what these tests would find if the sessions were careless ------------------------


def test_without_its_middleware_the_ends_are_missed(verifier, settings):
    """The positive control: the same looks at a service that leaves the middleware out."""
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE if name != "claims.views.sessions.Sessions"
    ]
    now, found = timezone.now(), 0
    with time_machine.travel(now, tick=False) as clock:
        client = signed_in(verifier)
        clock.shift(31 * MINUTE)
        found += is_in(client)  # idle
        Appointment.objects.filter(person=verifier).update(to_on=now.date() - timedelta(days=2))
        found += not is_asked_to_sign_in(client)  # no appointment: another page, and still in
    say("S13 sessions", len(held), WAYS, careless_found=f"{found} of 2")
    assert found == 2 and len(set(ways)) == WAYS
    # One by one, or spread over processes, some of them are told elsewhere.
    assert len(held) == WAYS or not FULL


# Proof before money -----------------------------------------------------------------------------


def test_money_moves_only_with_a_proof_of_late(people, settings):
    settings.PASSWORD_HASHERS = [HASHER]
    cashier = people[Role.CASHIER]
    cashier.set_password(PASSWORD)
    cashier.save()
    claim = recent(State.AWARDED, people)
    payout = claim.payouts.order_by("id").first()
    build.order(payout, people=people, now=timezone.now()) if not payout.estimate else None
    now = timezone.now()
    page = f"/money/{claim.code}/1/reveal/"
    with time_machine.travel(now, tick=False) as clock:
        client = signed_in(cashier)
        assert client.get(page).status_code == 200
        clock.shift(16 * MINUTE)
        sent = form(payout, note="Bank meminta nomor.")
        answer = typed(client, page, sent)
        assert answer["Location"].startswith("/prove/")
        assert client.post("/prove/", {"password": "wrong"}).status_code == 422
        came = client.post("/prove/", {"password": PASSWORD, "next": page})
        assert came["Location"] == "/account/resume/"
        fields = dict(client.get("/account/resume/").context["fields"])
        assert client.post(page, fields).status_code == 200
        assert claim.events.filter(move="reveal").count() == 1
        # It has arrived: after the next proof it is not offered again.
        clock.shift(16 * MINUTE)
        assert client.get(page)["Location"].startswith("/prove/")
        came = client.post("/prove/", {"password": PASSWORD, "next": page})
        assert came["Location"] == page


def test_somebody_at_an_open_screen_has_five_guesses(people, settings):
    settings.PASSWORD_HASHERS = [HASHER]
    cashier = people[Role.CASHIER]
    cashier.set_password(PASSWORD)
    cashier.save()
    client = signed_in(cashier)
    answers = [client.post("/prove/", {"password": "wrong"}).status_code for _n in range(7)]
    assert answers == [422] * 5 + [429] * 2
    assert client.post("/prove/", {"password": PASSWORD}).status_code == 429
