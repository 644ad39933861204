"""The supervisors' board: what is late and where it waits, and how fast things went."""

import csv
import io
import random
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from claims import actions, board
from claims.models import Breach, Claim, Deadline
from claims.rules.states import Stage
from claims.tables import cell
from claims.views.csv_file import csv_file
from regencies.models import Actor, Leave, Role
from tests import build
from tests.claims.pages import recent

QUERIES = 12
DISTRICT_QUERIES = 12
LIST_QUERIES = 8
STATES = ("submitted", "endorsed", "verified", "sent_back", "awarded", "settled", "withdrawn",
          "rejected")  # fmt: skip
READERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.SEKDA, Role.AUDITOR)


@pytest.fixture
def crowd(people):
    """Claims of two kecamatan in every state, some late, some long ago; drawn by a fixed seed."""
    draw = random.Random(4)
    far = build.everybody(build.ELSEWHERE, "2")
    for number in range(2 * len(STATES)):
        # Each state in both kecamatan.
        here = number < len(STATES)
        now = timezone.now() - timedelta(days=draw.choice([1, 5, 20, 70]))
        made = build.claim_in(
            STATES[number % len(STATES)],
            people if here else far,
            now=now,
            village=build.HERE if here else build.ELSEWHERE,
            event_on=now.date(),
        )
        if draw.random() < 0.5:
            Deadline.objects.filter(claim=made, stage="office").update(
                holder=draw.choice([people, far])[Role.OPD_VERIFIER]
            )
    return people


def opened(client, person, path="/panel/board/"):
    client.force_login(person)
    return client.get(path)


