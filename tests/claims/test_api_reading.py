"""What a system reads: of its own territory, of its own kind, and nobody's number."""

import json
import time
from datetime import date, timedelta

import pytest
from django.utils import timezone

from claims import actions
from claims.actions import cover_check
from claims.api import following
from claims.models import Claim, Document
from regencies.models import Coverage, Figure, Participant, Role, Scope, SystemLook, Village
from tests import build
from tests.claims import calling, crowd
from tests.claims.pages import NOBODYS, do, recent

READ = ("/claims/{code}", "/claims/{code}/status")


@pytest.fixture
def village(people):
    return calling.caller(people)


TERRITORIES = {
    "its village": ([build.HERE], True),
    "its kecamatan": ([build.HERE[:8]], True),
    "its regency": ([], True),
    "next door": ([build.NEXT_DOOR], False),
    "another kecamatan": ([build.ELSEWHERE[:8]], False),
}


@pytest.mark.parametrize("path", READ)
@pytest.mark.parametrize("territory", TERRITORIES)
def test_a_claim_is_read_in_its_territory_alone(people, path, territory):
    places, own = TERRITORIES[territory]
    claim = recent("submitted", people)
    caller = calling.caller(people, places=places)
    answer = caller.get(path.format(code=claim.code))
    missing = caller.get(path.format(code=NOBODYS))
    assert missing.status_code == 404
    assert (answer.status_code == 200) is own
    assert own or answer.content == missing.content
    listed = [row["code"] for row in caller.get("/claims").json()["claims"]]
    assert listed == ([claim.code] if own else [])


def test_another_regency_knows_nothing_of_it(people):
    claim = recent("submitted", people)
    muba = build.everybody(build.MUBA, "2")
    caller = calling.caller(muba, regency_id="16.06", places=[])
    for path in READ:
        answer, missing = (caller.get(path.format(code=c)) for c in (claim.code, NOBODYS))
        assert answer.status_code == 404 and answer.content == missing.content
    assert caller.get("/claims").json() == {"claims": [], "next": None}
    assert caller.get("/changes").json()["changes"] == []
    assert caller.get("/payouts").json()["payouts"] == []


@pytest.mark.parametrize("state", ["draft", "reported", "submitted"])
def test_a_draft_is_known_only_to_who_prepares_claims(people, state):
    claim = recent(state, people)
    reader = calling.caller(people, scopes=["claims:read", "status:read"])
    writer = calling.caller(people, scopes=["claims:read", "status:read", "claims:write"])
    known = 404 if state == "draft" else 200
    assert reader.get(f"/claims/{claim.code}").status_code == known
    assert len(reader.get("/claims").json()["claims"]) == (known == 200)
    assert writer.get(f"/claims/{claim.code}").status_code == 200


def test_numbers_are_masked_and_a_status_names_nobody(village, people):
    claim = recent("submitted", people)
    told = village.get(f"/claims/{claim.code}").json()
    assert told["person"]["name"] == build.STORY["name"]
    assert told["person"]["nik"] == claim.nik.reveal()[:4] + "•" * 12
    assert told["family"]["heir_phone"] == "•••" + build.STORY["heir_phone"][-3:]
    text = json.dumps(told)
    status = village.get(f"/claims/{claim.code}/status").content.decode()
    for number in (claim.nik.reveal(), build.KK, build.ACCOUNT):
        assert number not in text and number not in status
    for name in ("Sulaiman", "Aminah", "Rusdi", "Sakit"):
        assert name not in status
    assert "•" not in status


def test_a_status_tells_clock_papers_and_money(village, people):
    claim = recent("submitted", people)
    told = village.get(f"/claims/{claim.code}/status").json()
    clock = claim.deadlines.get()
    assert told["clocks"][0]["stage"] == "camat"
    assert told["clocks"][0]["due_on"] == clock.due_on.isoformat()
    missing = {row["paper"] for row in told["missing"]}
    assert missing == {row.key for row in actions.missing_papers(claim)} and missing
    awarded = recent("awarded", people)
    told = village.get(f"/claims/{awarded.code}/status").json()
    assert [row["number"] for row in told["payouts"]] == [1, 2]


