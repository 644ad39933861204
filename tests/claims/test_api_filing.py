"""What a system writes: drafts that the village head submits, facts, papers; each thing once."""

import json
import threading

import pytest
from django.db import connections
from django.utils import timezone

from claims import actions
from claims.models import Claim, Duty, Event, Keyed
from regencies.models import Role, Scope
from tests import build
from tests.claims import calling
from tests.claims.calling import filed, upload
from tests.claims.pages import NOBODYS, recent


@pytest.fixture
def village(people):
    return calling.caller(people)


# From a system's facts to the village head's signature ---------------------------------------


def test_a_system_prepares_and_the_village_head_submits(village, people):
    answer = filed(village)
    assert answer.status_code == 201
    claim = Claim.objects.get(code=answer.json()["code"])
    assert claim.entered_by == village.system.person and claim.state == "draft"
    assert (claim.nik.reveal(), claim.account.reveal()) == (build.NIK, build.ACCOUNT)
    assert claim.reporter_phone == "+628117001122" and claim.children.get().level == "sd"
    assert claim.facts.get(key="months_paid").stated == 24
    paper = upload(village, claim.code)
    assert paper.status_code == 201 and paper.json()["content_type"] == "image/jpeg"
    status = village.get(f"/claims/{claim.code}/status").json()
    assert "akta_kematian" not in {row["paper"] for row in status["missing"]}
    actions.submit(claim.pk, by=people[Role.VILLAGE_HEAD], now=timezone.now())
    held = dict(Duty.objects.filter(claim=claim).values_list("person", "duty"))
    assert held == {village.system.person_id: "enter", people[Role.VILLAGE_HEAD].pk: "enter"}
    status = village.get(f"/claims/{claim.code}/status").json()
    assert status["state"] == "submitted" and status["clocks"][0]["stage"] == "camat"


def test_the_village_head_finds_it_at_the_desk(village, people, client):
    code = filed(village).json()["code"]
    client.force_login(people[Role.VILLAGE_HEAD])
    assert code in client.get("/village/").content.decode()
    page = client.get(f"/village/{code}/check/")
    assert page.status_code == 200 and "Sulaiman" in page.content.decode()


def test_no_address_submits_endorses_or_pays(village, people):
    claim = recent("draft", people)
    for verb in ("submit", "endorse", "approve", "withdraw", "pay"):
        assert village.post(f"/claims/{claim.code}/{verb}", {}, key="k").status_code == 404


def test_the_sys_account_can_do_no_more_than_an_operator(village, people):
    claim = recent("draft", people)
    with pytest.raises(actions.NotYours):
        actions.submit(claim.pk, by=village.system.person, now=timezone.now())


def test_nothing_need_be_complete(village):
    answer = village.post("/claims", {"village": build.HERE, "kind": "accident"}, key="a")
    assert answer.status_code == 201 and answer.json()["version"] == 1


@pytest.mark.parametrize("where", [build.NEXT_DOOR, build.MUBA, "16.02.05.9999", "x", ""])
def test_it_files_in_its_territory_alone(village, where):
    answer = filed(village, village=where)
    assert answer.status_code == 422 and set(answer.json()["fields"]) == {"village"}
    assert not Claim.objects.exists() and not Keyed.objects.exists()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "birth"}, "kind"),
        ({"person": {"nik": "1602051399719901"}}, "person.nik"),
        ({"person": {"born_on": "2999-01-01"}}, "person.born_on"),
        ({"person": {"sex": "X"}}, "person.sex"),
        ({"event": {"event_on": "2026-02-30"}}, "event.event_on"),
        ({"event": {"died": True}}, "event.died"),
        ({"harm": {"months_unfit": 3}}, "harm"),
        ({"family": {"decile": 11}}, "family.decile"),
        ({"family": {"heir_phone": "12"}}, "family.heir_phone"),
        ({"family": {"reporter_relation": "self"}}, "family.reporter_relation"),
        ({"payee": {"bank": "999"}}, "payee.bank"),
        ({"payee": {"account": "12a"}}, "payee.account"),
        ({"children": [{"name": "B", "born_on": "x", "level": "sd"}]}, "children.0.born_on"),
        ({"children": [{"name": "B"}]}, "children.0.born_on"),
        ({"person": {"unknown": "x"}}, "person.unknown"),
        ({"unknown": 1}, "unknown"),
        ({"person": {"name": 7}}, "person.name"),
        ({"family": {"base": "1000"}}, "family.base"),
        ({"event": {"at_work": "yes"}}, "event.at_work"),
        ({"children": {}}, "children"),
        ({"person": []}, "person"),
    ],
)
def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_kept(village, said, field):
    answer = filed(village, **said)
    assert answer.status_code == 422 and field in answer.json()["fields"], answer.content
    assert "1602051399719901" not in answer.content.decode()
    assert not Claim.objects.exists() and not Event.objects.exists()
    # The key is as good as new.
    assert filed(village).status_code == 201