def n_of(client, path, **said):
    """How many files a list of the board holds: as its page says, and as it shows."""
    page = client.get(path, said).context["page"]
    shown = sum(len(page.paginator.page(number)) for number in page.paginator.page_range)
    assert page.paginator.count == shown
    return shown


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OPD_SECTION_HEAD, 200), (Role.OPD_HEAD, 200), (Role.SEKDA, 200), (Role.AUDITOR, 200),
     (Role.BUPATI, 200), (Role.OPD_VERIFIER, 403), (Role.CASHIER, 403), (Role.CAMAT, 403),
     (Role.VILLAGE_HEAD, 403), (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_who_sees_the_board(client, people, role, status):
    for path in ("/panel/board/", "/panel/board/on_time.csv", "/panel/board/late.csv",
                 "/panel/board/days.csv"):  # fmt: skip
        assert opened(client, people[role], path).status_code == status
    lists = 403 if role == Role.BUPATI else status
    assert client.get("/panel/board/list/").status_code == lists


@pytest.mark.parametrize("role", [Role.CAMAT, Role.DISTRICT_OFFICER, Role.OPD_HEAD])
def test_who_sees_the_board_of_the_kecamatan(client, people, role):
    status = 403 if role == Role.OPD_HEAD else 200
    for path in ("", "list/", "on_time.csv", "late.csv", "days.csv"):
        assert opened(client, people[role], f"/district/board/{path}").status_code == status


# Counts and lists ---------------------------------------------------------------------------


def test_every_count_of_the_board_is_the_length_of_its_list(client, crowd):
    for role in READERS:
        every_count_is_its_list(opened(client, crowd[role]).context, client, "/panel/board/list/")
    page = opened(client, crowd[Role.CAMAT], "/district/board/").context
    every_count_is_its_list(page, client, "/district/board/list/")


def every_count_is_its_list(page, client, path):
    for stage in page["stages"]:
        assert stage.n == n_of(client, path, show="late", stage=stage.stage)
        for place in stage.places:
            assert place["n"] == n_of(
                client, path, show="late", stage=stage.stage, place=place["place"]
            )
    for holder in page["holders"]:
        who = holder["holder"] or 0
        assert holder["n"] == n_of(client, path, show="held", holder=who)
        assert holder["late"] == n_of(client, path, show="late", stage="office", holder=who)
    assert len([row for row in page["stages"] if row.n]) > 2 and len(page["holders"]) > 1
    assert sum(stage.n for stage in page["stages"]) == n_of(client, path, show="late") > 0


def test_the_camat_sees_the_same_board_of_the_own_kecamatan(client, people):
    far = build.everybody(build.ELSEWHERE, "2")
    build.claim_in("submitted", people)
    build.claim_in("submitted", far, village=build.ELSEWHERE)
    build.claim_in("endorsed", far, village=build.ELSEWHERE)

    def late(person, desk):
        stages = opened(client, person, f"/{desk}/board/").context["stages"]
        return {(row["stage"], row["place"]): row["n"] for each in stages for row in each.places}

    camat, office = ("camat", build.HERE[:8]), ("office", build.HERE[:5])
    there = ("camat", build.ELSEWHERE[:8])
    assert late(people[Role.SEKDA], "panel") == {camat: 1, there: 1, office: 1}
    assert late(people[Role.CAMAT], "district") == {camat: 1}
    assert late(far[Role.CAMAT], "district") == {there: 1, office: 1}


def test_the_regent_counts_the_same_on_both_pages_and_sees_neither_names_nor_files(client, crowd):
    head = opened(client, crowd[Role.OPD_HEAD]).context
    page = opened(client, crowd[Role.BUPATI])
    assert page.context["stages"] == head["stages"]
    assert page.context["speeds"] == head["speeds"]
    assert page.context["shares"] == head["shares"]
    text = page.content.decode()
    assert len(text.encode()) < 60_000
    assert " style=" not in text and "<style" not in text and "<script>" not in text
    assert "/board/list/" not in text and page.context["holders"] is None
    assert crowd[Role.OPD_VERIFIER].name not in text
    late = client.get("/panel/figures/").context["late"]
    assert late == {row.stage: row.n for row in head["stages"] if row.n}


def test_a_clock_that_stands_still_is_not_late(client, people):
    build.claim_in("sent_back", people)  # long ago
    stages = opened(client, people[Role.OPD_HEAD]).context["stages"]
    assert {row.stage: row.n for row in stages if row.n} == {"village": 1}


def test_another_regency_is_not_counted(client, people):
    muba = build.everybody(build.MUBA, "2")
    build.claim_in("settled", muba, village=build.MUBA)
    build.claim_in("endorsed", muba, village=build.MUBA)
    for role in (Role.OPD_HEAD, Role.BUPATI):
        page = opened(client, people[role]).context
        assert not any(row.n for row in page["stages"])
        assert not page["speeds"] and not page["breaches"]["all"]
        assert not any(promise["all"].n for promise in page["shares"])


def test_a_holder_who_is_away_is_shown_as_such(client, people):
    claim = recent("endorsed", people)
    verifier = people[Role.OPD_VERIFIER]
    Deadline.objects.filter(claim=claim, stage="office").update(holder=verifier)
    recent("endorsed", people)
    today = timezone.localdate()
    Leave.objects.create(person=verifier, from_on=today, to_on=today + timedelta(days=4))
    mine, nobodys = opened(client, people[Role.OPD_HEAD]).context["holders"]
    assert (mine["holder"], mine["n"]) == (verifier.pk, 1)
    assert mine["away_until"] == today + timedelta(days=4)
    assert (nobodys["holder"], nobodys["n"], nobodys["away_until"]) == (None, 1, None)


@pytest.mark.parametrize(
    "query",
    ["show=x&stage=y&place=z&holder=q", "place=%00", "holder=-1", "holder=99999999999999",
     "page=0", "stage=office%00"],
)  # fmt: skip
def test_a_bad_address_is_everything_that_is_late(client, people, query):
    build.claim_in("submitted", people)
    client.force_login(people[Role.OPD_HEAD])
    page = client.get(f"/panel/board/list/?{query}")
    assert page.status_code == 200 and page.context["page"].paginator.count == 1


# A period -----------------------------------------------------------------------------------


def endorsed_after(days, people, now, **story):
    """Submitted at `now` and endorsed so many days later; the camat has three."""
    claim = build.claim_in("submitted", people, now=now, event_on=now.date(), **story)
    build.do("endorse", claim, people, now=now + timedelta(days=days))
    return claim


def regencys(claim):
    """The payout whose days are the regency's own promise."""
    return claim.payouts.get(estimate=False)


def at_noon(months_ago=0):
    """The 10th of a month, at noon: far from its edges."""
    today = timezone.localdate()
    month = board.next_month(today.replace(day=1), -months_ago)
    return timezone.now().replace(
        year=month.year, month=month.month, day=10, hour=5, minute=0, microsecond=0
    )


def test_the_share_in_time_stands_by_kecamatan_and_month(client, people):
    far = build.everybody(build.ELSEWHERE, "2")
    before = at_noon(months_ago=2)
    endorsed_after(1, people, before)
    endorsed_after(2, people, before)
    endorsed_after(9, people, before)
    endorsed_after(9, far, at_noon(months_ago=1), village=build.ELSEWHERE)
    camat, office = opened(client, people[Role.OPD_HEAD]).context["shares"]
    assert (camat["stage"], camat["all"].on_time, camat["all"].n) == ("camat", 2, 4)
    by_name = {place["name"]: place for place in camat["places"]}
    assert len(by_name) == 18
    here = by_name[Claim.objects.first().district.name]
    assert [(share.on_time, share.n) for share in here["months"]] == [
        *[(0, 0)] * 9, (2, 3), (0, 0), (0, 0),
    ]  # fmt: skip
    assert here["all"].percent == 66
    assert (office["all"].n, office["all"].percent) == (0, None)
    text = client.get("/panel/board/").content.decode()
    assert "2 dari 3" in text and '<td class="nowrap">–</td>' in text


def test_one_month_is_one_month(client, people):
    month = at_noon(months_ago=2)
    endorsed_after(1, people, month)
    endorsed_after(1, people, at_noon(months_ago=4))
    client.force_login(people[Role.OPD_HEAD])
    for period, n in ((f"{month:%Y-%m}", 1), ("", 2), ("2019-13", 2), ("%00", 2)):
        camat, _office = client.get(f"/panel/board/?period={period}").context["shares"]
        assert camat["all"].n == n


def test_a_month_begins_at_midnight_in_the_regency(people):
    """17:00 in Greenwich on the last day is the first day of the next month in Jakarta."""
    claim = build.claim_in("endorsed", people)
    first = build.NOW.replace(day=1, hour=0)
    Deadline.objects.filter(claim=claim, stage="camat").update(stopped_at=first)
    period = board.Period((first.date(),), build.JAKARTA)
    found = board.stopped(Actor.at(people[Role.OPD_HEAD], build.NOW), period)
    assert [row["month"] for row in board.on_time(found, period)] == [first.date()]


def test_what_was_withdrawn_or_cancelled_is_no_decision(client, people):
    recent("withdrawn", people)
    assert opened(client, people[Role.OPD_HEAD]).context["speeds"] == []
    claim = recent("awarded", people)
    assert [row["stage"] for row in client.get("/panel/board/").context["speeds"]] == [
        "camat", "office",
    ]  # fmt: skip
    build.pay(regencys(claim), people, now=timezone.now())
    assert [row["stage"] for row in client.get("/panel/board/").context["speeds"]] == [
        "camat", "office", "payment",
    ]  # fmt: skip


def test_the_days_of_each_stage_and_place(client, people):
    far = build.everybody(build.ELSEWHERE, "2")
    for days in (1, 3):
        endorsed_after(days, people, at_noon(1))
    endorsed_after(8, far, at_noon(1), village=build.ELSEWHERE)
    camat, *_rest = opened(client, people[Role.OPD_HEAD]).context["speeds"]
    assert (camat["n"], camat["median"], camat["ninetieth"]) == (3, "3", "7")
    assert sorted((row["n"], row["median"]) for row in camat["places"]) == [(1, "8"), (2, "2")]


def test_days_without_budget_are_told_apart(client, people):
    now = at_noon(2)
    claim = build.claim_in("awarded", people, now=now, event_on=now.date())
    payout = regencys(claim)
    cashier = people[Role.CASHIER]
    actions.wait(payout.pk, by=cashier, now=now + timedelta(days=1), note="APBD-P")
    payout.refresh_from_db()
    build.order(payout, people=people, now=now + timedelta(days=11))
    payout.refresh_from_db()
    paid = now + timedelta(days=13)
    actions.pay(payout.pk, by=cashier, now=paid, paid_on=paid.date(), amount=payout.amount)
    page = opened(client, people[Role.OPD_HEAD]).context
    payment = next(row for row in page["speeds"] if row["stage"] == "payment")
    # The day after the award is the first that stood still, the day of the order the last.
    assert (payment["n"], payment["median"]) == (1, "2")
    assert [(row["n"], row["median"]) for row in page["without_budget"]] == [(1, "11")]


def test_breaches_of_the_period_with_the_reasons_on_record(client, people):
    for reason in ("many_files", "many_files", "overlooked", ""):
        claim = build.claim_in("endorsed", people)
        deadline = Deadline.objects.get(claim=claim, stage="office")
        Breach.objects.create(
            deadline=deadline, claim=claim, stage="office", due_on=deadline.due_on,
            at=timezone.now() - timedelta(days=1), recorded_at=timezone.now(), reason=reason,
            explained_by=people[Role.OPD_HEAD] if reason else None,
        )  # fmt: skip
    found = opened(client, people[Role.OPD_HEAD]).context["breaches"]
    assert (found["all"], found["stages"], found["silent"]) == (4, [("office", 4)], 1)
    assert [n for _words, n in found["reasons"]] == [2, 1]
    assert "berkas" in client.get("/panel/board/").content.decode()


# The file -----------------------------------------------------------------------------------


def rows_of(answer):
    text = io.StringIO(answer.content.decode("utf-8-sig"))
    return list(csv.reader(text, delimiter=";"))


def test_the_table_leaves_as_a_file_with_the_pages_numbers(client, crowd):
    page = opened(client, crowd[Role.OPD_HEAD]).context
    answer = client.get("/panel/board/on_time.csv")
    assert answer["Content-Type"].startswith("text/csv")
    _head, *rows = rows_of(answer)
    assert sum(int(row[-1]) for row in rows) == sum(row["all"].n for row in page["shares"]) > 0
    assert sum(int(row[-2]) for row in rows) == sum(row["all"].on_time for row in page["shares"])
    _head, *rows = rows_of(opened(client, crowd[Role.CAMAT], "/district/board/on_time.csv"))
    assert {row[1] for row in rows} == {build.HERE[:8]}


def test_what_is_late_and_how_long_it_took_leave_as_files_too(client, crowd):
    page = opened(client, crowd[Role.BUPATI]).context
    _head, *late = rows_of(client.get("/panel/board/late.csv"))
    assert sum(int(row[3]) for row in late) == sum(row.n for row in page["stages"]) > 0
    _head, *took = rows_of(client.get("/panel/board/days.csv"))
    whole = {row[0]: int(row[3]) for row in took if not row[1]}
    assert sorted(whole.values()) == sorted(row["n"] for row in page["speeds"])
    text = client.get("/panel/board/late.csv").content.decode()
    assert crowd[Role.OPD_VERIFIER].name not in text and not re.search(r"\d{4}-\d{2}-\d{6}", text)
    assert client.get("/panel/board/names.csv").status_code == 404


def test_a_spreadsheet_of_either_language_opens_it_in_columns():
    rows = [("Kayu Agung", 4.2, 7), ("Pedamaran", 3.0, 1)]
    for language, line in (("id", "Kayu Agung;4,2;7"), ("en", "Kayu Agung,4.2,7")):
        with override(language):
            text = csv_file("days.csv", rows).content.decode("utf-8-sig")
        assert text.splitlines()[0] == line


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula_nor_a_second_line(begins):
    kept = begins if begins.isprintable() else " "
    assert cell(f"{begins}1+1") == f"'{kept}1+1"
    assert cell(-1) == -1 and cell("Kayu Agung") == "Kayu Agung"


# Light --------------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [3, 30])
def test_the_board_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for number in range(n):
        build.claim_in(STATES[number % len(STATES)], people)
    for role, path, queries in (
        (Role.OPD_HEAD, "/panel/board/", QUERIES),
        (Role.CAMAT, "/district/board/", DISTRICT_QUERIES),
        (Role.OPD_HEAD, "/panel/board/list/", LIST_QUERIES),
    ):
        client.force_login(people[role])
        with django_assert_num_queries(queries):
            assert client.get(path).status_code == 200


def test_every_stage_has_its_line(client, people):
    stages = opened(client, people[Role.OPD_HEAD]).context["stages"]
    assert [row.stage for row in stages] == [stage.value for stage in Stage]


def test_the_list_behind_a_number_belongs_to_the_board(client, people):
    desks = opened(client, people[Role.SEKDA], "/panel/board/list/").context["desks"]
    assert [desk.home for desk in desks if desk.here] == ["panel:board"]
