"""Who may call the API: tokens, rights, how often, and that each call is on record."""

import json
import logging

import pytest
from django.utils import timezone

from claims.actions import systems
from claims.api import api, doors
from claims.api.edge import BODY_MOST
from regencies.models import Role, Scope, SystemCall, SystemToken
from tests import build
from tests.claims import calling
from tests.claims.pages import NOBODYS, recent

ACT = {"reason": "Uji"}
# Each operation: method, path, the right that it needs.
OPERATIONS = [
    (method.upper(), path.removeprefix("/api/v1"), found.get("x-scope", ""))
    for path, methods in api.get_openapi_schema(path_prefix="/api/v1/")["paths"].items()
    for method, found in methods.items()
]


def call(caller, method, path, code=NOBODYS):
    path = path.replace("{code}", code)
    return caller.get(path) if method == "GET" else caller.send(method, path, {}, key="k")


@pytest.mark.parametrize(("method", "path", "scope"), OPERATIONS)
def test_nothing_answers_without_a_valid_token(people, method, path, scope):
    good = calling.caller(people)
    token = good.heads["Authorization"].partition(" ")[2]
    revoked = calling.token(good.system, people)
    by = {"by": people[Role.ADMINISTRATOR], "now": timezone.now()}
    systems.revoke_token(SystemToken.objects.latest("pk").pk, **by, **ACT)
    other = "snt_" + "a" * 8 + token[12:]
    said = ["", "x", token[:-1], token + "x", other, revoked, "é", token.upper()]
    answers = [call(calling.Caller(one), method, path) for one in said]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.content for answer in answers}) == 1
    assert answers[0]["WWW-Authenticate"] == "Bearer" and not answers[0].cookies
    # What stands behind the door is reached with the good one.
    assert call(good, method, path).status_code != 401


@pytest.mark.parametrize(
    "shut", ["ended", "not yet", "no more"]
)  # fmt: skip
def test_a_system_that_is_not_let_in_today_is_nobody(people, shut):
    caller = calling.caller(people)
    assert caller.get("/programmes").status_code == 200
    row = caller.system
    if shut == "ended":
        row.ended_at = timezone.now()
    elif shut == "not yet":
        row.from_on = timezone.localdate() + build.DAY
    else:
        row.to_on = timezone.localdate() - build.DAY
    row.save()
    unknown = calling.Caller("snt_x").get("/programmes")
    answer = caller.get("/programmes")
    assert answer.status_code == 401 and answer.content == unknown.content


@pytest.mark.parametrize(("method", "path", "scope"), [row for row in OPERATIONS if row[2]])
def test_without_its_right_an_operation_says_403_whatever_is_asked(people, method, path, scope):
    claim = recent("submitted", people)
    rest = [one for one in calling.EVERYTHING if one != scope]
    without = calling.caller(people, scopes=rest)
    answers = [call(without, method, path, code) for code in (claim.code, NOBODYS)]
    assert {answer.status_code for answer in answers} == {403}
    assert answers[0].content == answers[1].content and scope in answers[0].content.decode()
    assert call(calling.caller(people), method, path, claim.code).status_code != 403


def test_too_many_calls_in_a_minute_wait(people):
    caller = calling.caller(people)
    assert caller.get("/programmes").status_code == 200
    # Twice, for the minute may end between the two.
    answers = []
    for _ in range(2):
        SystemToken.objects.update(used_n=doors.CALLS_A_MINUTE, used_at=minute())
        answers.append(caller.get("/programmes"))
    (refused, *_rest) = [answer for answer in answers if answer.status_code == 429]
    assert refused["Retry-After"] == "60" and refused.json()["type"] == "/api/#throttled"
    SystemToken.objects.update(used_at=minute() - build.DAY)
    assert caller.get("/programmes").status_code == 200


def minute():
    return timezone.now().replace(second=0, microsecond=0)


