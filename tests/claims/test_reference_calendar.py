"""The administrator's calendar over HTTP: days off one by one, and a decree as a file."""

from datetime import date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from claims.models import Deadline, Event
from regencies.models import Change, DeadlineRule, Holiday, Role
from tests import build
from tests.build import JAKARTA
from tests.claims.test_reference_pages import HEAD, WHY, YEAR, admin, seen, text_of

__all__ = ["admin"]  # the fixture


def test_a_local_day_is_added_corrected_and_removed_with_a_reason(admin, people):
    said = {
        "day": "2026-10-11", "name": "HUT OKI", "kind": "local", "regency_id": "16.02",
        "source": "SE Bupati", "confidence": "H",
    }  # fmt: skip
    assert admin.post("/reference/holidays/add/", said).status_code == 422
    assert not Holiday.objects.filter(day="2026-10-11").exists()
    assert admin.post("/reference/holidays/add/", said | {"reason": WHY}).status_code == 302
    row = Holiday.objects.get(day="2026-10-11")
    assert admin.post("/reference/holidays/add/", said | {"reason": WHY}).status_code == 422

    url = f"/reference/holidays/{row.pk}/"
    mark = seen(admin.get(url))
    fixed = said | {"name": "Hari jadi OKI", "reason": "Salah nama", "seen": mark}
    assert admin.post(url, fixed).status_code == 302
    assert admin.post(url, fixed).status_code == 409  # the page is older than the row now
    remove = f"{url}remove/"
    gone = {"seen": seen(admin.get(remove)), "reason": "Dicabut"}
    assert admin.post(remove, gone).status_code == 302
    told = Change.objects.order_by("id")
    assert [(c.before and c.before["name"], c.after and c.after["name"]) for c in told] == [
        (None, "HUT OKI"), ("HUT OKI", "Hari jadi OKI"), ("Hari jadi OKI", None),
    ]  # fmt: skip
    assert {c.by for c in told} == {people[Role.ADMINISTRATOR]}
    assert "Dicabut" in text_of(admin.get("/reference/changes/"))


def test_a_neighbours_day_is_not_theirs(admin):
    row = Holiday.objects.create(
        day=date(2026, 10, 1), name="HUT Muba", kind="local", regency_id="16.06", source="x",
        confidence="H",
    )  # fmt: skip
    assert admin.get(f"/reference/holidays/{row.pk}/").status_code == 404
    assert "HUT Muba" not in text_of(admin.get("/reference/holidays/?year=2026"))


def a_file(*lines, head=HEAD):
    return SimpleUploadedFile("libur.csv", "\n".join([head, *lines]).encode())


def decree(*more, without=()):
    """The year as it stands, as a file, with other lines."""
    rows = Holiday.objects.filter(day__year=YEAR, regency=None).exclude(day__in=without)
    return [
        f'{r.day},"{r.name}",{r.kind},"{r.source}",{r.confidence},' for r in rows
    ] + list(more)  # fmt: skip


def upload(admin, *lines, year=YEAR, **options):
    return admin.post(
        "/reference/holidays/import/", {"year": year, "file": a_file(*lines, **options)}
    )


def confirm(admin, page, **said):
    values = {
        "year": page.context["year"], "text": page.context["text"], "confirm": "yes",
        "seen": page.context["found"].seen, "reason": WHY,
    }  # fmt: skip
    return admin.post("/reference/holidays/import/", values | said)


NEW = f"2026-09-10,Cuti bersama tambahan,cuti_bersama,{WHY},H,"


def test_a_changed_decree_is_shown_then_written_then_moves_what_it_moves(admin, people):
    DeadlineRule.objects.filter(stage="office").update(unit="working")
    begun = datetime(2026, 9, 4, 9, tzinfo=JAKARTA)
    claim = build.claim_in("endorsed", people, now=begun)
    clock = Deadline.objects.get(claim=claim, stage="office")
    was = clock.due_on
    christmas = date(2026, 12, 24)
    page = upload(admin, *decree(NEW, without=[christmas]))
    found = page.context["found"]
    assert [r.day for r in found.added] == [date(2026, 9, 10)]
    assert [r.day for r in found.removed] == [christmas] and not found.changed
    assert page.context["moving"].groups == [(was, was + build.DAY, 1)]
    assert not Change.objects.exists()  # only a look
    assert confirm(admin, page, reason="").status_code == 422 and not Change.objects.exists()

    assert confirm(admin, page).status_code == 302
    assert Change.objects.count() == 2 and {c.reason for c in Change.objects.all()} == {WHY}
    assert not Holiday.objects.filter(day=christmas).exists()
    clock.refresh_from_db()
    assert clock.due_on == was  # the calendar has changed, the clock has not

    client = admin
    client.force_login(people[Role.OPD_VERIFIER])
    text = text_of(client.get(f"/panel/{claim.code}/"))
    assert "kalender" in text.lower()
    client.force_login(people[Role.ADMINISTRATOR])

    page = client.get("/reference/reschedule/")
    assert claim.code in text_of(page)
    said = {"seen": page.context["found"].seen, "reason": WHY}
    assert client.post("/reference/reschedule/", {"seen": said["seen"]}).status_code == 422
    assert client.post("/reference/reschedule/", said | {"seen": "0" * 16}).status_code == 409
    clock.refresh_from_db()
    assert clock.due_on == was
    assert client.post("/reference/reschedule/", said).status_code == 302
    clock.refresh_from_db()
    assert clock.due_on == was + build.DAY
    assert client.post("/reference/reschedule/", said).status_code == 302  # a second click
    assert Event.objects.filter(move="reschedule").count() == 1

    client.force_login(people[Role.OPD_VERIFIER])
    for path in ("/inbox/", f"/panel/{claim.code}/"):
        assert client.get(path).status_code == 200


