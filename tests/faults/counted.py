"""Settings of a server whose hashes are counted in a file, one byte each: HASHES names it. With
CARELESS its entrance asks nobody before it hashes."""

import os
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.faults.counted.Counted"]
if os.environ.get("CARELESS"):
    ROOT_URLCONF = "tests.faults.careless"


class Counted(Argon2PasswordHasher):
    def encode(self, password, salt):
        count()
        return super().encode(password, salt)

    def verify(self, password, encoded):
        count()
        return super().verify(password, encoded)


def count() -> None:
    with Path(os.environ["HASHES"]).open("ab") as file:
        file.write(b".")
