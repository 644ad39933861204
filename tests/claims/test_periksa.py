"""Is this letter genuine? What the public page says, and that it says nothing else."""

import html
import re

import pytest

from claims import actions
from regencies.models import Role
from tests.build import NOW
from tests.claims.lettered import K, lettered


def said(page) -> str:
    """The visible words of the page's own part, without those of its form."""
    main = re.search(r"<main.*?</main>", page.content.decode(), re.S)[0]
    main = re.sub(r"<form.*?</form>", "", main, flags=re.S)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", main))).strip()


NUMBERED = (
    "Nomor 001/SKTM/16.02.05.2011/III/2026 Tanggal 2 Maret 2026 Kantor Desa Kijang Ulu, "
    "Kecamatan Kayu Agung, Kabupaten Ogan Komering Ilir "
    "Nomor dan tanggal harus sama dengan yang di kertas."
)


def test_a_genuine_letter_is_its_number_day_and_office_and_nothing_else(client, people):
    letter = lettered(K.SKTM, people)
    assert said(client.get(f"/periksa/{letter.code}/")) == (
        "Apakah surat ini asli? Asli: surat ini dikeluarkan oleh kantor ini. " + NUMBERED
    )


def test_a_withdrawn_letter_is_told_to_be_so(client, people):
    letter = lettered(K.SKTM, people)
    actions.withdraw_letter(letter.pk, note="Nama salah.", by=people[Role.VILLAGE_HEAD], now=NOW)
    assert said(client.get(f"/periksa/{letter.code}/")) == (
        "Apakah surat ini asli? Ditarik: surat ini tidak berlaku lagi. " + NUMBERED
    )


@pytest.mark.parametrize(
    "code",
    ["A" * 26, "A" * 22, "x", "1602-26-000001", "A" * 3000, "%00", "a b", "' OR 1=1 --", "ü" * 22],
)
def test_an_unknown_code_has_the_same_page_and_costs_the_same(
    client, people, code, django_assert_num_queries
):
    letter = lettered(K.SKTM, people)
    for asked in (letter.code, code):
        with django_assert_num_queries(2):
            page = client.get(f"/periksa/{asked}/")
        assert page.status_code == 200
    assert said(page) == "Apakah surat ini asli? Tidak ada surat dengan kode ini."


def test_neither_the_number_nor_the_token_is_a_code(client, people):
    letter = lettered(K.SKTM, people)
    for code in (letter.token, letter.claim.code, letter.sha256, letter.code.lower()[:21]):
        assert "Tidak ada surat" in said(client.get(f"/periksa/{code}/"))


@pytest.mark.parametrize(
    "typed", ["{code}", " {code} ", "https://x.example/periksa/{code}/", "{typed}"]
)
def test_the_code_may_be_typed_in(client, people, typed):
    letter = lettered(K.SKTM, people)
    # By hand, from paper: small letters, other groups, an O for a nought.
    by_hand = letter.code.lower().replace("-", " ").replace("0", "o")
    answer = client.post("/periksa/", {"code": typed.format(code=letter.code, typed=by_hand)})
    assert answer.url == f"/periksa/{letter.code}/"


def test_what_is_no_code_is_answered_like_an_unknown_one(client, db):
    for typed in ("1602051203719901", "halo", "a\0b", "../" * 9):
        answer = client.post("/periksa/", {"code": typed}, follow=True)
        assert answer.status_code in {200, 422}
        assert "1602051203719901" not in str(answer.redirect_chain)
    assert client.post("/periksa/", {"code": ""}).status_code == 422


def test_it_is_kept_nowhere_and_listed_nowhere(client, people):
    letter = lettered(K.SKTM, people)
    for page in (client.get("/periksa/"), client.get(f"/periksa/{letter.code}/")):
        assert page["Cache-Control"] == "no-store, private"
        assert page["X-Robots-Tag"] == "noindex" and 'content="noindex"' in page.content.decode()


def test_it_speaks_english_too(client, people):
    letter = lettered(K.SKTM, people)
    client.cookies["django_language"] = "en"
    assert "Genuine: this letter was issued by this office." in said(
        client.get(f"/periksa/{letter.code}/")
    )