def test_a_list_goes_on_where_it_stopped(village, people):
    recent("submitted", people)
    recent("draft", people)
    crowd.multiply(40)
    seen, after = [], ""
    while after is not None:
        page = village.get(f"/claims?after={after}").json()
        seen += [row["code"] for row in page["claims"]]
        after = page["next"]
    assert len(seen) == len(set(seen)) == Claim.objects.count() == 82
    drafts = village.get("/claims?state=draft").json()["claims"]
    assert {row["state"] for row in drafts} == {"draft"}


@pytest.mark.parametrize(
    "query",
    ["state=nonsense", "after=x", "after=%00", "state=%00", "after=1;DROP", "after=" + "1" * 999],
)
def test_a_list_asked_for_oddly_says_so(village, query):
    answer = village.get(f"/claims?{query}")
    assert answer.status_code == 422 and answer.json()["fields"]


def test_changes_go_on_from_a_cursor_and_pass_over_nothing(village, people):
    claim = build.claim_in("awarded", people)
    first = village.get("/changes").json()
    moves = [row["move"] for row in first["changes"]]
    assert moves == ["start", "submit", "endorse", "verify", "approve", "award"]
    assert first["changes"][1]["due_on"] and first["changes"][-1]["claim"] == claim.code
    assert village.get(f"/changes?cursor={first['cursor']}").json()["changes"] == []
    build.pay(claim.payouts.get(estimate=True), people)
    build.pay(claim.payouts.get(estimate=False), people)
    then = village.get(f"/changes?cursor={first['cursor']}").json()
    found = [(row["move"], row["payout"], row["state"]) for row in then["changes"]]
    branch, ours = (
        [row.estimate for row in claim.payouts.order_by("pk")].index(which) + 1
        for which in (True, False)
    )
    assert found == [("forward", branch, "forwarded"), ("pay", branch, "paid"),
                     ("order", ours, "ordered"), ("pay", ours, "paid")]  # fmt: skip


def test_a_change_of_this_minute_waits_for_those_that_are_still_being_written(village, people):
    build.claim_in("draft", people)
    recent("draft", people)
    assert len(village.get("/changes").json()["changes"]) == 1
    assert following.SETTLED >= timedelta(minutes=2)


def test_changes_come_in_pages(village, people):
    build.claim_in("submitted", people)
    crowd.multiply(149)
    seen, cursor = [], 0
    while True:
        page = village.get(f"/changes?cursor={cursor}").json()
        seen += [row["cursor"] for row in page["changes"]]
        cursor = page["cursor"]
        if not page["more"]:
            break
    assert len(seen) == len(set(seen)) == 300


@pytest.mark.parametrize("cursor", ["-1", "x", "1.5", "9" * 30, "%00", "1e3"])
def test_a_cursor_that_is_none_says_so(village, cursor):
    assert village.get(f"/changes?cursor={cursor}").status_code == 422


QUERIES = {"/claims": 4, "/changes": 4, "/payouts": 4, "/places": 4, "/figures": 4}


@pytest.mark.parametrize("path", QUERIES)
def test_a_list_asks_as_often_of_many_as_of_one(village, people, path, django_assert_num_queries):
    claim = build.claim_in("awarded", people)
    actions.forward(
        claim.payouts.get(estimate=True).pk, by=people[Role.CASHIER], now=build.NOW, reference="1"
    )
    with django_assert_num_queries(QUERIES[path]):
        one = village.get(path)
    crowd.multiply(29)
    with django_assert_num_queries(QUERIES[path]):
        many = village.get(path)
    assert one.status_code == many.status_code == 200
    if path not in {"/places", "/figures"}:
        assert len(many.content) > 5 * len(one.content)


@pytest.mark.parametrize(("path", "n"), [(READ[0], 19), (READ[1], 17)])
def test_a_claim_asks_as_often_of_many_rows_as_of_one(
    village, people, path, n, django_assert_num_queries
):
    claim = recent("awarded", people)
    with django_assert_num_queries(n):
        village.get(path.format(code=claim.code))
    crowd.lengthen(29)
    for paper in list(claim.documents.all()):
        Document.objects.bulk_create(crowd.copied(paper) for _ in range(29))
    with django_assert_num_queries(n):
        village.get(path.format(code=claim.code))


# The branch -----------------------------------------------------------------------------------


