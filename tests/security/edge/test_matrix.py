"""S2: who gets where. Every address, by everybody here and by strangers who hold every seat
elsewhere, at an object of theirs, of others and of nobody, with four methods."""

import json
import random
import re
from urllib.parse import unquote

import pytest
from django.core.management import call_command
from django.test import override_settings

from claims import access, access_table
from regencies.models import Role
from tests.faults.counts import FULL, say
from tests.security.edge import careless
from tests.security.edge.conftest import ELSEWHERE, NEXT_DOOR, OTHER_REGENCY, body
from tests.security.edge.matrix import ANON, LOOKS, MATRIX, ROLES, first_of
from tests.security.edge.world import has_object, routes

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
METHODS = ("GET", "POST", "PUT", "DELETE")
SEED = 20261121
# 409: of a thing that is nobody's it is said that somebody was faster; of another's the same.
REFUSED = {302, 403, 404, 405, 409}
# What two answers may differ in although they say the same: a form's token, and the address.
NOISE = re.compile(rb'value="[\w-]{64}"')


def letters_of(roles) -> str:
    return "".join(letter for letter, role in ROLES.items() if role in roles)


def through(answer) -> bool:
    """Neither refused nor sent to sign in; a claim in another state is told so with 409."""
    sent_away = answer.status_code == 302 and "/login/" in answer["Location"]
    return not sent_away and answer.status_code not in {403, 404}


def said(answer, path: str) -> tuple:
    heads = {
        name: unquote(value).replace(path, "") for name, value in answer.items()
        if name not in {"Set-Cookie", "Content-Length", "X-Request-ID"}
    }  # fmt: skip
    text = NOISE.sub(b"", body(answer)).replace(path.encode(), b"")
    return answer.status_code, heads, text


def told_apart(stage, actor, method, foreign: str, nowhere: str) -> bool:
    """Whether a stranger learns anything: lets in, or differs from an object of nobody."""
    one, other = (stage.ask(actor, method, path) for path in (foreign, nowhere))
    return one.status_code not in REFUSED or said(one, foreign) != said(other, nowhere)


def test_every_address_stands_in_the_matrix_and_says_who_may_enter():
    names = {name for _route, name in routes()}
    assert names - MATRIX.keys() == set() and MATRIX.keys() - names == set()
    assert access_table.table()
    # Positive controls: an address that nobody listed, and a door that says nothing.
    with override_settings(ROOT_URLCONF=careless.__name__):
        assert {name for _route, name in routes()} - MATRIX.keys() == careless.NAMES
        with pytest.raises(access_table.Undeclared, match="silent"):
            access_table.table()


def test_the_table_printed_is_the_one_enforced(capsys):
    call_command("access_table", "--json")
    rows = json.loads(capsys.readouterr().out)
    by_name = {row["name"]: row for row in rows}
    assert by_name["panel:verify"]["acts"] == ["opd_verifier"]
    assert by_name["api:file_claim"]["right"] == "claims:write"
    assert by_name["admin:claims_event_delete"]["who"] == "nobody"
    assert by_name["admin:regencies_person_change"]["right"] == "regencies.change_person"
    assert all(row["methods"] and row["who"] for row in rows)
    for name, row in by_name.items():
        # Whoever gets through is among those whom the door and the machine let in.
        if row["who"] == access.SEAT and name in MATRIX:
            may = set(row["acts"] or row["roles"]) & set(row["roles"])
            wider = set(MATRIX[name]) - set(letters_of(may))
            assert not wider, (name, wider)
    call_command("access_table")
    assert "/panel/<code:code>/verify/  GET HEAD POST  " in capsys.readouterr().out


