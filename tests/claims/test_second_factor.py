"""The second factor: who must have one, how it is set up and asked for, and what happens when it
is lost."""

import base64
import html
import re
import struct
import time
from datetime import timedelta
from hashlib import sha1
from hmac import digest

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.checks import run_checks
from django.test import Client, TestCase
from django.utils import timezone

from claims.actions import Incomplete, NotYours, accounts
from claims.models import Notice
from regencies.models import AccountEvent, Change, Role
from regencies.models.sealed import keys
from tests import build
from tests.build import PASSWORD
from tests.pages.visits import inline, pressed_for_nothing
from tests.security.guessing import HASHER
from tests.security.test_sessions import signed_in

REASON = "Telepon hilang, dipastikan lewat telepon kantor."


@pytest.fixture(autouse=True)
def cheap(settings):
    settings.PASSWORD_HASHERS = [HASHER]


@pytest.fixture
def verifier(people):
    return with_password(people[Role.OPD_VERIFIER])


def with_password(person):
    person.set_password(PASSWORD)
    person.save()
    return person


def code_of(secret: str, ahead: int = 0) -> str:
    """RFC 6238, written anew: what an app on a phone shows."""
    counter = struct.pack(">Q", int(time.time()) // 30 + ahead)
    value = digest(base64.b32decode(secret), counter, sha1)
    at = value[-1] & 15
    return f"{(struct.unpack('>I', value[at : at + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def set_up(client) -> str:
    """The secret of an app that was set up by its page."""
    page = client.get("/account/app/").content.decode()
    secret = re.search(r'<code class="digits">([A-Z2-7]+)</code>', page)[1]
    with TestCase.captureOnCommitCallbacks(execute=True):
        answer = client.post("/account/app/", {"code": code_of(secret)})
    assert answer.status_code == 302 and answer["Location"] == "/account/codes/"
    return secret


def half_in(person) -> Client:
    """After the right password, before the code."""
    client = Client()
    said = {"username": person.username, "password": PASSWORD}
    answer = client.post("/login/?next=/panel/", {**said, "next": "/panel/"})
    assert answer["Location"] == "/login/factor/"
    return client


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(verifier):
    client = signed_in(verifier)
    secret = set_up(client)
    shown = client.get("/account/codes/").context["unused_codes"]
    assert len(shown) == 10 and all(re.fullmatch(r"\d{8}", one) for one in shown)
    assert "****" in client.get("/account/codes/").context["unused_codes"]  # once
    client = half_in(verifier)
    assert client.get("/panel/").status_code == 302  # not in yet
    asked = client.get("/login/factor/")
    assert asked.status_code == 200 and b"data-passkey" not in asked.content  # there is none
    wrong = client.post("/login/factor/", {"code": "000000"})
    assert wrong.status_code == 422 and "form" in wrong.context
    assert client.post("/login/factor/", {"code": code_of(secret, 1)})["Location"] == "/panel/"
    assert client.get("/panel/").status_code == 200
    what = list(verifier.account_events.order_by("id").values_list("what", flat=True))
    assert what == ["sign_in", "add_factor", "fail_factor", "sign_in"]


def test_a_code_is_good_once_and_in_no_other_process_either(verifier, settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    secret = set_up(signed_in(verifier))
    code = code_of(secret, 1)
    assert half_in(verifier).post("/login/factor/", {"code": code}).status_code == 302
    for again in (code, f"{code[:3]}-{code[3:]}", f"\t{code}", f"{code[:3]} {code[3:]}."):
        assert half_in(verifier).post("/login/factor/", {"code": again}).status_code == 422


def test_the_code_that_set_the_app_up_opens_nothing(verifier):
    with time_machine.travel(timezone.now(), tick=False):
        secret = set_up(signed_in(verifier))
        for code, status in ((code_of(secret), 422), (code_of(secret, 1), 302)):
            answer = half_in(verifier).post("/login/factor/", {"code": code})
            assert answer.status_code == status


def test_what_was_half_done_begins_anew_when_the_password_goes_or_the_account(verifier, people):
    secret = set_up(signed_in(verifier))
    half = half_in(verifier)
    boss = people[Role.ADMINISTRATOR]
    accounts.renew(verifier.pk, by=boss, now=timezone.now(), reason="Lupa sandi.")
    answer = half.post("/login/factor/", {"code": code_of(secret, 1)})
    assert answer["Location"] == "/login/" and half.get("/panel/").status_code == 302
    verifier.set_password(PASSWORD)
    verifier.save()
    half = half_in(verifier)
    codes = Authenticator.objects.get(user=verifier, type="recovery_codes").wrap()
    type(verifier).objects.filter(pk=verifier.pk).update(is_active=False)
    answer = half.post("/login/factor/", {"code": codes.get_unused_codes()[0]})
    assert answer["Location"] == "/login/"
    type(verifier).objects.filter(pk=verifier.pk).update(is_active=True)
    assert half.get("/panel/").status_code == 302


@pytest.mark.parametrize("page", ["/account/app/", "/account/passkey/"])
def test_a_first_key_too_is_set_up_by_who_showed_themselves_of_late(verifier, page):
    """Without a password and a factor, as after a sign-on: else the new key would be the proof."""
    verifier.set_unusable_password()
    verifier.save()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = Client()
        client.force_login(verifier)
        assert client.get(page).status_code == 200
        clock.shift(timedelta(minutes=16))
        assert client.get(page)["Location"].startswith("/prove/")
        sent = {"name": "x", "code": "000000", "credential": "{}"}
        assert client.post(page, sent)["Location"].startswith("/prove/")
        assert "kept" not in client.session


def test_a_recovery_code_opens_once(verifier):
    client = signed_in(verifier)
    set_up(client)
    code = client.get("/account/codes/").context["unused_codes"][0]
    assert half_in(verifier).post("/login/factor/", {"code": code}).status_code == 302
    assert half_in(verifier).post("/login/factor/", {"code": code}).status_code == 422


def test_codes_are_tried_five_times_in_a_quarter_of_an_hour(verifier):
    secret = set_up(signed_in(verifier))
    tries = [half_in(verifier).post("/login/factor/", {"code": f"{n:06d}"}) for n in range(7)]
    assert [one.status_code for one in tries] == [422] * 5 + [429] * 2
    late = half_in(verifier).post("/login/factor/", {"code": code_of(secret, 1)})
    assert late.status_code == 429 and int(late["Retry-After"]) > 0


def test_no_secret_stands_plain_in_the_database_or_in_a_session(verifier):
    client = signed_in(verifier)
    page = client.get("/account/app/").content.decode()
    shown = re.search(r'<code class="digits">([A-Z2-7]+)</code>', page)[1]
    assert shown not in str(dict(client.session))  # not even before its first code
    secret = set_up(client)
    codes = client.get("/account/codes/").context["unused_codes"]
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    kept += str(dict(client.session))
    assert secret not in kept and not [one for one in codes if one in kept]
    assert kept.count(f"{next(iter(keys()))}:") == 2


def test_without_a_factor_no_desk_opens_where_one_is_required(people, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    for role in Role:
        client = Client()
        client.force_login(people[role])
        desk = client.get("/", follow=True)
        bound = role not in {Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR}
        assert (desk.redirect_chain[-1][0] == "/account/") is bound, role
        assert client.get("/account/app/").status_code == 200
        json_answer = client.post("/panel/", headers={"Accept": "application/json"})
        assert (json_answer.status_code == 403) or not bound


def test_without_a_factor_one_can_still_sign_out(people, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = Client()
    client.force_login(people[Role.CAMAT])
    client.post("/logout/")
    assert "_auth_user_id" not in client.session


def test_the_check_before_going_live_warns_where_none_is_required(settings):
    def warned():
        found = run_checks(tags=["security"], include_deployment_checks=True)
        return "santunan.W001" in {each.id for each in found}

    settings.REQUIRE_SECOND_FACTOR = True
    assert not warned()
    settings.REQUIRE_SECOND_FACTOR = False
    assert warned()


def test_with_a_factor_the_desk_opens(verifier, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client = signed_in(verifier)
    assert client.get("/panel/")["Location"] == "/account/"
    set_up(client)
    assert client.get("/panel/").status_code == 200


def test_without_the_gate_a_desk_would_open(verifier, settings):
    """The positive control of the two tests above."""
    settings.REQUIRE_SECOND_FACTOR = True
    settings.MIDDLEWARE = [
        name for name in settings.MIDDLEWARE
        if name != "claims.views.second_factor.SecondFactor"
    ]  # fmt: skip
    assert signed_in(verifier).get("/panel/").status_code == 200


def test_an_administrator_takes_a_lost_factor_away_and_the_person_hears_of_it(verifier, people):
    client = signed_in(verifier)
    set_up(client)
    boss = Client()
    boss.force_login(people[Role.ADMINISTRATOR])
    page = boss.get("/reference/accounts/?q=opd").content.decode()
    assert f"/reference/accounts/{verifier.pk}/reset_factor/" in page
    to = f"/reference/accounts/{verifier.pk}/reset_factor/"
    assert boss.post(to, {"reason": ""}).status_code == 422
    assert boss.post(to, {"reason": REASON}).status_code == 302
    assert not Authenticator.objects.filter(user=verifier).exists()
    assert client.get("/panel/").status_code == 302  # signed out everywhere
    row = AccountEvent.objects.get(what="reset_factor")
    assert (row.person, row.by) == (verifier, people[Role.ADMINISTRATOR])
    change = Change.objects.get(what="account")
    assert change.reason == REASON and change.key == verifier.username
    told = Notice.objects.filter(person=verifier, kind="reset_factor", channel="inbox")
    assert told.count() == 1
    inbox = signed_in(verifier).get("/inbox/").content.decode()
    assert "faktor kedua" in inbox.lower()
    assert boss.get("/reference/changes/").status_code == 200


def test_who_may_take_a_factor_away_and_whose(verifier, people):
    set_up(signed_in(verifier))
    boss, now = people[Role.ADMINISTRATOR], timezone.now()
    act = {"now": now, "reason": REASON}
    for someone in (people[Role.OPD_HEAD], people[Role.AUDITOR]):
        with pytest.raises(NotYours):
            accounts.reset_factor(verifier.pk, by=someone, **act)
    far = build.person("far")
    build.appoint(far, Role.CAMAT, build.MUBA)
    with pytest.raises(NotYours):
        accounts.reset_factor(far.pk, by=boss, **act)
    with pytest.raises(NotYours):
        accounts.reset_factor(boss.pk, by=boss, **act)  # nobody their own
    with pytest.raises(Incomplete):
        accounts.reset_factor(people[Role.CAMAT].pk, by=boss, **act)  # there is none
    assert accounts.has_factor(verifier)


def test_a_password_is_taken_back_and_chosen_anew_by_a_slip(verifier, people):
    client, boss = signed_in(verifier), Client()
    boss.force_login(people[Role.ADMINISTRATOR])
    to = f"/reference/accounts/{verifier.pk}/renew/"
    assert boss.get(to).status_code == 200 and verifier.has_usable_password()
    assert boss.post(to, {"reason": "Lupa sandi."})["Location"] == "/reference/people/"
    assert client.get("/panel/").status_code == 302
    said = {"username": verifier.username, "password": PASSWORD}
    assert Client().post("/login/", said).context["form"].errors
    slips = boss.post("/reference/people/", {"person": verifier.pk, "way": "slip"})
    opening = slips.context["rows"][0][0]
    again = "sandi baru yang panjang"
    sent = {"username": verifier.username, "secret": opening.code, "password": again}
    assert Client().post("/aktivasi/", sent | {"again": again}).status_code == 302
    signed_in(verifier, password=again)
    what = set(verifier.account_events.values_list("what", flat=True))
    assert {"sign_in", "renew", "activate"} <= what


def test_the_log_is_read_by_auditor_and_administrator_of_the_regency(verifier, people):
    Client().post("/login/", {"username": verifier.username, "password": "wrong"})
    Client().post("/login/", {"username": "bukan.siapa.siapa", "password": "wrong"})
    far = build.person("far.away")
    build.appoint(far, Role.OPD_VERIFIER, build.MUBA)
    Client().post("/login/", {"username": "far.away", "password": "wrong"})
    for role in Role:
        client = Client()
        client.force_login(people[role])
        page = client.get("/audit/accounts/")
        if role not in {Role.AUDITOR, Role.ADMINISTRATOR}:
            assert page.status_code == 403, role
            continue
        text = page.content.decode()
        assert verifier.username in text
        assert "bukan.siapa.siapa" not in text and "far.away" not in text
        assert len(page.context["page"].object_list) == 2


def test_the_pages_of_administration_have_no_entrance_of_their_own(verifier):
    assert Client().get("/admin/", follow=True).redirect_chain[-1][0].startswith("/login/")
    said = {"username": verifier.username, "password": PASSWORD}
    assert Client().post("/admin/login/", said)["Location"].startswith("/login/")
    assert signed_in(verifier).get("/admin/", follow=True).status_code == 403


def test_the_pages_of_factors_stand_under_a_strict_policy(verifier):
    client = signed_in(verifier)
    for path in ("/account/", "/account/app/", "/account/passkey/", "/account/password/"):
        assert_strict(client.get(path), path)
    set_up(client)
    keyed_by = Authenticator.objects.get(user=verifier, type="totp")
    assert keyed_by.wrap()
    for path in ("/account/codes/", "/account/codes/new/", "/account/app/remove/", "/account/"):
        assert_strict(client.get(path), path)
    assert_strict(half_in(verifier).get("/login/factor/"), "/login/factor/")


def assert_strict(page, path):
    assert page.status_code == 200, path
    text = page.content.decode()
    assert inline(text) == [] and pressed_for_nothing(text) == [], path
    assert "default-src 'self'" in page["Content-Security-Policy"], path
    assert "no-store" in page["Cache-Control"], path


def test_with_the_app_every_other_session_goes(verifier):
    here, there = signed_in(verifier), signed_in(verifier)
    set_up(here)
    assert there.get("/panel/").status_code == 200
    assert here.post("/account/app/remove/").status_code == 302
    assert here.get("/account/").status_code == 200
    assert there.get("/panel/")["Location"].startswith("/login/")


def test_who_can_be_asked_for_nothing_is_told_how_to_go_on(verifier):
    client = signed_in(verifier)
    verifier.set_unusable_password()
    verifier.save()
    client.force_login(verifier)
    page = client.get("/prove/").content.decode()
    assert "Keluarlah, masuk lagi" in page and 'action="/logout/"' in page


def test_a_second_click_takes_nothing_more_away(verifier, people):
    set_up(signed_in(verifier))
    boss, now = people[Role.ADMINISTRATOR], timezone.now()
    for act in (accounts.reset_factor, accounts.renew):
        for _click in range(2):
            act(verifier.pk, by=boss, now=now, reason=REASON)
    assert Change.objects.filter(what="account").count() == 2


def test_another_regencys_account_looks_like_one_that_is_not_there(people):
    far = build.person("far.away")
    build.appoint(far, Role.CAMAT, build.MUBA)
    boss = Client()
    boss.force_login(people[Role.ADMINISTRATOR])
    for verb in ("renew", "reset_factor"):
        pages = [boss.get(f"/reference/accounts/{pk}/{verb}/") for pk in (far.pk, 10**9)]
        assert [page.status_code for page in pages] == [404, 404]
        texts = [re.sub(r'value="[\w-]{64}"|accounts/\d+/', "", p.content.decode()) for p in pages]
        assert texts[0] == texts[1]
    assert "far.away" not in boss.get("/reference/accounts/").content.decode()


def test_the_next_page_looks_for_the_same_words(people):
    for n in range(41):
        one = build.person(f"amp{n}", name=f"Desa A&B = 50% {n}")
        build.appoint(one, Role.OPD_VERIFIER)
    boss = Client()
    boss.force_login(people[Role.ADMINISTRATOR])
    found = boss.get("/reference/accounts/", {"q": "A&B = 50%"}).content.decode()
    (there,) = re.findall(r'href="([?][^"]*page=2)"', found)
    assert boss.get(f"/reference/accounts/{html.unescape(there)}").context["words"] == "A&B = 50%"