def test_the_branch_reads_what_was_forwarded_to_it_and_decides_nothing(people):
    branch = calling.caller(people, scopes=[Scope.PAYOUTS], places=[])
    claim = recent("awarded", people)
    assert branch.get("/payouts").json()["payouts"] == []
    payout = claim.payouts.get(estimate=True)
    actions.forward(payout.pk, by=people[Role.CASHIER], now=timezone.now(), reference="TT-1")
    (row,) = branch.get("/payouts").json()["payouts"]
    assert (row["claim"], row["state"]) == (claim.code, "forwarded") and row["forwarded_on"]
    assert branch.get("/payouts?state=paid").json()["payouts"] == []
    assert branch.get("/payouts?state=awarded").status_code == 422
    assert branch.get(f"/payouts?after={claim.code}/{row['number']}").json()["payouts"] == []
    assert branch.get(f"/claims/{claim.code}").status_code == 403


# The rules ------------------------------------------------------------------------------------


def test_the_regencys_own_and_the_whole_countrys_are_told(village):
    codes = [row["code"] for row in village.get("/programmes").json()]
    assert codes == ["jkk", "jkm", "santunan_oki"]
    figures = {row["key"]: row for row in village.get("/figures?on=2026-02-27").json()}
    wanted = Figure.objects.in_force(date(2026, 2, 27), "16.02")
    assert figures.keys() == wanted.keys()
    assert all(figures[key]["source"] for key in figures)
    assert village.get("/figures?on=2026-02-30").status_code == 422
    assert [row["code"] for row in village.get("/places").json()] == [build.HERE]


def test_the_calculator_answers_by_the_same_rules(village):
    case = {"id": "a", "programme": "jkm", "event_on": "2026-02-27", "months_paid": 42}
    answer = village.post("/calculator/benefits", {"cases": [case, {"id": "b"}, "x"]}).json()
    first, second, third = answer["answers"]
    assert first["cash"] == 42_000_000 and first["lines"]
    assert second["id"] == "b" and "error" in second and "error" in third
    case = {"id": "a", "starts_on": "2026-03-02", "days": 7, "unit": "calendar"}
    answer = village.post("/calculator/deadlines", {"cases": [case]}).json()
    assert answer["answers"][0]["due_on"] == "2026-03-09"


def limit(days=7, pauses=(), **said):
    pauses = [{"from": first.isoformat(), "to": last.isoformat()} for first, last in pauses]
    return {"id": "a", "starts_on": "2026-03-02", "days": days, "unit": "working",
            "pauses": pauses, "holidays": [], **said}  # fmt: skip


def paused(n, each=1):
    """So many pauses of so many days, one after the other."""
    first = [date(2026, 3, 3) + timedelta(number * each) for number in range(n)]
    return [(day, day + timedelta(each - 1)) for day in first]


# As many days as a call may have: in as many cases as it may, and in the longest ones.
GREATEST = {
    "days": [limit(200)] * 100,
    "pauses": [limit(1, paused(1, 199))] * 100,
    "many pauses": [limit(100, paused(50, 2))] * 100,
    "the longest": [limit(3_660), limit(3_660, paused(50, 73)), limit(3_660, paused(1, 3_660))],
    "holidays": [limit(2, holidays=[day.isoformat() for day, _ in paused(198)])] * 80,
}


@pytest.mark.parametrize("what", GREATEST)
def test_the_greatest_call_for_time_limits_is_answered_soon_and_in_a_megabyte(village, what):
    """Soon: in time of this process alone, whatever else the machine does."""
    began = time.process_time()
    answer = village.post("/calculator/deadlines", {"cases": GREATEST[what]})
    took = time.process_time() - began
    assert answer.status_code == 200, answer.content
    assert not [each for each in answer.json()["answers"] if "error" in each]
    assert len(answer.content) < 1_000_000 and took < 2


BEYOND = {
    "days": ([limit(3_661)], "cases.0.days"),
    "days to the end of the calendar": ([limit(2_912_000)], "cases.0.days"),
    "pauses": ([limit(), limit(1, paused(51))], "cases.1.pauses"),
    "days of a pause": ([limit(1, paused(1, 3_661))], "cases.0.pauses"),
    "days of pauses": ([limit(1, paused(50, 74))], "cases.0.pauses"),
    "days of all": ([limit(201)] * 100, "cases"),
    "days and pauses of all": ([limit(101, paused(50, 2))] * 100, "cases"),
    "holidays of all": ([limit(100, holidays=["2026-03-03"] * 101)] * 100, "cases"),
}


