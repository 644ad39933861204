"""The village's desk over HTTP."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.models import Claim, Document, Notice
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404
from tests.faults import crowd


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def begin(client, kind="death", key=None):
    said = {"kind": kind, "village": build.HERE, "key": key or uuid4()}
    client.post("/village/start/", said)
    return Claim.objects.latest("id")


def put(client, claim, page, **values):
    claim.refresh_from_db()
    said = {"version": claim.version, "next": "on", **values}
    return client.post(f"/village/{claim.code}/{page}/", said)


PERSON = {
    "name": "Sulaiman  bin Demo", "nik": "1602 0512 0371 9901", "kk": build.KK,
    "born_on": "12-03-1971", "sex": "M",
}  # fmt: skip
EVENT = {"event_place": "Rumah", "cause": "Sakit", "at_work": "no"}
FAMILY = {
    "reporter_name": "Rusdi", "reporter_relation": "neighbour", "reporter_phone": "62 811 7001122",
    "heir_name": "Aminah", "heir_relation": "wife", "heir_phone": "0811-7003344", "decile": "3",
}  # fmt: skip
PAYEE = {
    "payee_name": "Aminah", "payee_relation": "wife", "bank": "120", "account": "0012 3456 78901",
}  # fmt: skip


def yesterday():
    return (timezone.localtime() - timedelta(days=1)).date().isoformat()


def photo(name="akta.jpg", content=None):
    return SimpleUploadedFile(name, content or build.jpeg(), "text/html")


def test_a_claim_is_filled_in_page_by_page_and_submitted(head):
    claim = begin(head)
    assert put(head, claim, "person", **PERSON).url.endswith("/event/")
    assert put(head, claim, "event", event_on=yesterday(), **EVENT).url.endswith("/family/")
    assert put(head, claim, "family", **FAMILY).url.endswith("/payee/")
    assert put(head, claim, "payee", **PAYEE).url.endswith("/children/")
    papers = {"file-akta_kematian": [photo(), photo("dua.png")]}
    assert put(head, claim, "papers", **papers).url.endswith("/check/")
    page = head.get(f"/village/{claim.code}/check/").content.decode()
    assert f'action="/village/{claim.code}/submit/"' in page
    assert build.NIK not in page and "1602••••" in page
    # An account is compared with the bank book by its end.
    ending = PAYEE["account"][-3:]
    assert f"•{ending}" in page and PAYEE["account"] not in page
    sent = head.post(f"/village/{claim.code}/submit/", form(claim), follow=True)
    assert claim.code in sent.content.decode()
    claim.refresh_from_db()
    assert claim.state == State.SUBMITTED
    assert (claim.nik.reveal(), claim.name) == (build.NIK, "Sulaiman bin Demo")
    assert (claim.reporter_phone, claim.heir_phone) == ("+628117001122", "+628117003344")
    assert claim.facts.get(key="decile").stated == 3
    assert f"•{ending}" not in head.get(f"/village/{claim.code}/").content.decode()


def test_the_akta_number_is_kept_as_written_and_shown_before_submitting(head):
    claim = begin(head)
    put(head, claim, "event", event_on=yesterday(), akta_number=" 1602-KM-05032026-0012 ", **EVENT)
    page = head.get(f"/village/{claim.code}/check/").content.decode()
    assert "1602-KM-05032026-0012" in page
    put(head, claim, "event", event_on=yesterday(), akta_number="-", **EVENT)
    claim.refresh_from_db()
    assert claim.akta_number == ""


def test_who_outlived_the_accident_has_no_akta(head):
    claim = begin(head, "accident")
    said = {**EVENT, "at_work": "yes", "died": "no", "akta_number": "1602-KM-05032026-0012"}
    put(head, claim, "event", event_on=yesterday(), **said)
    claim.refresh_from_db()
    assert claim.akta_number == ""
    said |= {"died": "yes", "died_on": yesterday()}
    put(head, claim, "event", event_on=yesterday(), **said)
    claim.refresh_from_db()
    assert claim.akta_number == "1602-KM-05032026-0012"


def test_a_double_click_makes_one_claim(head):
    key = uuid4()
    assert begin(head, key=key) == begin(head, key=key)
    assert Claim.objects.count() == 1


def test_a_double_click_on_a_page_goes_on_all_the_same(head):
    claim = begin(head)
    said = {"version": 0, "next": "on", **PERSON}
    first, second = (head.post(f"/village/{claim.code}/person/", said) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    other = head.post(f"/village/{claim.code}/person/", said | {"name": "Orang Lain"})
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("page", "field", "typed"),
    [
        ("person", "nik", "123"),
        ("person", "nik", "9902051203719901"),
        ("person", "nik", "1602051203710000"),
        ("person", "born_on", "31-02-1990"),
        ("person", "born_on", "2999-01-01"),
        ("person", "name", "a\0b"),
        ("person", "name", "x" * 5000),
        ("person", "sex", "Q"),
        ("event", "event_on", "kemarin"),
        ("event", "event_on", "0001-01-01"),
        ("event", "event_time", "25:99"),
        ("event", "cause", "\0"),
        ("family", "reporter_phone", "halo"),
        ("family", "heir_phone", "1" * 40),
        ("family", "decile", "11"),
        ("family", "months_paid", "9" * 5000),
        ("family", "base", "Rp1,5"),
        ("payee", "account", "12a45678"),
        ("payee", "bank", "999"),
    ],
)
def test_a_wrong_field_is_told_beside_it_and_nothing_typed_is_lost(head, page, field, typed):
    claim = begin(head)
    other = {"person": "kk", "event": "event_place", "family": "heir_name", "payee": "payee_name"}
    kept = {other[page]: "1602051502109902"}
    answer = put(head, claim, page, **kept, **{field: typed})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in text and f'href="#id_{field}"' in text
    assert "1602051502109902" in text


def test_an_odd_nik_is_a_warning_and_kept(head):
    claim = begin(head)
    answer = put(head, claim, "person", **PERSON | {"born_on": "1971-03-13"})
    assert "tanggal lahir yang lain" in head.get(answer.url).content.decode()
    claim.refresh_from_db()
    assert claim.nik.reveal() == build.NIK


def test_who_died_is_offered_neither_as_reporter_nor_as_account_holder(head, people):
    claim = build.draft(people)
    for page in ("family", "payee"):
        assert "korban sendiri" not in head.get(f"/village/{claim.code}/{page}/").content.decode()
    lives = build.draft(people, kind="accident", at_work=True)
    for page in ("family", "payee"):
        assert "korban sendiri" in head.get(f"/village/{lives.code}/{page}/").content.decode()


def test_of_who_died_at_work_nobody_asks_about_treatment_or_working_again(head, people):
    claim = build.draft(people, kind="accident", at_work=True, died_on=build.STORY["event_on"])
    pages = [head.get(f"/village/{claim.code}/{page}/").content.decode()
             for page in ("harm", "report", "check")]  # fmt: skip
    for words in ("Masih dirawat", "mampu bekerja lagi"):
        assert not any(words in page for page in pages), words
    assert "Laporkan sekarang (tahap I)" in pages[1]
    sent = put(head, claim, "harm", medical="1.500.000")
    assert sent.url.endswith("/payee/")
    assert claim.facts.get(key="medical").stated == 1_500_000


def test_an_empty_nik_keeps_the_one_on_record(head, people):
    claim = recent("draft", people)
    put(head, claim, "person", name="Nama Baru", born_on="1971-03-12", sex="M")
    claim.refresh_from_db()
    assert (claim.name, claim.nik.reveal()) == ("Nama Baru", build.NIK)


def test_of_several_files_the_good_ones_are_kept(head):
    claim = begin(head)
    files = [photo("baik.jpg"), photo("buruk.jpg", b"<script>"), photo("kosong.jpg", b" ")]
    answer = put(head, claim, "papers", **{"file-pendukung": files})
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "buruk.jpg bukan foto" in text and "baik.jpg" not in text
    document = Document.objects.get(claim=claim)
    assert document.content_type == "image/jpeg"
    assert put(head, claim, "papers", remove=document.token).status_code == 302
    assert not claim.documents.filter(removed_at=None).exists()
    assert put(head, claim, "papers", remove="\0" * 40).status_code == 302


def test_a_paper_that_is_too_large_is_refused_in_plain_words(head, settings):
    settings.PAPER_MAX_BYTES = 100
    answer = put(head, begin(head), "papers", **{"file-pendukung": photo()})
    assert "terlalu besar" in answer.content.decode()


def test_children_are_kept_and_a_half_one_is_asked_for(head, people):
    claim = recent("draft", people)
    row = {"child-TOTAL_FORMS": 6, "child-INITIAL_FORMS": 0, "child-0-name": "Budi"}
    answer = put(head, claim, "children", **row)
    assert 'id="id_child-0-born_on_error"' in answer.content.decode()
    row |= {"child-0-born_on": "2012-05-05", "child-0-level": "smp", "child-0-grade": "2"}
    assert put(head, claim, "children", **row).status_code == 302
    assert list(claim.children.values_list("name", "grade")) == [("Budi", 2)]
    assert put(head, claim, "children").status_code == 422


def test_who_outlives_an_accident_is_asked_for_harm_and_not_for_heirs(head):
    claim = begin(head, "accident")
    said = {"event_on": yesterday(), **EVENT, "at_work": "yes", "died": "no"}
    assert put(head, claim, "event", **said).url.endswith("/family/")
    put(head, claim, "harm", months_unfit="3", medical="Rp2.500.000", total_disability="no")
    assert claim.facts.get(key="medical").stated == 2_500_000
    page = head.get(f"/village/{claim.code}/family/").content.decode()
    assert "heir_name" not in page and "reporter_name" in page
    said |= {"died": "yes"}
    assert 'id="id_died_on_error"' in put(head, claim, "event", **said).content.decode()


def test_what_is_missing_is_said_with_a_link_to_its_page(head):
    claim = begin(head)
    page = head.get(f"/village/{claim.code}/check/").content.decode()
    assert f'href="/village/{claim.code}/payee/"' in page and "/submit/" not in page
    answer = head.post(f"/village/{claim.code}/submit/", form(claim))
    assert answer.status_code == 422


def test_the_operator_prepares_and_the_head_submits(client, people):
    claim = recent("draft", people)
    client.force_login(people[Role.VILLAGE_OPERATOR])
    page = client.get(f"/village/{claim.code}/check/").content.decode()
    assert "/submit/" not in page and "Beri tahu kepala desa" in page
    assert "Masih ada surat yang belum ada" in page and "mengajukan sekarang" not in page
    assert client.post(f"/village/{claim.code}/submit/", form(claim)).status_code == 403
    assert put(client, claim, "event", event_on=yesterday(), **EVENT).status_code == 302


def test_a_returned_file_is_mended_and_answered(head, people):
    claim = recent("sent_back", people)
    home = head.get("/village/").content.decode()
    assert home.index("KTP?") < home.index("Sedang berjalan")
    assert put(head, claim, "event", event_on=yesterday(), **EVENT).status_code == 302
    url = f"/village/{claim.code}/answer/"
    assert "KTP?" in head.get(url).content.decode()
    assert 'id="id_note_error"' in head.post(url, form(claim)).content.decode()
    assert head.post(url, form(claim, note="Sudah.")).url.endswith("/sent/")
    claim.refresh_from_db()
    assert claim.state == State.ENDORSED


def test_withdrawing_takes_a_reason(head, people):
    claim = recent("submitted", people)
    url = f"/village/{claim.code}/withdraw/"
    assert head.get(url).status_code == 200
    assert head.post(url, form(claim, reason="other")).status_code == 422
    assert head.post(url, form(claim, reason="family_wishes")).status_code == 302
    late = head.post(url, form(claim, reason="family_wishes"))
    assert late.status_code == 409 and "sudah memproses klaim ini" in late.content.decode()


def test_a_submitted_claim_can_no_longer_be_written_in(head, people):
    claim = recent("submitted", people)
    for page in ("person", "children", "papers", "check"):
        assert head.get(f"/village/{claim.code}/{page}/").url == f"/village/{claim.code}/"
    late = head.post(f"/village/{claim.code}/person/", {"name": "Lain"}, follow=True)
    assert "sudah memproses klaim ini" in late.content.decode()


def test_the_pages_of_a_strangers_claim_look_like_none(client, people):
    elsewhere = build.everybody(build.NEXT_DOOR, "2")
    claim = recent("submitted", elsewhere, village=build.NEXT_DOOR)
    client.force_login(people[Role.VILLAGE_HEAD])
    for page in ("", "person/", "papers/", "check/", "submit/", "answer/", "withdraw/", "sent/"):
        assert same_404(client, "/village/{code}/" + page, claim.code)
    token = claim.documents.first().token
    assert client.get(f"/papers/{claim.code}/{token}").status_code == 404


def test_a_paper_is_served_quietly_to_those_who_may_see_its_claim(head, people):
    claim = recent("draft", people)
    answer = head.get(f"/papers/{claim.code}/{claim.documents.first().token}")
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox; default-src 'none'")
    assert "no-store" in answer["Cache-Control"]
    assert b"".join(answer.streaming_content) == build.jpeg()


@pytest.mark.parametrize("state", list(State))
def test_the_claims_page_shows_every_state(head, people, state):
    claim = recent(state, people)
    page = head.get(f"/village/{claim.code}/")
    assert page.status_code == 200 and claim.code in page.content.decode()


@pytest.mark.parametrize("n", [3, 30])
def test_the_list_asks_the_same_number_of_questions(head, people, n, django_assert_num_queries):
    for state in ("submitted", "sent_back", "withdrawn", "draft"):
        crowd.copies(n - 1, recent(state, people))
    for i in range(n // 3):
        recent("awarded", people, nik=f"16020512037198{i:02}")
    with django_assert_num_queries(27):
        assert head.get("/village/").status_code == 200


def test_what_is_under_way_comes_in_pages_of_its_own(head, people):
    crowd.copies(10, recent("submitted", people))
    crowd.copies(10, recent("withdrawn", people))
    page = head.get("/village/?ended=2")
    assert "?ended=2&amp;under_way=2" in page.content.decode()
    lists = [page.context[name] for name in ("under_way", "ended")]
    assert [(found.number, len(found)) for found in lists] == [(1, 10), (2, 1)]
    page = head.get("/village/?under_way=2").context["under_way"]
    assert len(page) == 1 and not set(page) & set(lists[0])
    assert head.get("/village/?under_way=x&ended=99").status_code == 200


def test_the_inbox_tells_and_forgets_on_demand(head, people):
    claim = recent("draft", people)
    for verb in ("submit", "send_back"):
        do(verb, claim, people)
    notices = Notice.objects.filter(person=people[Role.VILLAGE_HEAD], channel="inbox")
    page = head.get("/inbox/").content.decode()
    assert "dikembalikan" in page and 'class="count">1<' in page
    assert claim.name in page
    assert head.get(f"/claims/{claim.code}/").url == f"/village/{claim.code}/"
    head.post("/inbox/read/", {"notice": "9" * 30})
    head.post("/inbox/read/", {"notice": notices.get().pk})
    assert notices.get().read_at is not None
