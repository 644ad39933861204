"""Letters over HTTP: the card, issuing, opening, withdrawing."""

import pytest

from claims.models import Event, Letter
from claims.rules.letters import LetterKind
from regencies.models import Role
from tests import build
from tests.claims.lettered import K, lettered
from tests.claims.pages import form, recent, same_404

HEAD, CAMAT, OPD = Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_HEAD


def text(page):
    return page.content.decode()


def at(letter, tail=""):
    return f"/letters/{letter.claim.code}/{letter.token}/{tail}"


def test_the_village_issues_and_opens_a_letter(client, people):
    claim = recent("draft", people)
    client.force_login(people[HEAD])
    address = f"/letters/{claim.code}/issue/sktm/"
    assert address in text(client.get(f"/village/{claim.code}/"))
    page = text(client.get(address))
    assert people[HEAD].name in page and "Kepala Desa Kijang Ulu" in page
    sent = form(claim)
    for _ in range(2):  # a double click
        answer = client.post(address, sent)
        letter = Letter.objects.get()
        assert answer.url == at(letter)
    page = text(client.get(at(letter)))
    assert letter.number in page and build.NIK not in page
    assert letter.number in text(client.get(f"/village/{claim.code}/"))
    # It has whole numbers: a link alone does not open it.
    assert client.get(at(letter, "file/")).url == at(letter)
    refused = client.post(at(letter, "file/"), {"note": ""})
    assert refused.status_code == 422 and not Event.objects.filter(move="read_letter").exists()
    opened = client.post(at(letter, "file/"), {"note": "Dicetak untuk ahli waris"})
    assert opened.content.startswith(b"%PDF") and opened["Content-Type"] == "application/pdf"
    look = Event.objects.get(claim=claim, move="read_letter", by=people[HEAD])
    assert look.note == "Dicetak untuk ahli waris"


def test_the_list_of_papers_leads_to_the_letters_that_are_printed_here(client, people):
    claim = recent("draft", people)
    client.force_login(people[HEAD])
    page = text(client.get(f"/village/{claim.code}/papers/"))
    for kind in ("sktm", "ahli_waris", "kuasa"):
        assert f"/letters/{claim.code}/issue/{kind}/" in page
    # The village's cover letter names the papers that go with it: not before they are handed in.
    assert "/issue/pengantar_desa/" not in page
    letter = lettered(K.SKTM, people, claim=claim)
    page = text(client.get(f"/village/{claim.code}/papers/"))
    assert at(letter) in page and "/issue/sktm/" not in page
    build.attach(claim, people, "sktm")
    assert at(letter) not in text(client.get(f"/village/{claim.code}/papers/"))
    hurt = recent("draft", people, kind="accident", at_work=True)
    assert "/issue/" not in text(client.get(f"/village/{hurt.code}/papers/"))


def test_the_paper_is_served_inert_and_uncached(client, people):
    letter = lettered(K.TANDA_TERIMA, people)
    client.force_login(people[CAMAT])
    answer = client.get(at(letter, "file/"))
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Disposition"] == (
        f'inline; filename="{letter.claim.code}-tanda_terima.pdf"'
    )
    assert not Event.objects.filter(move="read_letter").exists()


@pytest.mark.parametrize(
    ("kind", "role", "desk"),
    [
        (K.PENGANTAR_KECAMATAN, CAMAT, "district/{code}"), (K.PENOLAKAN, OPD, "panel/{code}"),
        (K.KEPUTUSAN_PENERIMA, OPD, "panel/{code}"),
        (K.PENJELASAN_MANFAAT, Role.CASHIER, "money/{code}/1"),
    ],
)  # fmt: skip
def test_each_desk_has_the_letters_on_its_page(client, people, kind, role, desk):
    letter = lettered(kind, people, by=people[role])
    client.force_login(people[role])
    page = text(client.get(f"/{desk.format(code=letter.claim.code)}/"))
    assert at(letter) in page and letter.number in page
    assert f"/issue/{kind}/" not in page or kind == K.PENJELASAN_MANFAAT


