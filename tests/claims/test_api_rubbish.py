"""Whatever is sent to the API: an answer in its own shape, never a fault of ours."""

import json
import random
import uuid

import pytest

from tests import build
from tests.claims import calling
from tests.claims.pages import recent


@pytest.fixture
def village(people):
    return calling.caller(people)


RUBBISH = {
    "nothing": b"",
    "no json": b"{",
    "a word": b"null",
    "a number": b"1e999999",
    "a list": b"[]",
    "text": b'"x"',
    "not utf-8": b'{"kind": "\xff\xfe"}',
    "utf-16": '{"kind": "death"}'.encode("utf-16"),
    "deep": b"[" * 100_000,
    "deep objects": b'{"a":' * 30_000,
    "NaN": b'{"kind": NaN}',
    "a long number": b'{"kind": ' + b"9" * 5_000 + b"}",
    "a NUL": b'{"kind": "\\u0000"}',
    "half a character": b'{"kind": "\\ud800"}',
    "a NUL in a name": b'{"\\u0000": 1}',
    "keys twice": b'{"kind": "death", "kind": 1}',
    "many keys": json.dumps({f"k{n}": n for n in range(9_000)}).encode(),
    "a long text": b'{"kind": "' + b"x" * 100_000 + b'"}',
}
WHERE = [("POST", "/claims"), ("PATCH", "/claims/{code}"), ("POST", "/cover"),
         ("POST", "/deaths"),
         ("POST", "/calculator/benefits"), ("POST", "/calculator/deadlines")]  # fmt: skip


@pytest.mark.parametrize("what", RUBBISH)
@pytest.mark.parametrize(("method", "path"), WHERE)
def test_rubbish_is_refused_in_the_usual_shape(village, people, method, path, what):
    claim = recent("draft", people)
    path = path.replace("{code}", claim.code)
    answer = village.send(method, path, RUBBISH[what], key=uuid.uuid4(), raw=True)
    assert 400 <= answer.status_code < 500, (what, answer.content[:200])
    assert answer["Content-Type"] == "application/problem+json" and answer.json()["title"]


ODD = [None, True, False, 0, -1, 1, 10**18, 10**300, 1.5, "", " ", "x", "\x7f", "🙂" * 50,
       "2026-13-40", "0001-01-01", "9999-12-31",
       "١٢٣", "1" * 300, "' OR 1=1 --", "<b>", [], {}, [[]], {"a": {}},
       "wife", "death", "yes", "-0", "1e5", "24:61", "\r\n", "\u202e"]  # fmt: skip


def test_whatever_stands_in_a_field_is_kept_or_refused(village):
    """As many odd claims as the day allows: none of them breaks anything."""
    draw = random.Random(7)
    pages = {
        "person": ("name", "nik", "kk", "born_on", "sex"),
        "event": ("event_on", "event_time", "event_place", "cause", "at_work", "died", "died_on",
                  "akta_number"),
        "harm": ("healed_on", "months_unfit", "total_disability", "medical"),
        "family": ("reporter_phone", "heir_nik", "heir_relation", "months_paid", "base", "decile"),
        "payee": ("payee_name", "bank", "account"),
    }  # fmt: skip
    seen = set()
    for n in range(250):
        said = {
            "village": build.HERE, "kind": draw.choice(["death", "accident"]),
            **{
                page: {field: draw.choice(ODD) for field in draw.sample(fields, 2)}
                for page, fields in pages.items() if draw.random() < 0.4
            },
        }  # fmt: skip
        if draw.random() < 0.2:
            said["children"] = draw.choice(ODD)
        village.system.tokens.update(used_n=0)
        answer = village.post("/claims", said, key=f"odd{n}")
        assert answer.status_code in {201, 422}, (said, answer.content[:300])
        seen.add(answer.status_code)
    assert seen == {201, 422}
