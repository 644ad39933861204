"""The administrator's desk over HTTP: days off, figures, limits, each with a reason."""

from datetime import date, datetime

import pytest
from django.utils import timezone

from claims.models import Deadline, Notice
from claims.models.figure_words import FIGURE_WORDS
from regencies.models import Appointment, Change, CheckRule, DeadlineRule, Figure, Holiday, Role
from regencies.tables import table
from tests import build
from tests.build import JAKARTA
from tests.claims.pages import form, recent

WHY = "SKB 9/2026"
YEAR = 2026
HEAD = "day,name,kind,source,confidence,regency"
PAGES = (
    "", "holidays/", "holidays/add/", "holidays/import/", "reschedule/", "figures/",
    "figures/biaya_pemakaman/", "figures/biaya_pemakaman/add/", "figures/biaya_pemakaman/end/",
    "deadlines/", "deadlines/add/", "checks/", "checks/add/", "changes/",
)  # fmt: skip


@pytest.fixture
def admin(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    return client


def text_of(page) -> str:
    return page.content.decode()


def seen(page) -> str:
    return page.context["form"]["seen"].value() or ""


def row_pages():
    day, rule = Holiday.objects.first(), DeadlineRule.objects.first()
    figure = Figure.objects.filter(key="biaya_pemakaman").first()
    return [
        f"holidays/{day.pk}/", f"holidays/{day.pk}/remove/", f"deadlines/{rule.pk}/",
        f"deadlines/{rule.pk}/apply/", f"checks/{CheckRule.objects.first().pk}/",
        f"figures/biaya_pemakaman/{figure.pk}/",
    ]  # fmt: skip


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_posts(client, people, role):
    client.force_login(people[role])
    rows = [model.objects.count() for model in (Holiday, Figure, DeadlineRule, Change)]
    for page in (*PAGES, *row_pages()):
        assert client.get(f"/reference/{page}").status_code == 403
        assert client.post(f"/reference/{page}", {"reason": WHY}).status_code == 403
    assert rows == [model.objects.count() for model in (Holiday, Figure, DeadlineRule, Change)]


def test_every_page_opens_in_both_languages(admin):
    for language in ("id", "en"):
        admin.cookies["language"] = language
        for page in (*PAGES, *row_pages()):
            answer = admin.get(f"/reference/{page}")
            assert answer.status_code == 200, page
            assert "<style" not in text_of(answer) and "style=" not in text_of(answer)


@pytest.mark.parametrize(
    "page",
    ["holidays/999999999999999999999/", "holidays/0/", "figures/none/",
     "figures/biaya_pemakaman/0/",
     "deadlines/0/", "deadlines/0/apply/"],
)  # fmt: skip
def test_what_does_not_exist_is_404(admin, page):
    assert admin.get(f"/reference/{page}").status_code == 404


@pytest.mark.parametrize("year", ["", "0", "abc", "99999999999999999999", "2500", "-1"])
def test_a_bad_year_in_the_address_is_this_year(admin, year):
    page = admin.get("/reference/holidays/", {"year": year})
    assert page.status_code == 200 and page.context["year"] == timezone.now().year


# Figures and limits ---------------------------------------------------------------------------


def test_a_figure_gets_another_value_from_a_day_on_and_ends(admin):
    said = {"regency_id": "", "from_on": "2030-01-01", "value": "12.000.000", "source": "PP 1/2030",
            "confidence": "H"}  # fmt: skip
    url = "/reference/figures/biaya_pemakaman/"
    assert admin.post(f"{url}add/", said).status_code == 422
    assert admin.post(f"{url}add/", said | {"reason": WHY}).status_code == 302
    assert admin.post(f"{url}add/", said | {"reason": WHY}).status_code == 422  # that day is taken
    ends = {k: v for k, v in said.items() if k != "value"} | {"from_on": "2031-01-01"}
    assert admin.post(f"{url}end/", ends | {"reason": WHY}).status_code == 302
    in_force = Figure.objects.in_force
    assert in_force(date(2029, 12, 31))["biaya_pemakaman"].value == 10_000_000
    assert in_force(date(2030, 6, 1))["biaya_pemakaman"].value == 12_000_000
    assert "biaya_pemakaman" not in in_force(date(2031, 1, 1))
    row = Figure.objects.get(key="biaya_pemakaman", from_on="2030-01-01")
    url = f"{url}{row.pk}/"
    fixed = said | {"value": "Rp12.500.000", "seen": seen(admin.get(url)), "reason": "Salah ketik"}
    assert admin.post(url, fixed).status_code == 302
    row.refresh_from_db()
    assert row.value == 12_500_000
    assert [c.key for c in Change.objects.filter(what="figure")] == ["biaya_pemakaman"] * 3
    page = text_of(admin.get("/reference/figures/biaya_pemakaman/"))
    assert "Salah ketik" in page and "PP 1/2030" in page


def test_since_ever_is_explained_where_a_calendar_shows_1900(admin):
    told = "1 Januari 1900 berarti: sejak awal."
    for row in Figure.objects.filter(key="biaya_pemakaman", regency=None):
        text = text_of(admin.get(f"/reference/figures/{row.key}/{row.pk}/"))
        assert (told in text) == (row.from_on.year == 1900)


@pytest.mark.parametrize("value", ["-1", "x", "1e400", "NaN", "9" * 30, "", "12.5", "1200,50"])
def test_a_bad_value_is_refused_beside_its_field(admin, value):
    said = {"regency_id": "", "from_on": "2030-01-01", "value": value, "source": "PP",
            "confidence": "H", "reason": WHY}  # fmt: skip
    page = admin.post("/reference/figures/biaya_pemakaman/add/", said)
    assert page.status_code == 422 and page.context["form"].errors["value"]


def test_an_award_keeps_its_figures(admin, people):
    claim = recent("awarded", people)
    payout = claim.payouts.get(programme="santunan_oki")
    row = Figure.objects.get(key="oki_santunan_amount", value__isnull=False)
    url = f"/reference/figures/oki_santunan_amount/{row.pk}/"
    said = {"from_on": row.from_on, "value": "2000000", "source": "Perbup", "confidence": "H",
            "seen": seen(admin.get(url)), "reason": WHY}  # fmt: skip
    assert admin.post(url, said).status_code == 302
    payout.refresh_from_db()
    assert payout.amount == 1_000_000


RULE = {
    "stage": "office", "regency_id": "16.02", "programme_id": "", "days": "10", "unit": "working",
    "start_event": "endorse", "warn_days": "3 1 0", "warn_hour": "8",
    "steps": "0: holder, opd_section_head\n2: sekda", "source": "Perbup", "confidence": "M",
}  # fmt: skip


def test_a_new_limit_is_given_to_running_clocks_by_its_own_button(admin, people):
    claim = recent("endorsed", people)
    clock = Deadline.objects.get(claim=claim, stage="office")
    today = timezone.localtime().date()
    said = RULE | {"from_on": today.isoformat(), "reason": WHY}
    assert admin.post("/reference/deadlines/add/", said).status_code == 302
    rule = DeadlineRule.objects.latest("id")
    assert rule.steps == [
        {"after_days": 0, "to": ["holder", "opd_section_head"]},
        {"after_days": 2, "to": ["sekda"]},
    ]
    was, url = clock.due_on, f"/reference/deadlines/{rule.pk}/apply/"
    page = admin.get(url)
    assert claim.code in text_of(page)
    clock.refresh_from_db()
    assert clock.due_on == was
    posted = admin.post(url, {"seen": page.context["found"].seen, "reason": WHY})
    assert posted.status_code == 302
    clock.refresh_from_db()
    assert clock.due_on > was and clock.rule == rule
    assert clock.events.filter(move="reschedule").count() == 1
    assert admin.get(f"/reference/deadlines/{rule.pk}/").status_code == 200


@pytest.mark.parametrize(
    ("field", "value"),
    [("steps", "camat"), ("steps", "1: nobody"), ("steps", "1: camat\n1: sekda"),
     ("warn_days", "-1"), ("warn_days", "x"), ("days", "0"), ("warn_hour", "24"),
     ("unit", "lunar"), ("steps", "9999: camat"),
     pytest.param("warn_days", "9" * 5_000, id="warn_days-digits"),
     pytest.param("steps", "9" * 5_000 + ": camat", id="steps-digits")],
)  # fmt: skip
def test_a_bad_limit_is_refused_beside_its_field(admin, field, value):
    said = RULE | {"from_on": "2030-01-01", "reason": WHY, field: value}
    page = admin.post("/reference/deadlines/add/", said)
    assert page.status_code == 422 and page.context["form"].errors[field]


def test_who_is_told_and_why_are_read_and_written_in_the_language_of_the_page(admin):
    rule = DeadlineRule.objects.filter(stage="office", regency="16.02").latest("from_on")
    url = f"/reference/deadlines/{rule.pk}/"
    form = admin.get(url).context["form"]
    lines = str(form["steps"].value()).splitlines()
    assert lines[:2] == ["0: verifikator yang memegang berkas, Kepala bidang", "1: Kepala dinas"]
    assert "administrasi ditindaklanjuti" in form["source"].value()
    was = rule.source, rule.steps[:2]
    said = {name: form[name].value() or "" for name in form.fields}
    said |= {"steps": "\n".join([*lines[:2], "2: Sekretaris daerah (Sekda), camat"]), "reason": WHY}
    assert admin.post(url, said).status_code == 302
    rule.refresh_from_db()
    # What nobody touched is on record as before.
    assert (rule.source, rule.steps[:2]) == was
    assert rule.steps[2] == {"after_days": 2, "to": ["sekda", "camat"]}


# A year without holidays ----------------------------------------------------------------------


def test_the_banner_stands_on_the_administrators_pages_alone(client, people, time_machine):
    time_machine.move_to(datetime(2027, 11, 2, 9, tzinfo=JAKARTA))
    for role, shown in ((Role.ADMINISTRATOR, True), (Role.OPD_HEAD, False)):
        client.force_login(people[role])
        assert ("/reference/holidays/?year=2028" in text_of(client.get("/inbox/"))) == shown


def test_who_runs_into_an_unknown_year_reads_a_sentence_and_the_administrator_is_told(
    client, people, time_machine
):
    DeadlineRule.objects.filter(stage="camat").update(unit="working", days=20)
    late = datetime(2027, 12, 20, 9, tzinfo=JAKARTA)
    claim = build.draft(people, now=late, event_on=late.date())
    time_machine.move_to(late)
    client.force_login(people[Role.VILLAGE_HEAD])
    for _ in range(2):
        page = client.post(f"/village/{claim.code}/submit/", form(claim, agreed="on"))
        assert page.status_code == 409 and "2028" in text_of(page)
    claim.refresh_from_db()
    assert claim.state == "draft"
    told = Notice.objects.filter(kind="calendar_gap", channel="inbox")
    assert [row.person.username for row in told] == ["administrator"]
    client.force_login(people[Role.ADMINISTRATOR])
    assert "/reference/holidays/?year=2028" in text_of(client.get("/inbox/"))


@pytest.mark.parametrize("n", [1, 4])
def test_the_same_number_of_questions(admin, people, n, django_assert_num_queries):
    DeadlineRule.objects.filter(stage="office").update(unit="working")
    for i in range(n):
        build.claim_in("endorsed", people)
        Holiday.objects.create(
            day=date(2026, 3, 3 + i), name="X", kind="cuti_bersama", source="x", confidence="H"
        )
    for page, queries in QUERIES.items():
        with django_assert_num_queries(queries, info=page):
            assert admin.get(f"/reference/{page}").status_code == 200


QUERIES = {"reschedule/": 7, "holidays/?year=2026": 9, "figures/": 6, "deadlines/": 7}


def test_another_regencys_administrator_keeps_to_their_own(admin, people):
    DeadlineRule.objects.filter(stage="office").update(unit="working")
    claim = build.claim_in("endorsed", people)
    Holiday.objects.create(
        day=date(2026, 3, 3), name="X", kind="cuti_bersama", source="x", confidence="H"
    )
    assert claim.code in text_of(admin.get("/reference/reschedule/"))
    Appointment.objects.filter(role=Role.ADMINISTRATOR).update(regency_id="16.06")
    assert claim.code not in text_of(admin.get("/reference/reschedule/"))


# Checks ---------------------------------------------------------------------------------------


def test_a_check_blocks_from_a_day_on_with_a_reason(admin, people):
    sent = {
        "key": "papers", "regency_id": "16.02", "from_on": "2026-01-01", "blocks": "True",
        "source": "SK Kepala Dinas", "confidence": "H",
    }  # fmt: skip
    assert admin.post("/reference/checks/add/", sent).status_code == 422
    assert admin.post("/reference/checks/add/", sent | {"reason": WHY}).status_code == 302
    assert "papers" in CheckRule.objects.blocking(date(2026, 1, 1), "16.02")
    assert "papers" not in CheckRule.objects.blocking(date(2025, 12, 31), "16.02")
    assert "papers" not in CheckRule.objects.blocking(date(2026, 1, 1), "16.06")
    again = admin.post("/reference/checks/add/", sent | {"reason": WHY})
    assert again.status_code == 422 and "from_on" in again.context["form"].errors
    change = Change.objects.get(what="check")
    assert (change.key, change.reason, change.by) == ("papers", WHY, people[Role.ADMINISTRATOR])


def test_a_check_rule_is_corrected_and_both_are_on_record(admin):
    row = CheckRule.objects.get(key="guardian")
    page = admin.get(f"/reference/checks/{row.pk}/")
    sent = {
        "blocks": "False", "source": row.source, "confidence": "L", "reason": WHY,
        "seen": page.context["form"].initial["seen"],
    }  # fmt: skip
    assert admin.post(f"/reference/checks/{row.pk}/", sent).status_code == 302
    assert "guardian" not in CheckRule.objects.blocking(date(2026, 1, 1))
    change = Change.objects.get(what="check")
    assert (change.before["blocks"], change.after["blocks"]) == (True, False)
    shown = text_of(admin.get("/reference/checks/"))
    assert WHY in shown


def test_every_figure_has_a_name_in_words():
    assert {row["key"] for row in table("figures")} <= set(FIGURE_WORDS)