def test_an_explanation_is_issued_for_each_award(client, people):
    claim = recent("awarded", people)
    client.force_login(people[OPD])
    page = text(client.get(f"/panel/{claim.code}/"))
    for number in (1, 2):
        address = f"/letters/{claim.code}/issue/penjelasan_manfaat/{number}/"
        assert address in page
        assert client.post(address, form(claim)).status_code == 302
    assert Letter.objects.count() == 2
    assert "/issue/penjelasan_manfaat/" not in text(client.get(f"/panel/{claim.code}/"))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("issue/sktm/", 403), ("issue/nope/", 404), ("issue/penolakan/", 409),
        ("issue/penjelasan_manfaat/", 409), ("issue/penjelasan_manfaat/1/", 404),
        ("0" * 32 + "/", 404), ("0" * 32 + "/file/", 404), ("0" * 32 + "/withdraw/", 404),
    ],
)  # fmt: skip
def test_what_is_not_theirs_or_not_there(client, people, path, status):
    claim = recent("verified", people)
    client.force_login(people[OPD])
    assert client.get(f"/letters/{claim.code}/{path}").status_code == status


def test_a_letter_that_stands_is_not_issued_again(client, people):
    letter = lettered(K.SKTM, people)
    client.force_login(people[HEAD])
    page = client.get(f"/letters/{letter.claim.code}/issue/sktm/")
    assert page.status_code == 409 and letter.number in text(page)
    assert "/issue/sktm/" not in text(client.get(f"/village/{letter.claim.code}/"))


def test_withdrawing_asks_why_and_is_told(client, people):
    letter = lettered(K.SKTM, people)
    client.force_login(people[HEAD])
    assert client.post(at(letter, "withdraw/"), form(letter.claim, note="")).status_code == 422
    sent = form(letter.claim, note="Nama salah.")
    for _ in range(2):
        assert client.post(at(letter, "withdraw/"), sent).url == at(letter)
    page = text(client.get(at(letter)))
    assert "Nama salah." in page and "withdraw/" not in page
    assert "/issue/sktm/" in text(client.get(f"/village/{letter.claim.code}/"))
    assert client.get(at(letter, "withdraw/")).status_code == 409
    client.force_login(people[CAMAT])
    assert client.get(at(letter, "withdraw/")).status_code in {403, 404}


def test_a_strangers_letter_looks_like_one_that_does_not_exist(client, people):
    others = build.everybody(build.MUBA, "2")
    letter = lettered(K.TANDA_TERIMA, others, village=build.MUBA)
    client.force_login(people[OPD])
    for tail in ("", "file/", "withdraw/"):
        path = f"/letters/{{code}}/{letter.token}/{tail}"
        assert same_404(client, path, letter.claim.code)
    assert same_404(client, "/letters/{code}/issue/penolakan/", letter.claim.code)


def test_strangers_are_asked_to_sign_in(client, people):
    letter = lettered(K.TANDA_TERIMA, people)
    for tail in ("", "file/", "withdraw/"):
        assert client.get(at(letter, tail)).url.startswith("/login/?next=")


def test_the_village_does_not_read_who_opened_it(client, people):
    letter = lettered(K.SKTM, people)
    build.do("submit", letter.claim, people)
    client.force_login(people[Role.AUDITOR])
    client.post(at(letter, "file/"), {"note": "Dibandingkan"})
    assert "1 kali" not in text(client.get(f"/panel/{letter.claim.code}/"))
    inside = client.get(f"/panel/{letter.claim.code}/").context["events"]
    client.force_login(people[HEAD])
    outside = client.get(f"/village/{letter.claim.code}/").context["events"]
    assert "read_letter" in {event.move for event in inside}
    assert "read_letter" not in {event.move for event in outside}


def test_no_address_of_a_letter_holds_a_number_of_a_person(people):
    for kind in (LetterKind.SKTM, LetterKind.KUASA):
        letter = lettered(kind, people)
        assert build.NIK[:12] not in at(letter) + letter.code + letter.file.name


def test_the_letters_cost_the_page_the_same_however_many(
    client, people, django_assert_max_num_queries
):
    claim = recent("draft", people)
    client.force_login(people[HEAD])
    client.get(f"/village/{claim.code}/")
    with django_assert_max_num_queries(60) as before:
        client.get(f"/village/{claim.code}/")
    for kind in (K.SKTM, K.KUASA, K.AHLI_WARIS):
        lettered(kind, people, claim=claim)
    with django_assert_max_num_queries(60) as after:
        client.get(f"/village/{claim.code}/")
    assert len(before) == len(after)