# The same thing twice -------------------------------------------------------------------------


def test_the_same_key_is_the_same_claim_and_the_same_answer(village):
    first, second = filed(village), filed(village)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json() and second["Idempotency-Replayed"] == "true"
    assert Claim.objects.count() == 1
    assert filed(village, key="k2").json() != first.json() and Claim.objects.count() == 2


def test_a_key_used_for_something_else_is_refused(village, people):
    code = filed(village).json()["code"]
    answer = filed(village, kind="accident")
    assert answer.status_code == 422 and answer.json()["type"] == "/api/#key-used"
    said = {"version": 1, "event": {"cause": "Jatuh"}}
    assert village.patch(f"/claims/{code}", said, key="k1").status_code == 422
    assert Claim.objects.count() == 1
    other = calling.caller(people)
    assert filed(other).status_code == 201 and Claim.objects.count() == 2


@pytest.mark.parametrize("key", [None, "", " ", "é", "x" * 101, "a b"])
def test_a_key_is_needed_and_is_one_word(village, key):
    answer = filed(village, key=key)
    assert answer.status_code == 400 and answer.json()["type"] == "/api/#key-missing"


def test_what_is_kept_of_a_call_names_nobody(village):
    filed(village)
    kept = json.dumps(list(Keyed.objects.values()), default=str)
    assert build.NIK not in kept and "Sulaiman" not in kept


@pytest.mark.parametrize("keys", ["one", "five"])
def test_five_at_once_under_one_key_are_one_claim(committed, keys):
    """The five keys are the control: without a common key they would be five claims."""
    people = build.everybody()
    village = calling.caller(people)
    said = [("k" if keys == "one" else f"k{n}") for n in range(5)]
    gate, answers = threading.Barrier(5), []

    def send(key):
        caller = calling.Caller("")
        caller.heads = village.heads
        gate.wait()
        try:
            answers.append(filed(caller, key=key))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=(key,)) for key in said]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    codes = {answer.json()["code"] for answer in answers}
    statuses = sorted(answer.status_code for answer in answers)
    if keys == "one":
        assert statuses == [200, 200, 200, 200, 201] and len(codes) == 1
    else:
        assert statuses == [201] * 5 and len(codes) == 5
    assert Claim.objects.count() == len(codes)


# Changing -------------------------------------------------------------------------------------


def test_a_field_is_changed_and_the_others_stay(village):
    code = filed(village).json()["code"]
    answer = village.patch(f"/claims/{code}", {"version": 1, "event": {"cause": "Jatuh"}})
    assert answer.status_code == 200 and answer.json()["version"] == 2
    claim = Claim.objects.get(code=code)
    assert (claim.cause, claim.event_place, claim.nik.reveal()) == ("Jatuh", "Rumah", build.NIK)
    assert claim.children.count() == 1
    answer = village.patch(f"/claims/{code}", {"version": 2, "event": {"cause": None}})
    claim.refresh_from_db()
    assert answer.status_code == 200 and claim.cause == ""


def test_the_same_again_writes_nothing(village):
    code = filed(village).json()["code"]
    answer = village.patch(f"/claims/{code}", {"version": 1, "event": {"cause": "Sakit"}})
    assert answer.status_code == 200 and answer.json()["version"] == 1


def test_who_comes_late_is_shown_both_values(village, people):
    code = filed(village).json()["code"]
    claim = Claim.objects.get(code=code)
    actions.keep(
        claim.pk, {"cause": "Tenggelam", "nik": build.NIK[:-1] + "2"},
        by=people[Role.VILLAGE_HEAD], now=timezone.now(),
    )  # fmt: skip
    said = {"version": 1, "event": {"cause": "Jatuh", "event_place": "Rumah"},
            "person": {"nik": build.NIK}}  # fmt: skip
    answer = village.patch(f"/claims/{code}", said)
    assert answer.status_code == 409 and answer.json()["version"] == 2
    assert answer.json()["clashes"] == [
        {"field": "person.nik", "theirs": build.NIK[:4] + "•" * 12, "yours": "•••"},
        {"field": "event.cause", "theirs": "Tenggelam", "yours": "Jatuh"},
    ]
    claim.refresh_from_db()
    assert claim.cause == "Tenggelam"


def test_once_it_is_with_the_camat_nothing_is_changed(village, people):
    claim = recent("submitted", people)
    said = {"version": claim.version, "event": {"cause": "Jatuh"}}
    answer = village.patch(f"/claims/{claim.code}", said)
    assert answer.status_code == 409 and answer.json()["type"] == "/api/#too-late"
    assert upload(village, claim.code).status_code == 409


