"""A page is kept while it is filled in, from two devices, and from a phone that comes late."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims.models import Claim, Document
from regencies.models import Role
from tests import build
from tests.claims.pages import do, recent

JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def opened(client, claim, page):
    """The fields of a page as a browser has them when it is opened."""
    form = client.get(f"/village/{claim.code}/{page}/").context["form"]
    shown = {f.html_name: f.value() for f in form if f.value() not in (None, "")}
    return shown | {"next": "on", **{name: was for name, was in form.was_fields() if was}}


def sent(client, claim, page, fields, **how):
    return client.post(f"/village/{claim.code}/{page}/", fields, **how)


def phoned(client, claim, page, **fields):
    return sent(client, claim, page, {**fields, "next": "stay"}, **JSON)


# While it is filled in ------------------------------------------------------------------------


def test_what_is_right_is_kept_while_the_rest_is_being_typed(head, people):
    claim = build.draft(people, papers=False, name="", nik="", born_on=None)
    page = opened(head, claim, "person")
    answer = phoned(head, claim, "person", **page | {"name": "Siti", "nik": "16020512"}).json()
    claim.refresh_from_db()
    assert claim.name == "Siti" and not claim.nik
    assert answer["said"].startswith(("Saved", "Tersimpan"))
    assert len(answer["faults"]) == 1 and answer["faults"][0].startswith("NIK")
    # The page now knows what stands on record, so that it never clashes with itself.
    page |= answer["was"] | {"version": answer["version"], "name": "Siti Demo"}
    assert phoned(head, claim, "person", **page).status_code == 200
    claim.refresh_from_db()
    assert claim.name == "Siti Demo"


def test_saving_what_did_not_change_writes_nothing(head, people):
    claim = build.draft(people)
    for page in ("person", "event", "family", "payee"):
        assert phoned(head, claim, page, **opened(head, claim, page)).status_code == 200
    assert Claim.objects.get(pk=claim.pk).version == claim.version


def test_a_phone_is_told_where_to_go_on(head, people):
    claim = build.draft(people)
    answer = sent(head, claim, "person", opened(head, claim, "person"), **JSON).json()
    assert answer["to"] == f"/village/{claim.code}/event/"


# Two devices ----------------------------------------------------------------------------------


def test_two_devices_that_touch_different_fields_keep_both(head, people):
    claim = build.draft(people)
    one, other = (opened(head, claim, "event") for _ in range(2))
    assert sent(head, claim, "event", one | {"event_place": "Sungai"}).status_code == 302
    assert sent(head, claim, "event", other | {"cause": "Tenggelam"}).status_code == 302
    claim.refresh_from_db()
    assert (claim.event_place, claim.cause) == ("Sungai", "Tenggelam")


def test_two_devices_that_touch_the_same_field_see_both_values(head, people):
    claim = build.draft(people)
    one, other = (opened(head, claim, "event") for _ in range(2))
    sent(head, claim, "event", one | {"cause": "Jatuh"})
    answer = sent(head, claim, "event", other | {"cause": "Tenggelam"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "Jatuh" in text and 'id="id_cause_error"' in text
    claim.refresh_from_db()
    assert claim.cause == "Jatuh"
    # Sent once more, it is a choice.
    form = answer.context["form"]
    again = other | {"cause": "Tenggelam", "version": form["version"].value()}
    assert sent(head, claim, "event", again | dict(form.was_fields())).status_code == 302
    claim.refresh_from_db()
    assert claim.cause == "Tenggelam"


def test_a_number_that_nobody_may_see_clashes_without_being_shown(head, people):
    claim = build.draft(people)
    one, other = (opened(head, claim, "person") for _ in range(2))
    sent(head, claim, "person", one | {"nik": "1602051203719955"})
    answer = sent(head, claim, "person", other | {"nik": "1602051203719966"}, **JSON)
    said = answer.json()
    assert answer.status_code == 409 and "NIK" in said["sentence"]
    assert "1602051203719955" not in answer.content.decode()
    assert sent(head, claim, "person", other | {"nik": "1602051203719955"}).status_code == 302


def test_facts_and_yes_or_no_are_merged_as_well(head, people):
    claim = build.draft(people, kind="accident", at_work=True)
    one, other = (opened(head, claim, "harm") for _ in range(2))
    sent(head, claim, "harm", one | {"total_disability": "no", "medical": "Rp2.000.000"})
    assert sent(head, claim, "harm", other | {"months_unfit": "7"}).status_code == 302
    said = dict(claim.facts.values_list("key", "stated"))
    assert (said["months_unfit"], said["medical"], said["total_disability"]) == (7, 2_000_000, 0)
    clash = sent(head, claim, "harm", other | {"total_disability": "yes"}, **JSON)
    assert clash.status_code == 409


def test_a_page_without_a_signal_changes_only_what_was_filled_in(head, people):
    """It was empty, so it says of each field that nothing stood there."""
    claim = build.draft(people, reporter_phone="")
    late = {"version": 0, "next": "on", "reporter_phone": "0811 7001122"}
    assert sent(head, claim, "family", late, **JSON).status_code == 200
    assert sent(head, claim, "family", late, **JSON).status_code == 200
    claim.refresh_from_db()
    assert (claim.reporter_phone, claim.heir_name) == ("+628117001122", "Aminah Demo")
    clash = sent(head, claim, "family", late | {"heir_name": "Orang Lain"}, **JSON)
    assert clash.status_code == 409 and "Aminah Demo" in clash.json()["sentence"]


# Refused for good -----------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["person", "children"])
def test_a_phone_that_comes_after_the_claim_has_gone_is_told_so(head, people, page):
    claim = recent("draft", people)
    fields = {"version": claim.version, "name": "Siti"}
    do("submit", claim, people)
    answer = sent(head, claim, page, fields, **JSON)
    assert answer.status_code == 409 and "camat" in answer.json()["sentence"]


def test_a_wrong_field_is_a_sentence_for_the_phone(head, people):
    claim = build.draft(people)
    page = opened(head, claim, "person") | {"nik": "123"}
    answer = sent(head, claim, "person", page, **JSON)
    assert answer.status_code == 422 and "NIK" in answer.json()["sentence"]
    child = {"child-TOTAL_FORMS": 6, "child-INITIAL_FORMS": 0, "child-0-name": "Budi",
             "version": claim.version}  # fmt: skip
    assert sent(head, claim, "children", child, **JSON).status_code == 422


# Photos in pieces -----------------------------------------------------------------------------

UPLOAD = "3f0f7a36-2f1d-4c1b-9a53-6a4b4a0f2d11"


def piece(client, claim, offset, body, total, **values):
    said = {"upload": UPLOAD, "paper": "ktp_peserta", "offset": offset, "total": total,
            "name": "ktp.jpg", "piece": SimpleUploadedFile("p", body), **values}  # fmt: skip
    return client.post(f"/village/{claim.code}/papers/piece/", said, **JSON)


def test_a_photo_goes_on_where_it_was_cut_and_is_kept_once(head, people):
    claim, photo = build.draft(people, papers=False), build.jpeg()
    n, half = len(photo), len(photo) // 2
    assert piece(head, claim, 0, b"", n).json() == {"received": 0}
    assert piece(head, claim, 0, photo[:half], n).json() == {"received": half}
    # The answer was lost: the same piece again, and one that comes too early.
    assert piece(head, claim, 0, photo[:half], n).json() == {"received": half}
    assert piece(head, claim, n - 1, photo[-1:], n).json() == {"received": half}
    for _ in range(2):
        done = piece(head, claim, half, photo[half:], n).json()
        assert done["received"] == n
    document = Document.objects.get(claim=claim)
    assert done["href"].endswith(document.token)
    assert document.content_type == "image/jpeg"
    with Image.open(document.file) as kept:
        assert kept.size == (60, 80)


def test_what_is_no_photo_is_refused_when_it_is_whole(head, people):
    claim = build.draft(people, papers=False)
    answer = piece(head, claim, 0, b"<script>", 8)
    assert answer.status_code == 422 and "ktp.jpg" in answer.json()["sentence"]
    assert not claim.documents.exists()
    assert piece(head, claim, 0, b"", 8).json() == {"received": 0}


@pytest.mark.parametrize(
    "wrong",
    [{"paper": "x"}, {"upload": "x"}, {"offset": -1}, {"total": 10**9}, {"total": 0}],
)
def test_a_piece_that_makes_no_sense_is_refused(head, people, wrong):
    claim = build.draft(people, papers=False)
    answer = piece(head, claim, **{"offset": 0, "body": b"x", "total": 5} | wrong)
    assert answer.status_code == 422 and answer.json()["sentence"]


@pytest.mark.parametrize(("total", "told"), [(0, "ktp.jpg kosong"), (40_000_000, "Paling besar")])
def test_a_phone_is_told_what_is_wrong_with_a_file_before_it_is_sent(head, people, total, told):
    claim = build.draft(people, papers=False)
    sentence = piece(head, claim, 0, b"", total).json()["sentence"]
    assert told in sentence and "ktp.jpg" in sentence


def test_no_piece_is_taken_in_for_a_strangers_or_a_submitted_claim(head, people):
    claim = recent("submitted", people)
    assert piece(head, claim, 0, b"x", 5).status_code == 409
    head.force_login(build.everybody(build.NEXT_DOOR, "2")[Role.VILLAGE_HEAD])
    assert piece(head, claim, 0, b"x", 5).status_code == 404


# The phone's own ------------------------------------------------------------------------------


def test_the_worker_is_never_cached_and_keeps_to_the_village(client, db):
    answer = client.get("/sw.js?language=en")
    assert answer["Content-Type"] == "text/javascript"
    assert "no-store" in answer["Cache-Control"]
    assert answer["Service-Worker-Allowed"] == "/village/"
    assert "/offline/en/person/" in answer.content.decode()


@pytest.mark.parametrize("name", ["person", "event", "family", "payee", "none"])
def test_the_pages_without_a_signal_say_nothing_of_anybody(head, people, name):
    build.draft(people)
    text = head.get(f"/offline/id/{name}/").content.decode()
    assert "Sulaiman" not in text and "Village_Head" not in text and "csrf" not in text


def test_signing_out_empties_the_phone(head):
    assert head.post("/logout/")["Clear-Site-Data"] == '"storage"'
