"""The papers on the pages: what this case needs and why, the reviewer's answers, the way of a
returned paper from the desk to the village and back."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims import actions
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404

BECAUSE, ONLY_IF = "Karena ahli waris adalah suami atau istri", "Hanya bila"


def text(page) -> str:
    return re.sub(r"\s+", " ", page.content.decode())


def sign_in(client, people, role):
    client.force_login(people[role])
    return client


def judged(claim, people, verdicts, role=Role.OPD_VERIFIER):
    now = claim.created_at
    return actions.judge(claim.pk, verdicts, by=people[role], now=now)


def photo():
    return SimpleUploadedFile("ktp.jpg", build.jpeg(), "image/jpeg")


# What the case needs -------------------------------------------------------------------------


def test_the_village_sees_what_this_case_needs_and_why_and_nothing_else(client, people):
    claim = recent("draft", people)
    page = text(sign_in(client, people, Role.VILLAGE_HEAD).get(f"/village/{claim.code}/papers/"))
    assert BECAUSE in page and "tunjukkan aslinya" in page
    needed, perhaps = page.split("Hanya bila berlaku bagi keluarga ini")
    assert 'name="file-buku_nikah"' in needed and 'name="file-npwp"' in perhaps
    assert "Hanya bila pembayaran" in perhaps
    assert "file-akta_kelahiran" not in page and "file-beasiswa" not in page


def test_in_english_too(client, people):
    claim = recent("draft", people)
    sign_in(client, people, Role.VILLAGE_HEAD)
    client.cookies["django_language"] = "en"
    page = text(client.get(f"/village/{claim.code}/papers/"))
    assert "Because the heir is the spouse" in page and "Only if it applies to you" in page


def test_a_paper_that_is_no_longer_needed_is_kept_in_sight(client, people):
    claim = recent("draft", people)
    build.attach(claim, people, "buku_nikah")
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"heir_relation": "sibling"}, by=head, now=claim.created_at)
    client.force_login(head)
    for where in ("papers", "check"):
        page = text(client.get(f"/village/{claim.code}/{where}/"))
        assert "Buku nikah" in page[page.index("Juga disimpan") :]
        assert BECAUSE not in page


@pytest.mark.parametrize(
    ("role", "url"),
    [(Role.VILLAGE_HEAD, "/village/{}/"), (Role.CAMAT, "/district/{}/"),
     (Role.OPD_HEAD, "/panel/{}/"), (Role.AUDITOR, "/panel/{}/")],
)  # fmt: skip
def test_every_desk_reads_why_and_what_was_found(client, people, role, url):
    claim = recent("endorsed", people)
    judged(claim, people, {"ktp_peserta": ("wrong", "KTP orang lain.")})
    page = text(sign_in(client, people, role).get(url.format(claim.code)))
    assert BECAUSE in page and "KTP orang lain." in page and ">salah<" in page


# The reviewer's answers ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "role", "desk"),
    [("submitted", Role.CAMAT, "district"), ("submitted", Role.DISTRICT_OFFICER, "district"),
     ("endorsed", Role.OPD_VERIFIER, "panel"), ("verified", Role.OPD_SECTION_HEAD, "panel")],
)  # fmt: skip
def test_a_desk_judges_all_papers_at_once(client, people, state, role, desk):
    claim = recent(state, people)
    url = f"/{desk}/{claim.code}/papers/"
    sign_in(client, people, role)
    assert f'href="{url}"' in text(client.get(f"/{desk}/{claim.code}/"))
    page = client.get(url)
    assert page.status_code == 200 and 'name="initial-ktp_peserta"' in text(page)
    sent = form(claim, ktp_peserta="unreadable", akta_kematian="accepted", kpj="missing")
    assert client.post(url, sent).url == f"/{desk}/{claim.code}/"
    assert dict(claim.paper_verdicts.values_list("paper", "verdict")) == {
        "ktp_peserta": "unreadable", "akta_kematian": "accepted", "kpj": "missing",
    }  # fmt: skip
    assert 'value="unreadable" checked' in re.sub(
        r' id="\w+"| required', "", text(client.get(url))
    ).replace('checked=""', "checked")


def test_a_wrong_paper_without_a_word_is_told_beside_it_and_nothing_is_lost(client, people):
    claim = recent("endorsed", people)
    sign_in(client, people, Role.OPD_VERIFIER)
    sent = form(claim, ktp_peserta="wrong", kpj="missing", kpj_note="Kartu hilang?")
    answer = client.post(f"/panel/{claim.code}/papers/", sent)
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) == {"ktp_peserta"}
    assert "Kartu hilang?" in text(answer) and not claim.paper_verdicts.exists()


def test_what_a_colleague_said_meanwhile_is_left_alone(client, people):
    claim = recent("endorsed", people)
    sign_in(client, people, Role.OPD_VERIFIER)
    shown = form(claim, **{"initial-kpj": "", "kpj": "", "initial-ktp_peserta": ""})
    judged(claim, people, {"kpj": ("missing", "")}, Role.OPD_SECTION_HEAD)
    client.post(f"/panel/{claim.code}/papers/", shown | {"ktp_peserta": "accepted"})
    assert set(claim.paper_verdicts.values_list("paper", "verdict")) == {
        ("kpj", "missing"), ("ktp_peserta", "accepted"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("state", "role", "desk", "status"),
    [("endorsed", Role.CAMAT, "district", 409), ("submitted", Role.OPD_VERIFIER, "panel", 409),
     ("endorsed", Role.OPD_HEAD, "panel", 403), ("endorsed", Role.AUDITOR, "panel", 403),
     ("endorsed", Role.VILLAGE_HEAD, "panel", 403), ("approved", Role.OPD_VERIFIER, "panel", 409)],
)  # fmt: skip
def test_others_are_refused(client, people, state, role, desk, status):
    claim = recent(state, people)
    url = f"/{desk}/{claim.code}/papers/"
    sign_in(client, people, role)
    assert client.get(url).status_code == status
    assert client.post(url, form(claim, ktp_peserta="missing")).status_code == status
    assert not claim.paper_verdicts.exists()


def test_a_strangers_papers_look_like_none(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("endorsed", muba, village=build.MUBA)
    sign_in(client, people, Role.OPD_VERIFIER)
    assert same_404(client, "/panel/{code}/papers/", claim.code)


def test_who_stands_for_the_papers_sees_what_nobody_has_judged(client, people):
    claim = recent("submitted", people)
    page = text(sign_in(client, people, Role.CAMAT).get(f"/district/{claim.code}/endorse/"))
    assert "Diperlukan dan belum dinilai" in page
    do("endorse", claim, people)
    judged(claim, people, {"ktp_peserta": ("expired", "")})
    sign_in(client, people, Role.OPD_VERIFIER)
    url = f"/panel/{claim.code}/verify/"
    page = text(client.get(url))
    assert "Diperlukan dan belum dinilai" in page and "Ditemukan bermasalah" in page
    actions.assess(claim.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=claim.created_at)
    refused = client.post(url, form(claim))
    assert refused.status_code == 422 and refused.context["form"].non_field_errors()


# From the return to the answer ---------------------------------------------------------------


def test_the_way_of_a_returned_paper(client, people):
    claim = recent("endorsed", people)
    desk, village = f"/panel/{claim.code}", f"/village/{claim.code}"
    # The verifier can't send a file back for a paper without saying which.
    sign_in(client, people, Role.OPD_VERIFIER)
    sent = form(claim, reason="paper_unreadable", note="Mohon difoto ulang.")
    refused = client.post(f"{desk}/send_back/", sent)
    assert refused.status_code == 422 and f'href="{desk}/papers/"' in text(refused)
    verdicts = form(claim, ktp_peserta="unreadable", ktp_peserta_note="NIK tertutup jari.",
                    kpj="missing", next="send_back")  # fmt: skip
    assert client.post(f"{desk}/papers/", verdicts).url == f"{desk}/send_back/"
    assert "NIK tertutup jari." in text(client.get(f"{desk}/send_back/"))
    assert client.post(f"{desk}/send_back/", sent).status_code == 302

    # The village finds exactly these on every page, with the field to send them.
    sign_in(client, people, Role.VILLAGE_HEAD)
    for page in (f"{village}/", f"{village}/answer/", f"{village}/papers/"):
        told = text(client.get(page))
        asked = told[told.index("Surat-surat ini diminta lagi") :]
        assert "NIK tertutup jari." in asked and "Tidak dapat dibaca" in asked
        assert asked.count('name="file-ktp_peserta"') == asked.count('name="file-kpj"') == 1
    early = client.post(f"{village}/answer/", form(claim, note="Sudah."))
    assert early.status_code == 422
    assert set(early.context["form"].errors) == {"without_ktp_peserta", "without_kpj"}

    new = {"file-ktp_peserta": photo(), "next": "answer"}
    assert client.post(f"{village}/papers/", new).url == f"{village}/answer/"
    told = text(client.get(f"{village}/answer/"))
    assert "berkas baru terkirim" in told
    assert 'name="without_ktp_peserta"' not in told and 'name="without_kpj"' in told
    done = form(claim, note="KTP difoto ulang.", without_kpj="Kartu hanyut saat banjir.")
    assert client.post(f"{village}/answer/", done).url == f"{village}/sent/"
    claim.refresh_from_db()
    assert claim.state == State.ENDORSED

    # The verifier reads the village's word beside the paper, and may let it do.
    sign_in(client, people, Role.OPD_VERIFIER)
    assert "Kartu hanyut saat banjir." in text(client.get(f"{desk}/papers/"))
    good = form(claim, ktp_peserta="accepted", kpj="accepted", kpj_note="Nomor KPJ cukup.")
    assert client.post(f"{desk}/papers/", good).status_code == 302
    assert set(claim.paper_verdicts.values_list("verdict", flat=True)) == {"accepted"}


def test_a_file_that_is_none_is_told_on_the_papers_page(client, people):
    claim = recent("endorsed", people)
    judged(claim, people, {"kpj": ("missing", "")})
    do("send_back", claim, people)
    sign_in(client, people, Role.VILLAGE_HEAD)
    bad = SimpleUploadedFile("kpj.jpg", b"<script>", "image/jpeg")
    answer = client.post(f"/village/{claim.code}/papers/", {"file-kpj": bad, "next": "claim"})
    assert answer.status_code == 422 and "kpj.jpg bukan foto" in text(answer)
