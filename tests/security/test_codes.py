"""S11: guesses at the family's door, at the page that says whether a letter is genuine, and at the
door that opens accounts. What is there is answered as what is not, and after so many guesses from
one address nothing is looked up any more."""

import random
import re
import time
from collections import Counter

import pytest
from django.utils import timezone

from claims.actions import throttle
from claims.actions.activating import print_slips
from claims.models import Claim
from claims.rules.letters import LetterKind
from claims.rules.slips import ALPHABET, LENGTH, OPENING_LENGTH, grouped
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.build import PASSWORD
from tests.claims.family import look, secret_of
from tests.claims.lettered import lettered
from tests.claims.pages import recent
from tests.faults.counts import FULL, say, trials
from tests.security.guessing import Strangers, auc, caller

GUESSES = 10_000
SEED = 11
# From one address in a minute: fewer than any of the doors bears.
EACH = 25


def drawn(rng, length=LENGTH) -> str:
    return "".join(rng.choice(ALPHABET) for _n in range(length))


def bare(page) -> str:
    """Without the token, and without what was typed."""
    text = re.sub(r'value="[^"]*"', "", page.content.decode())
    return re.sub(r"/periksa/[\w-]+/", "", text)


@pytest.fixture
def doors(people):
    """Name of a door -> (a guess at what is there, a guess at what is not): both miss. Each call
    takes who guesses, the number of their address, and a random generator."""
    claim = recent(State.SUBMITTED, people)
    letter = lettered(LetterKind.SKTM, people, now=timezone.now())
    waits = build.person("ahmad.contoh")
    build.appoint(waits, Role.VILLAGE_OPERATOR)
    print_slips([waits.pk], by=people[Role.ADMINISTRATOR], now=timezone.now())
    codes = f"{claim.code[:8]}9%05d"

    def family(code):
        return lambda who, n, rng: who.post(
            n, "/keluarga/", {"code": code(rng), "secret": drawn(rng)}
        )

    def opening(name):
        def guess(who, n, rng):
            secret = drawn(rng, OPENING_LENGTH)
            said = {"username": name(rng), "secret": secret, "password": PASSWORD}
            return who.post(n, "/aktivasi/", said | {"again": PASSWORD})

        return guess

    def periksa(code):
        return lambda who, n, rng: who.get(n, f"/periksa/{code(rng)}/")

    near = letter.code.replace("-", "")[:-1]
    return {
        "family": (
            family(lambda rng: claim.code),
            family(lambda rng: codes % rng.randrange(100_000)),
        ),
        "activation": (
            opening(lambda rng: waits.username),
            opening(lambda rng: f"ahmad{rng.randrange(1_000)}.contoh"),
        ),
        # All but its last sign is right: nearer than anybody's guess will come.
        "letters": (
            periksa(lambda rng: grouped(near + other(rng, letter.code[-1]))),
            periksa(lambda rng: grouped(drawn(rng))),
        ),
    }


def other(rng, sign: str) -> str:
    return rng.choice([one for one in ALPHABET if one != sign])


def told_apart(doors, guesses: int) -> tuple[dict[str, int], dict[str, str]]:
    """How many kinds of answers each door gives beyond one, and how well what is there can be told
    from what is not by the time of the answer (0.5: not at all)."""
    rng, who = random.Random(SEED), Strangers()
    seen: dict[str, Counter] = {}
    spent: dict[str, tuple[list, list]] = {name: ([], []) for name in doors}
    for n in range(guesses):
        name = rng.choice(list(doors))
        there = rng.randrange(2)
        begun = time.perf_counter()
        page = doors[name][1 - there](who, n // EACH, rng)
        spent[name][there].append(time.perf_counter() - begun)
        seen.setdefault(name, Counter())[page.status_code, bare(page)] += 1
    told = {name: len(kinds) - 1 for name, kinds in seen.items()}
    return told, {name: f"{auc(*both):.3f}" for name, both in spent.items()}


def test_ten_thousand_guesses_tell_nothing_apart(doors):
    planned = trials(GUESSES)
    told, by_time = told_apart(doors, planned)
    # The positive control: the same count at a door that looks the code up first, and has a page
    # of its own for what is not there.
    there = doors["family"][0]
    careless = {"family": (there, lambda who, n, rng: who.get(n + 90_000, "/keluarga/tidak-ada/"))}
    found, careless_time = told_apart(careless, 100)
    say("S11 guesses", planned, GUESSES, seed=SEED, told_apart=told, auc=by_time,
        careless_door_told=found["family"], careless_auc=careless_time["family"])  # fmt: skip
    assert told == dict.fromkeys(doors, 0)
    assert found == {"family": 1} and not 0.45 <= float(careless_time["family"]) <= 0.55
    if FULL:
        assert all(0.45 <= float(x) <= 0.55 for x in by_time.values()), by_time


def test_an_address_that_guesses_is_held_up_at_every_door(doors):
    rng, who = random.Random(SEED), Strangers()
    for name, (there, not_there) in doors.items():
        limit = {"family": 30, "activation": 30, "letters": 60}[name]
        here = 50_000 + limit + len(name)
        answers = [(there, not_there)[n % 2](who, here, rng) for n in range(limit + 8)]
        refused = [page for page in answers if page.status_code == 429]
        assert len(refused) == 8 and len({bare(page) for page in refused}) == 1, name
        assert 0 < int(refused[0]["Retry-After"]) <= 60
        # Somebody else is not.
        assert not_there(who, 60_000, rng).status_code != 429


def test_who_is_held_up_does_not_get_in_with_the_right_code_either(people):
    claim = recent(State.SUBMITTED, people)
    client, rng = caller(70_000), random.Random(SEED)
    for _n in range(throttle.SLIPS.most):
        look(claim, drawn(rng), client)
    assert look(claim, secret_of(claim), client).status_code == 429
    assert look(claim, secret_of(claim), caller(70_001)).status_code == 200


def test_a_family_that_types_it_right_is_never_held_up(people):
    claim = recent(State.SUBMITTED, people)
    client = caller(80_000)
    for _n in range(throttle.SLIPS.most + 5):
        assert look(claim, secret_of(claim), client).status_code == 200


def test_a_system_with_wrong_tokens_is_held_up(people):
    client = caller(90_000)
    said = {"HTTP_AUTHORIZATION": f"Bearer snt_aaaaaaaa_{'a' * 43}"}
    answers = [client.get("/api/v1/claims", **said).status_code for _n in range(64)]
    assert Counter(answers)[429] == 4 and Claim.objects.count() == 0


def test_behind_a_proxy_the_caller_counts_and_what_it_says_of_itself_does_not(people, settings):
    claim, rng = recent(State.SUBMITTED, people), random.Random(SEED)
    settings.BEHIND_PROXY = True
    for n in range(throttle.SLIPS.most):
        forged = caller(1, HTTP_X_FORWARDED_FOR=f"{n}.9.9.9, 203.0.113.7")
        look(claim, drawn(rng), forged)
    assert look(claim, drawn(rng), forged).status_code == 429
    beside = caller(1, HTTP_X_FORWARDED_FOR="203.0.113.7, 203.0.113.8")
    assert look(claim, drawn(rng), beside).status_code == 422
    settings.BEHIND_PROXY = False
    beside = caller(2, HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert look(claim, drawn(rng), beside).status_code == 422