def test_every_call_is_on_record_without_anybody(people):
    claim = recent("submitted", people)
    caller = calling.caller(people)
    for _ in range(3):
        caller.get(f"/claims/{claim.code}/status")
    caller.get(f"/claims/{NOBODYS}/status")
    caller.post("/cover", {"nik": build.NIK})
    rows = SystemCall.objects.filter(system=caller.system)
    found = {(row.operation, row.status, row.code): row.n for row in rows}
    assert found == {
        ("read_status", 200, claim.code): 3,
        ("read_status", 404, ""): 1,
        ("ask_cover", 200, ""): 1,
    }
    assert build.NIK not in json.dumps(list(rows.values()), default=str)
    assert caller.system.tokens.get().used_at is not None


@pytest.mark.parametrize("method", ["PUT", "DELETE", "TRACE", "OPTIONS", "HEAD", "BREW"])
def test_other_methods_are_refused(people, method):
    caller = calling.caller(people)
    answer = caller.send(method, "/programmes", {})
    assert answer.status_code == 405 and "GET" in answer["Allow"]


def test_an_address_that_takes_another_method_says_so_in_the_same_shape(people):
    answer = calling.caller(people).post("/programmes", {})
    assert answer.status_code == 405 and answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/nothing", "/claims/../x", "/claims/1602-26-1/status", "/%00"])
def test_an_unknown_address_has_the_same_shape(people, path):
    answer = calling.caller(people).get(path)
    assert answer.status_code == 404 and answer.json()["type"] == "/api/#not-found"


def test_too_much_is_refused_before_it_is_read(people):
    answer = calling.caller(people).post("/cover", "x" * BODY_MOST)
    assert answer.status_code == 413 and answer.json()["most_bytes"] == BODY_MOST


@pytest.mark.parametrize(
    ("asked", "title"),
    [("", "Tidak ada token yang berlaku"), ("id", "Tidak ada token yang berlaku"),
     ("en-GB,en;q=0.8", "No valid token"), ("fr, id;q=0.5", "Tidak ada token yang berlaku"),
     ("de", "Tidak ada token yang berlaku"), ("\xe9;;q=x" * 50, "Tidak ada token yang berlaku")],
)  # fmt: skip
def test_a_refusal_is_said_in_the_callers_language(db, asked, title):
    answer = calling.Caller("", asked).get("/programmes")
    assert answer.json()["title"] == title and answer["Cache-Control"] == "no-store"


def test_no_session_is_asked_for_and_no_cookie_set(people, django_assert_num_queries):
    caller = calling.caller(people)
    caller.client.cookies["sessionid"] = "x" * 32
    caller.client.cookies["django_language"] = "en"
    # The token, its use, the answer, the record.
    with django_assert_num_queries(4):
        answer = caller.get("/programmes")
    assert answer.status_code == 200 and not answer.cookies
    assert answer["Content-Language"] == "id"


def test_no_log_names_a_number(people, caplog):
    caplog.set_level(logging.DEBUG)
    caller = calling.caller(people)
    caller.post("/cover", {"nik": build.NIK})
    caller.post("/cover", {"nik": build.NIK + "9", "on": "x"})
    caller.post("/cover", {"nik": [build.NIK], "kk": build.KK})
    answer = caller.post("/cover", {build.NIK: build.NIK})
    assert build.NIK not in caplog.text and answer.status_code == 422


def test_every_operation_says_what_it_is_and_how_it_fails():
    schema = api.get_openapi_schema(path_prefix="/api/v1/")
    for path, methods in schema["paths"].items():
        for method, found in methods.items():
            answers = {int(code) for code in found["responses"]}
            assert str(found["summary"]) and {401, 403, 429} < answers, (method, path)
            assert found["security"] == [{"Token": []}]
            if "{code}" in path:
                assert 404 in answers, path
            if "requestBody" in found:
                assert {413, 422} < answers, path
    scopes = {scope for _method, _path, scope in OPERATIONS if scope}
    assert scopes == set(Scope.values)


def test_the_schema_and_its_page_are_public(client, db):
    schema = client.get("/api/v1/openapi.json")
    assert schema.status_code == 200 and schema.json()["openapi"].startswith("3.")
    page = client.get("/api/").content.decode()
    for path in schema.json()["paths"]:
        assert path in page
    assert '<script src="http' not in page
