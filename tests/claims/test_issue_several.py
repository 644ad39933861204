"""Cover letters of several claims: issued in one go, each by itself, printed in one go."""

import io
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import typst
from django.utils import timezone
from pypdf import PdfReader

from claims import actions
from claims.letters import together
from claims.models import Claim, Event, Letter
from regencies.models import Regency, Role
from tests import build
from tests.claims import crowd
from tests.claims.lettered import K, lettered
from tests.claims.pages import do, recent

URL, PRINTED = "/district/issue_several/", "/district/issued.pdf"


@pytest.fixture
def camat(client, people):
    client.force_login(people[Role.CAMAT])
    return client


def offered(client):
    return [claim.code for claim in client.get(URL).context["claims"]]


def sent(client, *claims):
    key = client.get(URL).context["form"].initial["key"]
    return {"key": key, "chosen": [claim.code for claim in claims]}


def test_endorsed_ones_without_a_letter_are_offered_and_those_of_today_ticked(camat, people):
    one, two = recent("endorsed", people), recent("verified", people)
    lettered(K.PENGANTAR_KECAMATAN, people, claim=recent("endorsed", people))
    recent("submitted", people)
    recent("awarded", people)
    old = timezone.now() - timedelta(days=3)
    Claim.objects.filter(pk=two.pk).update(moved_at=old)
    Claim.objects.filter(pk=one.pk).update(moved_at=timezone.now())
    assert offered(camat) == [one.code, two.code]
    assert camat.get(URL).context["ticked"] == [one.code]
    assert URL in camat.get("/district/?show=passed").content.decode()


def test_each_gets_the_next_number_and_all_are_printed_at_once(camat, people):
    claims = [recent("endorsed", people) for _ in range(3)]
    asked = sent(camat, *claims[:2])
    for _ in range(2):  # a double click
        answer = camat.post(URL, asked)
        assert answer.status_code == 302
    letters = list(Letter.objects.order_by("serial"))
    assert [row.serial for row in letters] == [1, 2]
    assert {row.claim_id for row in letters} == {claim.pk for claim in claims[:2]}
    page = camat.get(answer.url)
    text = page.content.decode()
    assert all(row.number in text for row in letters)
    assert [claim.code for claim in page.context["claims"]] == [claims[2].code]
    paper = camat.get(f"{PRINTED}?{page.context['printing']}")
    assert paper["Content-Type"] == "application/pdf" and paper.content.startswith(b"%PDF")
    assert paper["Content-Security-Policy"].startswith("default-src 'none'")


def test_the_officer_of_the_kecamatan_issues_them_for_the_camat(client, people):
    claim = recent("endorsed", people)
    client.force_login(people[Role.DISTRICT_OFFICER])
    client.post(URL, sent(client, claim))
    assert Letter.objects.get().signatory == people[Role.CAMAT].name


def test_one_that_moved_on_keeps_no_other_from_it_and_is_told_with_why(camat, people):
    good, moved = recent("endorsed", people), recent("endorsed", people)
    asked = sent(camat, good, moved)
    do("send_back", moved, people)
    page = camat.post(URL, asked, follow=True)
    assert Letter.objects.get().claim_id == good.pk
    said = [str(message) for message in page.context["messages"]]
    assert len(said) == 1 and moved.code in said[0]


def test_nothing_ticked_is_said_beside_the_list(camat, people):
    claim = recent("endorsed", people)
    page = camat.post(URL, sent(camat))
    assert page.status_code == 422
    assert [row.code for row in page.context["claims"]] == [claim.code]
    assert page.context["form"].errors["chosen"]


def test_a_strangers_claims_and_letters_are_not_there(camat, people):
    others = build.everybody(build.ELSEWHERE, "2")
    strange = recent("endorsed", others, village=build.ELSEWHERE)
    assert strange.code not in offered(camat)
    assert camat.post(URL, sent(camat, strange)).status_code == 422
    letter = lettered(K.PENGANTAR_KECAMATAN, others, claim=strange)
    assert camat.get(f"{PRINTED}?letter={letter.token}").status_code == 404
    # Of its own claims this way opens no letter with whole numbers: those are looked at on record.
    own = lettered(K.SKTM, people)
    assert camat.get(f"{PRINTED}?letter={own.token}").status_code == 404
    assert camat.get(PRINTED).status_code == 404
    assert not Event.objects.filter(move="read_letter").exists()


@pytest.mark.parametrize("role", [Role.VILLAGE_HEAD, Role.OPD_VERIFIER, Role.BUPATI])
def test_the_kecamatan_alone(client, people, role):
    client.force_login(people[role])
    assert client.get(URL).status_code == client.get(PRINTED).status_code == 403


def test_no_page_of_a_letter_is_left_out_and_each_stands_in_its_place():
    one, two = (typst.compile(text) for text in (b"satu", b"dua\n#pagebreak()\ntiga"))
    paper = PdfReader(io.BytesIO(together([one, two, one])))
    assert [page.extract_text() for page in paper.pages] == ["satu", "dua", "tiga", "satu"]


def test_a_letter_that_was_withdrawn_is_not_printed_again(camat, people):
    letter = lettered(K.PENGANTAR_KECAMATAN, people, claim=recent("endorsed", people))
    assert camat.get(f"{PRINTED}?letter={letter.token}").status_code == 200
    actions.withdraw_letter(
        letter.pk, by=people[Role.CAMAT], now=timezone.now(), note="Salah nama."
    )
    assert camat.get(f"{PRINTED}?letter={letter.token}").status_code == 404


def test_today_is_the_day_on_the_wall_of_the_kecamatan(camat, people):
    """Half past midnight in Jayapura is still yesterday in Jakarta."""
    claim = recent("endorsed", people)
    Regency.objects.filter(pk=claim.regency_id).update(zone="Asia/Jayapura")
    zone = ZoneInfo("Asia/Jayapura")
    midnight = timezone.now().astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    for moved_at, ticked in ((midnight, [claim.code]), (midnight - timedelta(minutes=1), [])):
        Claim.objects.filter(pk=claim.pk).update(moved_at=moved_at)
        assert camat.get(URL).context["ticked"] == ticked


@pytest.mark.parametrize("n", [0, 29])
def test_the_page_asks_the_same_number_of_questions(camat, people, n, django_assert_num_queries):
    recent("endorsed", people)
    crowd.multiply(n)
    with django_assert_num_queries(7):
        page = camat.get(URL)
    assert len(page.context["claims"]) == n + 1
