"""The pages of an accident in two stages, at the village's desk and where it is read."""

from datetime import datetime, time, timedelta

import pytest
from django.utils import timezone

from claims.models import Claim
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent
from tests.claims.test_village_pages import begin, put, yesterday

pytestmark = pytest.mark.django_db


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    client.cookies["django_language"] = "en"
    return client


def desk(client, people, role):
    client.force_login(people[role])
    client.cookies["django_language"] = "en"
    return client


EVENT = {"event_place": "Kebun sawit", "cause": "Jatuh", "at_work": "yes", "died": "no"}
REPORTER = {
    "reporter_name": "Rusdi", "reporter_relation": "employer", "reporter_phone": "0811 7001 122",
}  # fmt: skip


def test_a_village_reports_an_accident_page_by_page(head):
    claim = begin(head, "accident")
    put(head, claim, "person", name="Sulaiman Demo")
    put(head, claim, "event", event_on=yesterday(), **EVENT)
    assert put(head, claim, "family", **REPORTER).url == f"/village/{claim.code}/report/"
    page = head.get(f"/village/{claim.code}/report/")
    assert page.context["may_report"] and page.context["pages_wrong"] == []
    assert [tone for tone, _ in page.context["hours"]] == ["info"]
    answer = head.post(f"/village/{claim.code}/report/", form(claim), follow=True)
    assert answer.status_code == 200 and answer.redirect_chain[-1][0] == f"/village/{claim.code}/"
    claim.refresh_from_db()
    assert claim.state == "reported"
    # What is still owed, each with its page.
    owed = {row["key"] for row in answer.context["owed"]}
    assert {"harm", "payee", "papers"} <= owed
    for key in owed:
        assert f'href="/village/{claim.code}/{key}/"' in answer.content.decode()


def test_what_a_report_lacks_is_said_with_its_page_and_nothing_moves(head):
    claim = begin(head, "accident")
    put(head, claim, "event", event_on=yesterday(), **EVENT)
    page = head.get(f"/village/{claim.code}/report/").content.decode()
    assert f'href="/village/{claim.code}/family/"' in page and "<button" in page
    assert head.post(f"/village/{claim.code}/report/", form(claim)).status_code == 422
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_who_may_only_prepare_is_told_whom_to_tell(client, people):
    claim = recent("draft", people, kind="accident", at_work=True)
    page = desk(client, people, Role.VILLAGE_OPERATOR).get(f"/village/{claim.code}/report/")
    assert page.status_code == 200 and not page.context["may_report"]
    assert client.post(f"/village/{claim.code}/report/", form(claim)).status_code == 403


def test_a_death_has_no_page_of_report(head, people):
    claim = recent("draft", people)
    assert head.get(f"/village/{claim.code}/report/").status_code == 409
    assert "/report/" not in head.get(f"/village/{claim.code}/check/").content.decode()


def test_the_check_of_a_draft_offers_both_ways(head, people):
    claim = recent("draft", people, kind="accident", at_work=True)
    page = head.get(f"/village/{claim.code}/check/").content.decode()
    assert f"/village/{claim.code}/report/" in page and f"/village/{claim.code}/submit/" in page


def test_a_reported_accident_is_a_group_of_its_own_with_its_next_reminder(head, people):
    claim = recent("reported", people)
    page = head.get("/village/")
    assert [row.code for row in page.context["reported"]] == [claim.code]
    assert claim not in page.context["under_way"]
    following = claim.deadlines.get().next_action_at
    assert f"{timezone.localtime(following):%Y}" in page.content.decode()
    assert head.get(f"/village/{claim.code}/report/").url == f"/village/{claim.code}/"


def test_stage_two_is_filled_in_and_submitted(head, people):
    claim = recent("reported", people)
    today = str(timezone.localdate())
    put(head, claim, "harm", months_unfit="2", total_disability="no", healed_on=today)
    claim.refresh_from_db()
    assert str(claim.healed_on) == today
    page = head.get(f"/village/{claim.code}/check/")
    assert page.context["may_submit"] and not page.context["may_report"]
    assert [tone for tone, _ in page.context["hours"]] == ["good", "info"]
    assert head.post(f"/village/{claim.code}/submit/", form(claim)).status_code == 302
    claim.refresh_from_db()
    assert claim.state == "submitted"
    sentences = head.get(f"/village/{claim.code}/").context["hours"]
    assert [tone for tone, _ in sentences] == ["good", "good"]


def test_the_end_lies_neither_in_the_future_nor_before_the_accident(head, people):
    claim = recent("reported", people)
    today = timezone.localdate()
    for day in (today + timedelta(days=1), claim.event_on - timedelta(days=1)):
        answer = put(head, claim, "harm", healed_on=str(day))
        assert 'id="id_healed_on_error"' in answer.content.decode()


@pytest.mark.parametrize(
    ("hours", "said"), [(1, "1 hour after"), (30, "30 hours after"), (1573, "65 days after")]
)
def test_a_late_stage_is_said_in_hours(head, people, hours, said):
    day = timezone.localdate() - timedelta(days=9)
    claim = recent("submitted", people, kind="accident", at_work=True, event_on=day, healed_on=day)
    # Both count from the end of the day, and both came with the claim.
    ended = datetime.combine(day, time(), tzinfo=build.JAKARTA) + timedelta(days=3)
    Claim.objects.filter(pk=claim.pk).update(submitted_at=ended + timedelta(hours=hours))
    page = head.get(f"/village/{claim.code}/").content.decode()
    assert f"Stage II came {said}" in page and f"Stage I was reported {said}" in page


def test_hours_that_have_passed_ask_for_it_all_the_same(head, people):
    long_ago = timezone.localdate() - timedelta(days=20)
    draft = recent("draft", people, kind="accident", at_work=True, event_on=long_ago)
    page = head.get(f"/village/{draft.code}/report/").content.decode()
    assert "Report it all the same" in page
    waiting = recent("reported", people, event_on=long_ago, healed_on=long_ago)
    page = head.get(f"/village/{waiting.code}/").content.decode()
    assert "Submit it all the same" in page


def test_camat_and_office_read_it_and_have_no_button(client, people):
    claim = recent("reported", people)
    for role, place in ((Role.CAMAT, "district"), (Role.OPD_VERIFIER, "panel")):
        desk(client, people, role)
        home = client.get(f"/{place}/", {"show": "reported"})
        assert [row.code for row in home.context["page"]] == [claim.code]
        assert {t["name"]: t["n"] for t in home.context["tabs"]}["reported"] == 1
        page = client.get(f"/{place}/{claim.code}/")
        assert page.status_code == 200 and page.context["moves"] == []
        assert page.context["hours"]


def test_it_is_not_among_what_has_been_passed_on_or_decided(client, people):
    recent("reported", people)
    desk(client, people, Role.CAMAT)
    assert client.get("/district/", {"show": "passed"}).context["page"].object_list.count() == 0
    desk(client, people, Role.OPD_HEAD)
    assert client.get("/panel/", {"show": "decided"}).context["page"].object_list.count() == 0


def test_why_this_date_names_the_right_and_its_years(client, people):
    claim = recent("reported", people)
    page = desk(client, people, Role.CAMAT).get(f"/district/{claim.code}/").content.decode()
    assert "5 years after" in page and "PP 82/2019 art. 26" in page


def test_the_camat_still_reads_one_that_was_withdrawn(client, people):
    claim = recent("reported", people)
    do("withdraw", claim, people)
    desk(client, people, Role.CAMAT)
    assert client.get(f"/district/{claim.code}/").status_code == 200
