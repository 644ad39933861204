"""The way in, the errors, the languages, over HTTP."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from claims import notices
from claims.models import Notice
from regencies.models import Role
from tests import build
from tests.claims.pages import recent

FIRST_DESKS = {
    Role.VILLAGE_HEAD: "/village/",
    Role.VILLAGE_OPERATOR: "/village/",
    Role.CAMAT: "/district/",
    Role.DISTRICT_OFFICER: "/district/",
    Role.OPD_VERIFIER: "/panel/",
    Role.OPD_SECTION_HEAD: "/panel/",
    Role.OPD_HEAD: "/panel/",
    Role.CASHIER: "/money/",
    Role.SEKDA: "/panel/",
    Role.BUPATI: "/panel/figures/",
    Role.AUDITOR: "/panel/",
    Role.ADMINISTRATOR: "/reference/",
}


@pytest.mark.parametrize("role", list(Role))
def test_everybody_begins_at_their_own_desk(client, people, role):
    client.force_login(people[role])
    assert client.get("/").url == FIRST_DESKS[role]


def test_the_first_page_names_the_promise_and_the_sums(client, db):
    page = client.get("/").content.decode()
    for words in ("tujuh hari", "Rp42.000.000", "Rp87.000.000", "Rp1.000.000", "/login/"):
        assert words in page


def test_no_inline_script_or_style_and_a_strict_policy(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    for path in ("/", "/village/", "/village/start/", "/inbox/"):
        answer = client.get(path, follow=True)
        text = answer.content.decode()
        assert "default-src 'self'" in answer["Content-Security-Policy"]
        assert " style=" not in text and "<style" not in text and "onclick" not in text
        assert "<script>" not in text


def test_a_wrong_password_is_told_plainly(client, people):
    answer = client.post("/login/", {"username": "village_head", "password": "salah"})
    assert "tidak cocok" in answer.content.decode()
    assert client.post("/login/", {"username": "a\0", "password": "\0"}).status_code == 200


def test_signing_in_leads_to_the_desk_in_the_persons_language(client, people):
    head = people[Role.VILLAGE_HEAD]
    head.set_password(build.PASSWORD)
    head.language = "en"
    head.save()
    said = {"username": head.username, "password": build.PASSWORD}
    page = client.post("/login/", said, follow=True).content.decode()
    assert "What do I still owe?" in page


def test_signing_out_is_a_post(client, people):
    client.force_login(people[Role.CAMAT])
    assert client.get("/logout/").status_code == 405
    assert client.post("/logout/").url == "/"


def test_outside_its_dates_an_appointment_opens_nothing(client, db):
    somebody = build.person("dulu.kades")
    yesterday = timezone.localdate() - timedelta(days=1)
    build.appoint(somebody, Role.VILLAGE_HEAD, from_on=date(2020, 1, 1), to_on=yesterday)
    client.force_login(somebody)
    assert "Tidak ada jabatan Anda yang berlaku" in client.get("/").content.decode()
    assert client.get("/village/").status_code == 403


def test_indonesian_unless_somebody_chose_otherwise(client, db):
    asked = {"headers": {"accept-language": "en-US,en"}}
    assert '<html lang="id">' in client.get("/", **asked).content.decode()
    client.post("/i18n/setlang/", {"language": "en", "next": "/"})
    assert '<html lang="en">' in client.get("/").content.decode()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "xx"
    assert '<html lang="id">' in client.get("/").content.decode()


def test_who_changes_the_language_gets_mails_in_it_too(client, people):
    camat = people[Role.CAMAT]
    client.force_login(camat)
    for said, kept in (("en", "en"), ("xx", "en"), ("id", "id")):
        client.post("/i18n/setlang/", {"language": said, "next": "/"})
        camat.refresh_from_db()
        assert camat.language == kept


def test_strangers_are_asked_to_sign_in(client, db):
    for path in ("/village/", "/inbox/", "/claims/1602-26-000001/", "/papers/1602-26-000001/a"):
        assert client.get(path).url.startswith("/login/?next=")


@pytest.mark.parametrize(
    "path",
    ["/nope", "/claims/%00/", "/claims/1602-26-999999/", "/village/x%00y/", "/papers/a/%00"],
)
def test_what_is_not_there_is_a_page_of_ours(client, people, path):
    client.force_login(people[Role.VILLAGE_HEAD])
    answer = client.get(path)
    assert answer.status_code == 404
    assert "Tidak ada apa-apa di sini" in answer.content.decode()


def test_a_wrong_role_is_a_403_of_ours(client, people):
    client.force_login(people[Role.BUPATI])
    answer = client.get("/village/")
    assert answer.status_code == 403 and "bukan untuk jabatan Anda" in answer.content.decode()


def test_a_page_open_for_too_long_is_told_so(people):
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login/", {})
    assert answer.status_code == 403 and "terlalu lama terbuka" in answer.content.decode()


def test_a_fault_of_ours_is_a_page_of_ours(client, people):
    claim = build.unreadable(recent("draft", people))
    client.raise_request_exception = False
    client.force_login(people[Role.VILLAGE_HEAD])
    answer = client.get(f"/village/{claim.code}/check/")
    assert answer.status_code == 500 and "gangguan di pihak kami" in answer.content.decode()


def test_a_mail_carries_no_name_number_or_sum(people):
    claim = recent("submitted", people)
    notice = Notice.objects.filter(channel="email").select_related("event", "person").first()
    notices.mail(notice, "https://santunan.example").send()
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert f"https://santunan.example/claims/{claim.code}/" in text
    for secret in (claim.name, build.NIK, build.ACCOUNT, claim.heir_name, "Rp"):
        assert secret not in text


def test_the_address_of_a_button_opened_by_itself_leads_on(client, db, people):
    """As after signing in again on the way: never an empty page."""
    client.force_login(people[Role.OPD_VERIFIER])
    assert client.get("/inbox/read/").url == "/inbox/"
    page = client.get("/panel/take_next/")
    assert page.status_code == 405 and page["Allow"] == "POST"
    assert "Ini dilakukan dengan tombol" in page.content.decode()
