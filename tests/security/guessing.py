"""What the tests of guessing share: a hasher that counts, callers from many addresses, and how
well two kinds of answers can be told apart by their time."""

import random
from bisect import bisect_left, bisect_right

from django.contrib.auth.hashers import BasePasswordHasher
from django.test import Client

HASHER = "tests.security.guessing.Counting"


class Counting(BasePasswordHasher):
    """Hashes nothing and counts how often it was asked to. By the setting PASSWORD_HASHERS."""

    algorithm = "counting"
    hashes = 0

    @classmethod
    def count(cls) -> int:
        """Since the last time it was asked."""
        found, cls.hashes = cls.hashes, 0
        return found

    def salt(self):
        return "salt"

    def encode(self, password, salt):
        type(self).hashes += 1
        return f"{self.algorithm}${salt}${password}"

    def decode(self, encoded):
        algorithm, salt, rest = encoded.split("$", 2)
        return {"algorithm": algorithm, "salt": salt, "hash": rest}

    def verify(self, password, encoded):
        return self.encode(password, self.decode(encoded)["salt"]) == encoded

    def safe_summary(self, encoded):
        return {}

    def must_update(self, encoded):
        return False


def address(n: int) -> str:
    """One of so many: 10.x.y.z."""
    return f"10.{n >> 16 & 255}.{n >> 8 & 255}.{n & 255}"


def caller(n: int, **more) -> Client:
    """Somebody at an address of their own, with no cookie of ours."""
    return Client(REMOTE_ADDR=address(n), **more)


class Strangers:
    """Thousands of them, at one address each: like so many callers, and a hundred times cheaper,
    because they share one door."""

    def __init__(self):
        self.client = Client()

    def get(self, n: int, path: str, **more):
        self.client.cookies.clear()
        return self.client.get(path, REMOTE_ADDR=address(n), **more)

    def post(self, n: int, path: str, said: dict, **more):
        self.client.cookies.clear()
        return self.client.post(path, said, REMOTE_ADDR=address(n), **more)


def auc(one: list[float], other: list[float]) -> float:
    """The chance that a value of `one` is greater than one of `other`: 0.5 tells nothing."""
    ordered = sorted(other)
    below = sum((bisect_left(ordered, x) + bisect_right(ordered, x)) / 2 for x in one)
    return below / (len(one) * len(ordered))


def shuffled(pairs: list, seed: int) -> list:
    """In an order of chance, so that what warms up warms up for both."""
    pairs = list(pairs)
    random.Random(seed).shuffle(pairs)
    return pairs
