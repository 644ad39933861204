"""S12: a thousand wrong passwords. An account bears ten hashes in a quarter of an hour, whoever
asks and from however many addresses; a name that nobody has is answered the same."""

import random
import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth import authenticate
from django.utils import timezone

from regencies.models import AccountEvent, Role, Tries
from tests.build import PASSWORD
from tests.faults.counts import FULL, say, trials
from tests.security.guessing import HASHER, Counting, Strangers, auc, caller, shuffled

GUESSES = 1_000
SEED = 20261121
QUARTER = timedelta(minutes=15)


@pytest.fixture
def counted(settings):
    settings.PASSWORD_HASHERS = [HASHER]
    Counting.count()


@pytest.fixture
def camat(people, counted):
    person = people[Role.CAMAT]
    person.set_password(PASSWORD)
    person.save()
    Counting.count()
    return person


def guess(client, name, password="not this one"):
    return client.post("/login/", {"username": name, "password": password})


def strangers():
    """Guesses, each from the address of its number."""
    who = Strangers()
    return lambda n, name, password="not this one": who.post(
        n, "/login/", {"username": name, "password": password}
    )


def bare(page) -> str:
    """The page without its token and without the name that was typed."""
    text = page.content.decode().replace("camat", "nobody.at.all")
    return re.sub(r'value="[\w-]{64}"', "", text)


def most_within(instants: list[float], seconds: float) -> int:
    """The most of these in any window so long: worked out here, not read from a counter."""
    return max((sum(at <= x < at + seconds for x in instants) for at in instants), default=0)


def test_an_account_bears_ten_hashes_in_a_quarter_of_an_hour(camat):
    """From a hundred addresses, over two hours of the clock."""
    rng, hashed, held, stranger = random.Random(SEED), [], 0, strangers()
    planned = trials(GUESSES)
    begun = timezone.now()
    step = 2 * 3600 / planned
    with time_machine.travel(begun, tick=False) as clock:
        for n in range(planned):
            clock.move_to(begun + timedelta(seconds=n * step))
            answer = stranger(rng.randrange(100), camat.username)
            if Counting.count():
                hashed.append(n * step)
            held += answer.status_code == 429
    most = most_within(hashed, QUARTER.total_seconds())
    # The positive control: the same guesses with nobody asked before the hash.
    careless = planned
    for _n in range(planned):
        authenticate(username=camat.username, password="not this one")
    careless = Counting.count()
    say("S12 wrong passwords", planned, GUESSES, seed=SEED, hashes=len(hashed),
        most_in_15_min=most, held=held, without_throttle=careless)  # fmt: skip
    assert most <= 10 and held == planned - len(hashed)
    assert careless > 10


def test_the_owner_at_a_known_browser_gets_in_while_strangers_try_the_name(camat):
    own = caller(1)
    assert guess(own, camat.username, PASSWORD).status_code == 302
    own.post("/logout/")
    for n in range(100, 112):
        guess(caller(n), camat.username)
    # Another address, the same browser; and the same address, another browser.
    own.defaults["REMOTE_ADDR"] = "10.9.9.9"
    assert guess(own, camat.username, PASSWORD).status_code == 302
    assert guess(caller(1), camat.username, PASSWORD).status_code == 302
    # A stranger with the right password has to wait like any other: it may be a guess.
    assert guess(caller(300), camat.username, PASSWORD).status_code == 429


def test_a_right_password_is_no_guess(camat):
    for _n in range(12):
        assert guess(caller(5), camat.username, PASSWORD).status_code == 302


def test_the_refusal_says_how_long_and_nothing_of_whom(camat):
    answers = {}
    for first, name in ((1_000, camat.username), (2_000, "nobody.at.all")):
        answers[name] = [guess(caller(first + n), name) for n in range(12)]
    known, unknown = answers.values()
    assert [page.status_code for page in known] == [page.status_code for page in unknown]
    assert [bare(page) for page in known] == [bare(page) for page in unknown]
    refused = known[-1]
    assert refused.status_code == 429 and 0 < int(refused["Retry-After"]) <= 900
    assert "menit" in refused.content.decode()


def test_one_address_may_not_try_every_name(camat):
    """A rule of the address: sixty names a minute, and no hash after that."""
    with time_machine.travel(timezone.now(), tick=False):
        stranger = strangers()
        answers = [stranger(7, f"nobody.{n}").status_code for n in range(80)]
    assert answers.count(429) == 20 and Counting.count() == 60


def test_a_flood_leaves_no_name_and_no_address_behind(camat):
    for n in range(8):
        guess(caller(n), camat.username)
    guess(caller(9), "nama.orang.lain")
    kept = str(list(Tries.objects.values_list())) + str(list(AccountEvent.objects.values_list()))
    assert "camat" not in kept and "nama.orang" not in kept and "10.0.0." not in kept
    failed = AccountEvent.objects.filter(what="fail")
    assert set(failed.values_list("person", flat=True)) == {camat.pk, None}


def test_old_tries_are_swept_away(camat):
    from claims.actions import signing_in

    guess(caller(1), camat.username)
    assert Tries.objects.exists()
    signing_in.forget(timezone.now() + timedelta(hours=1))
    assert not Tries.objects.exists()


def told_apart(known, unknown, n, seed=SEED) -> float:
    """How well the time of `known` can be told from that of `unknown`, each a call."""
    spent = {"known": [], "unknown": []}
    order = shuffled([("known", known), ("unknown", unknown)] * n, seed)
    for index, (name, call) in enumerate(order):
        begun = time.perf_counter()
        call(index)
        spent[name].append(time.perf_counter() - begun)
    return auc(spent["known"], spent["unknown"])


@pytest.mark.skipif(not FULL, reason="a clock needs a quiet machine: only in make test-security")
def test_a_known_name_takes_no_longer_than_one_that_nobody_has(people, settings):
    """With the real hasher, cheap: it takes long enough to tell a second hash from one."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    person = people[Role.CAMAT]
    person.set_password(PASSWORD)
    person.save()

    stranger = strangers()

    def fresh(name):
        def call(index):
            Tries.objects.all().delete()
            stranger(index, name)

        return call

    found = told_apart(fresh(person.username), fresh("nobody.at.all"), 100)
    # The positive control: who hashes only for names that are there.
    careless = told_apart(
        lambda _n: person.check_password("x"), lambda _n: None, 20
    )  # fmt: skip
    say("S12 timing", 200, 200, seed=SEED, auc=f"{found:.3f}", careless_auc=f"{careless:.3f}")
    assert 0.45 <= found <= 0.55 and careless > 0.95