@pytest.mark.parametrize("what", BEYOND)
def test_more_days_than_a_call_may_ask_for_are_refused(village, what):
    cases, field = BEYOND[what]
    answer = village.post("/calculator/deadlines", {"cases": cases})
    assert answer.status_code == 422 and answer.json()["type"] == "/api/#invalid"
    assert set(answer.json()["fields"]) == {field}


def test_the_schema_says_how_many_days_a_time_limit_may_have(village):
    schema = village.get("/openapi.json").json()
    limits = schema["components"]["schemas"]["TimeLimits"]["properties"]["cases"]
    assert limits["items"]["properties"]["days"]["maximum"] == 3_660
    assert limits["items"]["properties"]["pauses"]["maxItems"] == 50
    said = schema["paths"]["/api/v1/calculator/deadlines"]["post"]["description"]
    assert "3660" in said and "20000" in said


@pytest.mark.parametrize(
    "pauses", ["x", {}, [1], [{"from": "x"}], [{"from": "2026-03-03", "to": "2026-03-01"}]]
)
def test_a_case_that_is_none_has_its_error_in_its_place(village, pauses):
    cases = ["x", limit() | {"pauses": pauses}, limit(True), limit(-(10**300)), limit()]
    answer = village.post("/calculator/deadlines", {"cases": cases})
    assert answer.status_code == 200
    assert ["error" in each for each in answer.json()["answers"]] == [True] * 4 + [False]


# The list of participants ---------------------------------------------------------------------


def listed(village=build.HERE, nik=build.NIK):
    now = timezone.now()
    row = Participant.objects.create(
        regency_id=build.HERE[:5], village=Village.objects.get(code=village),
        name="Sulaiman bin Daftar", nik=nik, kk=build.KK, born_on=date(1971, 3, 12), sex="M",
        category_id="vulnerable", created_at=now, updated_at=now,
    )  # fmt: skip
    Coverage.objects.create(
        participant=row, from_on=date(2025, 1, 1), to_on=date(2025, 12, 31), payer="APBD"
    )


def test_cover_is_told_of_its_own_people_and_nobodys_name(village):
    listed()
    told = village.post("/cover", {"nik": build.NIK, "on": "2025-06-01"}).json()
    assert told["listed"] == "here" and told["standings"]["jkm"] == "covered"
    assert told["periods"][0]["to_on"] == "2025-12-31"
    told = village.post("/cover", {"nik": build.NIK, "on": "2026-02-01"})
    assert told.json()["standings"]["jkm"] == "grace"
    text = told.content.decode()
    assert "Sulaiman" not in text and build.KK not in text and build.NIK not in text


def test_of_others_it_is_told_only_that_they_are_listed(village):
    listed(village=build.ELSEWHERE)
    assert village.post("/cover", {"nik": build.NIK}).json() == {
        "listed": "elsewhere", "standings": {}, "periods": [],
    }  # fmt: skip
    other = build.NIK[:-1] + "9"
    assert village.post("/cover", {"nik": other}).json()["listed"] == "nowhere"


def test_each_question_is_on_record_without_the_number_and_there_are_so_many_a_day(village):
    listed()
    village.post("/cover", {"nik": build.NIK})
    (look,) = SystemLook.objects.values()
    assert look["listed"] == "here" and build.NIK not in json.dumps(look, default=str)
    now = timezone.now()
    SystemLook.objects.bulk_create(
        SystemLook(system=village.system, at=now, listed="nowhere")
        for _ in range(cover_check.MOST_LOOKS - 1)
    )
    answer = village.post("/cover", {"nik": build.NIK})
    assert answer.status_code == 429 and SystemLook.objects.count() == cover_check.MOST_LOOKS


def test_a_number_that_cannot_be_one_is_told_without_repeating_it(village):
    answer = village.post("/cover", {"nik": "1602051399719901"})
    assert answer.status_code == 422 and "nik" in answer.json()["fields"]
    assert "1602051399719901" not in answer.content.decode()


def test_what_a_village_head_does_is_seen_at_once_in_the_status(village, people):
    claim = recent("draft", people)
    assert village.get(f"/claims/{claim.code}/status").json()["state"] == "draft"
    do("submit", claim, people)
    assert village.get(f"/claims/{claim.code}/status").json()["state"] == "submitted"
