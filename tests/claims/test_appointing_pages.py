"""The administrator brings a list of officials, looks at what it does, and gives out the codes."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook, load_workbook

from regencies.models import Activation, Appointment, Change, Person, Role
from tests import build
from tests.build import PASSWORD

PAGE, IMPORT = "/reference/people/", "/reference/people/import/"
HEADS = ["Kode Desa", "Jabatan", "Nama", "No HP", "Surel", "TMT"]
ROWS = [
    [build.NEXT_DOOR, "Kepala Desa", "Budi Contoh", 8117001122, "budi@example.org", "1/9/2026"],
    [build.HERE, "Kades", "Cici Contoh", "", "", "1/10/2026"],
    [build.MUBA, "Kades", "Dedi Contoh", "", "", "1/10/2026"],
    [build.HERE, "Raja", "Eka Contoh", "", "", "1/10/2026"],
]
WHY = "SK Bupati 141/2026"


@pytest.fixture
def admin(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    return client


def file(*rows, heads=HEADS):
    book = Workbook()
    for row in (heads, *rows):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    return SimpleUploadedFile("pejabat.xlsx", out.getvalue())


def text(page) -> str:
    return page.content.decode()


def looked_at(admin, *rows) -> dict:
    page = admin.post(IMPORT, {"file": file(*rows)})
    assert page.status_code == 200, text(page)
    return {"kept": page.context["kept"], "seen": page.context["found"].seen, "confirm": "yes",
            "reason": WHY}  # fmt: skip


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_posts(client, people, role):
    client.force_login(people[role])
    for page in (PAGE, IMPORT):
        assert client.get(page).status_code == 403
        assert client.post(page, {"file": file(*ROWS)}).status_code == 403


def test_a_preview_says_what_would_happen_and_writes_nothing(admin, people):
    before = Appointment.objects.count()
    page = admin.post(IMPORT, {"file": file(*ROWS)})
    said = text(page)
    assert "Budi Contoh" in said and people[Role.VILLAGE_HEAD].name in said
    # Another regency is not theirs to appoint in.
    assert [line for line, _faults in page.context["refused"]] == [4, 5]
    assert Appointment.objects.count() == before and not Change.objects.exists()


def test_confirmed_with_a_reason_it_is_written_and_the_former_head_ends(admin, people):
    said = looked_at(admin, *ROWS)
    assert admin.post(IMPORT, said | {"reason": ""}).status_code == 422
    assert admin.post(IMPORT, said).status_code == 302
    assert Person.objects.get(username="budi.contoh").phone == "+628117001122"
    former = people[Role.VILLAGE_HEAD].appointments.get()
    assert str(former.to_on) == "2026-09-30"
    changes = Change.objects.filter(what="appointment")
    assert changes.count() == 3 and {c.reason for c in changes} == {WHY}
    assert "budi@example.org" not in text(admin.get("/reference/changes/"))
    # The same list again has nothing to write.
    page = admin.post(IMPORT, {"file": file(*ROWS)})
    assert page.context["found"].changes == 0 and 'name="confirm"' not in text(page)


def test_what_was_looked_at_and_is_different_now_is_not_written(admin):
    said = looked_at(admin, *ROWS)
    build.appoint(build.person("other"), Role.VILLAGE_HEAD, build.NEXT_DOOR)
    assert admin.post(IMPORT, said).status_code == 409
    assert not Person.objects.filter(username="budi.contoh").exists()


def test_refused_rows_come_as_a_file(admin):
    said = looked_at(admin, *ROWS)
    answer = admin.post(IMPORT, {"kept": said["kept"], "refused": "yes"})
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert [row[2] for row in rows[1:]] == ["Dedi Contoh", "Eka Contoh"]


def test_nobody_appoints_themselves(admin, people):
    boss = people[Role.ADMINISTRATOR]
    row = ["16.02", "Kepala Dinas", boss.name, "", boss.email, "1/10/2026"]
    page = admin.post(IMPORT, {"file": file(row)})
    assert page.context["found"].counts["refused"] == 1


def test_an_account_that_another_regency_keeps_as_well_keeps_its_mailbox(admin):
    far = build.person("far", name="Budi Contoh", phone="+628117001122", email="far@example.org")
    build.appoint(far, Role.VILLAGE_OPERATOR, build.MUBA)
    row = [
        build.NEXT_DOOR,
        "Operator",
        "Budi Contoh",
        "08117001122",
        "mine@example.org",
        "1/9/2026",
    ]
    page = admin.post(IMPORT, {"file": file(row)})
    assert page.context["found"].counts["refused"] == 1
    row[4] = ""
    assert admin.post(IMPORT, {"file": file(row)}).context["found"].counts["created"] == 1


@pytest.mark.parametrize("kept", ["", "{", "[1,2]", '[["a"],[["x"]]]'])
def test_what_is_no_list_is_told(admin, kept):
    assert admin.post(IMPORT, {"kept": kept}).status_code == 422


def test_no_file_is_told(admin):
    assert admin.post(IMPORT, {"file": file(heads=["a", "b", "c"])}).status_code == 422


def appointed(admin) -> dict[str, Person]:
    admin.post(IMPORT, looked_at(admin, *ROWS))
    return {one.username: one for one in Person.objects.filter(username__endswith=".contoh")}


def test_slips_are_shown_once_and_open_the_accounts(admin, client):
    found = appointed(admin)
    page = admin.post(PAGE, {"person": [one.pk for one in found.values()], "way": "slip"})
    said = text(page)
    codes = re.findall(r'class="secret">([0-9A-Z-]{19})<', said)
    assert len(codes) == len(set(codes)) == 2 and said.count("<svg") >= 2
    assert "no-store" in page["Cache-Control"]
    again = text(admin.get(PAGE))
    assert not any(code in again for code in codes)
    client.logout()
    answer = client.post(
        "/aktivasi/",
        {"username": "budi.contoh", "secret": codes[0], "password": PASSWORD, "again": PASSWORD},
    )
    assert answer.status_code == 302
    assert client.login(username="budi.contoh", password=PASSWORD)


def test_links_are_owed_to_those_with_a_mailbox(admin):
    found = appointed(admin)
    page = admin.post(
        PAGE, {"person": [one.pk for one in found.values()], "way": "mail"}, follow=True
    )
    assert Activation.objects.get().person == found["budi.contoh"]
    said = [str(one) for one in page.context["messages"]][-1]
    assert re.findall(r"\d+", said) == ["1", "1"]


def test_nobody_ticked_is_told(admin, people):
    appointed(admin)
    assert admin.post(PAGE, {"way": "slip"}).status_code == 422
    # Whoever is not on the page can't be asked for.
    far = build.person("far")
    build.appoint(far, Role.VILLAGE_HEAD, build.MUBA)
    assert admin.post(PAGE, {"person": [far.pk], "way": "slip"}).status_code == 422
    assert not Activation.objects.exists()


def test_the_list_asks_as_much_for_one_account_as_for_thirty(
    admin, django_assert_num_queries, django_assert_max_num_queries
):
    admin.get(PAGE)
    with django_assert_max_num_queries(20) as few:
        admin.get(PAGE)
    for n in range(30):
        build.appoint(build.person(f"new{n}"), Role.VILLAGE_OPERATOR)
    with django_assert_num_queries(len(few)):
        admin.get(PAGE)