def test_who_gets_through_is_who_the_matrix_names(stage):
    rows = {row.path: row for row in access_table.table()}
    draw, wrong, asked, everyone = random.Random(SEED), [], 0, {"-": ANON, **ROLES}
    for route, name in routes():
        wanted, path = MATRIX[name], stage.here.path(route, name)
        method = "POST" if rows[route].access.methods == access.PRESS else "GET"
        everybody = everyone
        if not FULL:
            # One who gets through, and one who does not.
            both = [[one for one in everybody if (one in wanted) is may] for may in (True, False)]
            everybody = {
                one: everybody[one] for some in both if some for one in [draw.choice(some)]
            }
        for letter, role in everybody.items():
            answer, asked = stage.ask(str(role), method, path), asked + 1
            door = rows[route].access
            at_door = door.who == access.SEAT and role not in door.roles and role != ANON
            looks = method == "GET" and letter in LOOKS.get(name, "")
            if through(answer) != (letter in wanted or looks) or (
                at_door and answer.status_code != 403
            ):
                wrong.append((name, str(role), method, answer.status_code))
    for name, letters in LOOKS.items():
        (path,) = [stage.here.path(route, one) for route, one in routes() if one == name]
        pressed = [stage.ask(str(ROLES[letter]), "POST", path).status_code for letter in letters]
        assert pressed == [403] * len(letters)
    with override_settings(ROOT_URLCONF=careless.__name__):
        # Positive control: a view without a door, by everybody whom the desk of the office refuses.
        path = f"/careless/{stage.here.claims['endorsed'].code}/"
        others = [one for letter, one in everyone.items() if letter not in MATRIX["panel:claim"]]
        caught = sum(through(stage.ask(str(one), "GET", path)) for one in others)
    say("S2 own objects", asked, 13 * len(routes()), seed=SEED, wrong=len(wrong),
        control=f"{caught} of {len(others)}")  # fmt: skip
    assert not wrong, "\n".join(map(str, wrong))
    assert asked > len(routes()) and caught == len(others)


def test_a_method_that_no_door_names_is_refused(stage):
    """Also by a page that only shows: what is posted to it goes nowhere."""
    wrong, asked, names = [], 0, dict(routes())
    for row in access_table.table():
        if (name := names.get(row.path)) is None:
            continue
        actor, path = first_of(name), stage.here.path(row.path, name)
        for method in {"GET", "HEAD", "POST", "PUT", "PATCH", "OPTIONS"} - {*row.access.methods}:
            asked += 1
            answer = stage.ask(actor, method, path)
            if answer.status_code != 405:
                wrong.append((name, method, answer.status_code))
    with override_settings(ROOT_URLCONF=careless.__name__):
        # Positive control: a view that takes whatever comes.
        caught = stage.ask(ANON, "POST", "/silent/").status_code != 405
    say("S2 methods", asked, asked, taken=len(wrong), control=caught)
    assert wrong == [] and caught


def test_a_stranger_learns_nothing_of_what_is_there(stage):
    draw = random.Random(SEED)
    tries = []
    for route, name in routes():
        if not has_object(route) or name in ("periksa",):
            continue
        nowhere = stage.here.path(route, name, nowhere=True)
        for actor in stage.actors:
            try:
                foreign = stage.foreign(actor).path(route, name)
            except (AttributeError, IndexError, StopIteration):
                continue  # a regency without a programme of its own has no batch
            tries += [(actor, method, foreign, nowhere) for method in METHODS]
    chosen = tries if FULL else draw.sample(tries, len(tries) // 12)
    wrong = [one for one in chosen if told_apart(stage, *one)]
    with override_settings(ROOT_URLCONF=careless.__name__):
        code = stage.here.claims["submitted"].code
        caught = sum(
            told_apart(stage, actor, "GET", f"/careless/{code}/", "/careless/1602-26-999999/")
            for actor in (NEXT_DOOR, ELSEWHERE, OTHER_REGENCY)
        )
    say("S2 foreign against nobody's", 2 * len(chosen), 2 * len(tries), seed=SEED,
        actors=len(stage.actors), wrong=len(wrong), control=f"{caught} of 3")  # fmt: skip
    assert wrong == [] and caught == 3


def test_a_list_holds_nothing_of_another_place(stage):
    """Every page without an object of its own, as the strangers see it."""
    codes = {claim.code for claim in stage.here.claims.values()}
    # Officials of the same regency know each other; of another they know nobody and nothing.
    marks = {OTHER_REGENCY: {*codes, stage.here.mark, stage.here.mark.lower().replace(" ", "-")}}
    leaks, asked = [], 0
    for route, name in routes():
        if has_object(route) or "-" in MATRIX[name]:
            continue
        strangers = (NEXT_DOOR, ELSEWHERE, OTHER_REGENCY)
        for actor in strangers if FULL else strangers[-1:]:
            answer = stage.ask(actor, "GET", stage.own(actor).path(route, name))
            asked += 1
            text = body(answer).decode(errors="replace")
            leaks += [(name, actor, one) for one in marks.get(actor, codes) if one in text]
    found = stage.ask(str(Role.OPD_VERIFIER), "GET", "/panel/")
    caught = sum(code in body(found).decode() for code in codes)
    say("S2 lists", asked, asked, leaks=len(leaks), control=f"{caught} codes at the own desk")
    assert leaks == [] and caught > 0
