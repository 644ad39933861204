"""NIK, KK and account numbers at rest: sealed with AES-GCM, found by a keyed blind index.

A sealed value prints as its mask, so that a careless template, log line or exception
shows the area at most. Only `.reveal()` gives the number.
"""

import base64
import functools
import hmac
import secrets
from collections.abc import Iterator
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import models


def _pair(entry: str) -> tuple[str, bytes]:
    name, _, key = entry.partition(":")
    return name, base64.b64decode(key)


@functools.cache
def keys() -> dict[str, bytes]:
    """Sealing keys by id, the one that seals new values first."""
    return dict(map(_pair, settings.SEALING_KEYS))


# Whose index can be made anew, because the number itself stands beside it. Of tokens and codes
# there is nothing but the index; they are drawn, and can't be guessed by trying.
BY_NUMBER = {"nik", "kk", "account"}


def index_key(purpose: str) -> tuple[str, bytes]:
    """The key that makes this blind index, with its id."""
    if settings.INDEX_KEYS:
        return _once_read(settings.INDEX_KEYS[0 if purpose in BY_NUMBER else -1])
    return list(keys().items())[-1]


_once_read = functools.lru_cache(maxsize=4)(_pair)


# Made once for each key: a list of participants seals a quarter of a million numbers.
cipher = functools.lru_cache(maxsize=16)(AESGCM)


NONCE = 12  # bytes


def nonces() -> Iterator[bytes]:
    """For whoever seals a quarter of a million numbers: drawn by the thousand. Two processes that
    shared one would use each nonce twice, so it is made where it is used and never kept."""
    while True:
        drawn = secrets.token_bytes(1_000 * NONCE)
        for start in range(0, len(drawn), NONCE):
            yield drawn[start : start + NONCE]


def seal(plain: str, purpose: str, nonce: bytes = b"") -> str:
    """nonce: one of nonces(), used for nothing else."""
    return seal_bytes(plain.encode(), purpose, nonce)


def seal_bytes(plain: bytes, purpose: str, nonce: bytes = b"") -> str:
    name, key = next(iter(keys().items()))
    nonce = nonce or secrets.token_bytes(NONCE)
    sealed = cipher(key).encrypt(nonce, plain, purpose.encode())
    return f"{name}:{base64.b64encode(nonce + sealed).decode()}"


def unseal(token: str, purpose: str) -> str:
    """The purpose is bound in, so an account number can't be moved into a NIK column."""
    return unseal_bytes(token, purpose).decode()


def unseal_bytes(token: str, purpose: str) -> bytes:
    name, _, body = token.partition(":")
    raw = base64.b64decode(body)
    return cipher(keys()[name]).decrypt(raw[:NONCE], raw[NONCE:], purpose.encode())


def unseal_or_nothing(token: str, purpose: str) -> str:
    """For what a session keeps, which is not rotated: empty where its key was taken out of use."""
    try:
        return unseal(token, purpose) if token else ""
    except (InvalidTag, KeyError):
        return ""


def blind(plain: str, purpose: str) -> str:
    """64 hex digits that are equal for equal numbers and say nothing without the key.

    A key of its own makes the index (settings.INDEX_KEYS; without one, the oldest sealing key):
    turning the sealing key must not lose the look-ups.
    """
    if not plain:
        return ""
    key = index_key(purpose)[1]
    return hmac.digest(key, f"index|{purpose}|{plain}".encode(), "sha256").hex()


class Sealed:
    """A number that hides itself. Opened only when somebody asks."""

    __slots__ = ("_plain", "_purpose", "_shown", "_token")

    def __init__(self, purpose, shown=0, *, plain=None, token=""):
        self._purpose, self._shown, self._plain, self._token = purpose, shown, plain, token

    def reveal(self) -> str:
        if self._plain is None:
            self._plain = unseal(self._token, self._purpose) if self._token else ""
        return self._plain

    def __str__(self):
        plain = self.reveal()
        return plain[: self._shown] + "•" * (len(plain) - self._shown)

    def ending(self, shown=3) -> str:
        """The mask with the last digits left, for whoever typed the number and compares it. A
        short number stays hidden."""
        plain = self.reveal()
        shown = shown if len(plain) > 2 * shown else 0
        return "•" * (len(plain) - shown) + plain[len(plain) - shown :]

    def __repr__(self):
        return f"<Sealed {self._purpose}>"

    def __bool__(self):
        return bool(self._token or self._plain)

    def __eq__(self, other):
        if isinstance(other, Sealed):
            return self.reveal() == other.reveal()
        return isinstance(other, str) and self.reveal() == other

    def __hash__(self):
        return hash((self._purpose, self.reveal()))


class SealedField(models.TextField):
    """A sealed column with its blind index beside it in `<name>_index`.

    purpose: nik, kk or account; equal purposes share one index across tables.
    shown: leading digits that the mask leaves (4 for NIK and KK: province and regency).
    """

    def __init__(self, *args, purpose="", shown=0, **kwargs):
        self.purpose, self.shown = purpose, shown
        kwargs.setdefault("blank", True)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def _sealed(self, value):
        if isinstance(value, Sealed):
            return value
        return Sealed(self.purpose, self.shown, plain=value or "")

    def from_db_value(self, value, expression, connection):
        return Sealed(self.purpose, self.shown, token=value or "")

    def to_python(self, value):
        return self._sealed(value)

    def pre_save(self, instance, add):
        value = self._sealed(getattr(instance, self.attname))
        setattr(instance, self.attname, value)
        setattr(instance, f"{self.attname}_index", blind(value.reveal(), self.purpose))
        return value

    def get_prep_value(self, value):
        plain = self._sealed(value).reveal()
        return seal(plain, self.purpose) if plain else ""

    def value_to_string(self, obj):
        return str(self.value_from_object(obj))

    def formfield(self, **kwargs):
        raise TypeError("A sealed number never goes into a generated form.")


class SealedTextField(models.TextField):
    """A column that holds what seal() made, as it is: for tables that are written by the hundred
    thousand, and for words that nobody looks for. Rotating the keys finds it by this type."""

    def __init__(self, *args, purpose="", **kwargs):
        self.purpose = purpose
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class SealedColumn(NamedTuple):
    """Where sealed values stand. index: the column of the blind index, if it has one."""

    table: str
    pk: str
    name: str
    purpose: str
    index: str = ""


def sealed_columns() -> list[SealedColumn]:
    """Every sealed column of every table, by table and name."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        names = {field.attname for field in model._meta.concrete_fields}
        for field in model._meta.concrete_fields:
            if isinstance(field, SealedField | SealedTextField):
                index = f"{field.attname}_index"
                found.append(SealedColumn(
                    model._meta.db_table, model._meta.pk.column, field.column, field.purpose,
                    index if index in names else "",
                ))  # fmt: skip
    return sorted(found)


def index_field() -> models.CharField:
    """The column beside a SealedField. Declare it after the field: saving fills it."""
    return models.CharField(max_length=64, blank=True, default="", editable=False, db_index=True)