# All of STORY as a system would send it, and the same wrong throughout.
RIGHT = {
    "person": {"name": "Sulaiman bin Demo", "nik": build.NIK, "kk": build.KK,
               "born_on": "1971-03-12", "sex": "M"},
    "event": {"event_place": "Rumah", "cause": "Sakit", "at_work": False},
    "family": {"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
               "reporter_phone": "+628117001122", "heir_name": "Aminah Demo",
               "heir_relation": "wife", "heir_phone": "+628117003344"},
    "payee": {"payee_name": "Aminah Demo", "payee_relation": "wife", "bank": "120",
              "account": build.ACCOUNT},
}  # fmt: skip
WRONG = {page: dict.fromkeys(fields, "x") | ({"at_work": True} if page == "event" else {})
         for page, fields in RIGHT.items()}  # fmt: skip
UNREAD = [scope.value for scope in Scope if scope != Scope.READ]


@pytest.mark.parametrize("state", build.WAY)
def test_who_may_not_read_claims_is_told_no_column_of_one_in_any_state(people, state):
    claim = recent(state, people, nik=build.NIK)
    # The day of the event is today's, which stands in every status.
    names = build.STORY.keys() - {"event_on"}
    columns = {str(value) for name in names if (value := getattr(claim, name))}
    told = {value for value in columns if len(value) > 3 and value != "True"}
    assert {"Sulaiman bin Demo", build.NIK[:4] + "•" * 12, "1971-03-12", "Sakit"} <= told
    numbers = {build.NIK, build.KK, claim.account.reveal(), "•"}
    for scopes in (["claims:write"], UNREAD):
        caller = calling.caller(people, scopes=scopes)
        path = f"/claims/{claim.code}"
        stale = [{"version": 10**6} | said for said in (RIGHT, WRONG)]
        guesses = [caller.patch(path, said) for said in stale]
        # A right guess is answered as a wrong one is.
        assert guesses[0].content == guesses[1].content and guesses[0].status_code == 409
        answers = [
            *guesses,
            caller.patch(path, {"version": claim.version} | WRONG),
            *(caller.get(one) for one in (path, f"{path}/status", "/claims", "/changes",
                                          "/payouts")),
            upload(caller, claim.code, key="p"),
        ]  # fmt: skip
        for answer in answers:
            text = json.dumps(answer.json(), ensure_ascii=False)
            assert not {value for value in told | numbers if value in text}, text
        told_of = guesses[0].json()
        if state in {"draft", "reported", "sent_back"}:
            assert told_of["version"] == claim.version
            assert {"field": "payee.account"} in told_of["clashes"]
        else:
            assert told_of["type"] == "/api/#too-late" and "clashes" not in told_of


def test_a_number_guessed_right_is_shown_as_a_wrong_one_is(village, people):
    claim = recent("draft", people, nik=build.NIK)
    hidden = {"person.nik", "person.kk", "family.reporter_phone", "family.heir_phone",
              "payee.account"}  # fmt: skip
    for sent in (RIGHT, WRONG):
        said = village.patch(f"/claims/{claim.code}", {"version": 10**6} | sent).json()
        assert hidden <= {clash["field"] for clash in said["clashes"]}
    right = village.patch(f"/claims/{claim.code}", {"version": 10**6} | RIGHT).json()
    assert hidden == {clash["field"] for clash in right["clashes"]}


def test_a_repeated_change_is_answered_and_not_refused_as_old(village):
    code = filed(village).json()["code"]
    said = {"version": 1, "event": {"cause": "Jatuh"}}
    first = village.patch(f"/claims/{code}", said, key="c1")
    second = village.patch(f"/claims/{code}", said, key="c1")
    assert first.json() == second.json() and second.status_code == 200
    assert village.patch(f"/claims/{code}", said).status_code == 409


# Whose ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("territory", [[build.NEXT_DOOR], [build.ELSEWHERE[:8]]])
def test_anothers_claim_is_neither_changed_nor_given_papers(people, territory):
    claim = recent("draft", people)
    caller = calling.caller(people, places=territory)
    said = {"version": claim.version, "event": {"cause": "x"}}
    for code in (claim.code, NOBODYS):
        answers = [caller.patch(f"/claims/{code}", said), upload(caller, code)]
        assert [answer.status_code for answer in answers] == [404, 404]
    foreign, missing = (caller.patch(f"/claims/{c}", said) for c in (claim.code, NOBODYS))
    assert foreign.content == missing.content
    foreign, missing = (upload(caller, c) for c in (claim.code, NOBODYS))
    assert foreign.content == missing.content


def test_papers_alone_may_be_added_by_a_system_that_files_nothing(people):
    claim = recent("draft", people)
    caller = calling.caller(people, scopes=["papers:write"])
    assert upload(caller, claim.code).status_code == 201
    said = {"version": claim.version, "event": {"cause": "x"}}
    assert caller.patch(f"/claims/{claim.code}", said).status_code == 403