def test_the_same_decree_again_changes_nothing(admin):
    page = upload(admin, *decree())
    assert page.status_code == 200 and page.context["found"].empty
    assert page.context["found"].same == 25


def test_a_preview_that_is_no_longer_true_is_refused(admin):
    page = upload(admin, *decree(NEW))
    Holiday.objects.filter(day=date(2026, 12, 24)).update(name="Lain")
    assert confirm(admin, page).status_code == 409
    assert not Holiday.objects.filter(day=date(2026, 9, 10)).exists()


def test_a_regencys_own_days_are_touched_only_by_a_file_that_names_it(admin):
    local = Holiday.objects.create(
        day=date(2026, 10, 11), name="HUT OKI", kind="local", regency_id="16.02", source="x",
        confidence="H",
    )  # fmt: skip
    assert upload(admin, *decree()).context["found"].empty
    page = upload(admin, "2026-10-12,HUT OKI,local,SE Bupati,H,16.02")
    found = page.context["found"]
    assert (len(found.added), [r.pk for r in found.removed]) == (1, [local.pk])


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("2026-02-30,X,public,S,H,", "2026-02-30"), ("2025-01-01,X,public,S,H,", "2025-01-01"),
        ("2026-01-01,,public,S,H,", "nama"), ("2026-01-01,X,public,,H,", "sumber"),
        ("2026-01-01,X,feast,S,H,", "feast"), ("2026-01-01,X,public,S,Q,", "H, M"),
        ("2026-01-01,X,local,S,H,", "kabupaten"), ("2026-01-01,X,local,S,H,16.06", "16.06"),
        ("2026-01-01,X,public,S,H,16.02", "kabupaten"), ("2026-01-01,X", "kolom"),
        ("2026-01-01,X,public,S,H,,,", "kolom"), (f"2026-01-01,{'x' * 300},public,S,H,", "panjang"),
        ("2026-01-02,X,public,S,H,\n2026-01-02,Y,public,S,H,", "dua kali"),
        ('2026-01-01,"X,public,S,H,', "CSV"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_in_a_sentence_and_nothing_can_be_confirmed(admin, line, word):
    admin.cookies["language"] = "id"
    page = upload(admin, line)
    assert page.status_code == 422 and page.context["found"] is None
    (fault,) = page.context["form"].faults
    assert word in fault.sentence and fault.line
    said = {"year": YEAR, "text": f"{HEAD}\n{line}", "confirm": "yes", "reason": WHY, "seen": ""}
    assert admin.post("/reference/holidays/import/", said).status_code == 422
    assert not Change.objects.exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\xff\xfe\x00", b"\x00", HEAD.encode(), b"day,name\n2026-01-01,X", b"x" * 200_001,
     b"\x89PNG\r\n\x1a\n", (HEAD + "\n" + "2026-01-01,X,feast,S,H,\n" * 500).encode()],
)  # fmt: skip
def test_a_file_that_is_none_gets_a_sentence(admin, content):
    file = SimpleUploadedFile("libur.csv", content)
    page = admin.post("/reference/holidays/import/", {"year": YEAR, "file": file})
    assert page.status_code == 422
    assert page.context["form"].faults or page.context["form"].errors
    assert admin.post("/reference/holidays/import/", {"year": "x"}).status_code == 422


def test_a_spreadsheet_of_this_country_is_read_too(admin):
    lines = ["17/08/2031;HUT RI;public;SKB;H;"]
    page = upload(admin, *lines, year=2031, head="\ufeff" + HEAD.replace(",", ";"))
    assert [r.day for r in page.context["found"].added] == [date(2031, 8, 17)]


def test_a_year_leaves_as_the_file_that_the_import_reads(admin):
    Holiday.objects.create(
        day=date(YEAR, 10, 1), name="HUT OKI", kind="local", regency_id="16.02", source="Perda",
        confidence="M",
    )  # fmt: skip
    taken = admin.get(f"/reference/holidays/{YEAR}.csv")
    assert f"/reference/holidays/{YEAR}.csv" in text_of(
        admin.get(f"/reference/holidays/?year={YEAR}")
    )
    file = SimpleUploadedFile("libur.csv", taken.content)
    page = admin.post("/reference/holidays/import/", {"year": YEAR, "file": file})
    assert page.context["found"].empty and "HUT OKI" in taken.content.decode()
