"""How a link is made: a keyed hash over the link before, its own number and what its row says."""

import base64
import functools
import hmac
import json

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

# Before the first link.
GENESIS = bytes(32)
KEY_BYTES = 32


@functools.cache
def keys() -> dict[str, bytes]:
    """AUDIT_KEY by name, the one that seals first; all of them verify. They stand in no table:
    whoever can write to the database alone can't make a link that fits."""
    found = {}
    for entry in settings.AUDIT_KEYS:
        name, _, key = entry.partition(":")
        found[name] = base64.b64decode(key)
        if not name or len(name) > 8 or len(found[name]) < KEY_BYTES:
            raise ImproperlyConfigured("AUDIT_KEY is name:key, the key 32 bytes in base64.")
    return found


def sealing_key() -> str:
    return next(iter(keys()))


def hashed(key: str, before: bytes, n: int, form: int, row: int, said: str | None) -> bytes:
    """said: the row's canonical JSON; None where the row is gone, which never verifies. KeyError:
    nobody has this key."""
    told = said if said is not None else json.dumps({"gone": row})
    return hmac.digest(keys()[key], before + f"{n} {form} {told}".encode(), "sha256")


def head() -> tuple[int, bytes]:
    """Number and hash of the last link; 0 and GENESIS before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, h FROM claims_link ORDER BY n DESC LIMIT 1")
        found = cursor.fetchone()
    return (found[0], bytes(found[1])) if found else (0, GENESIS)
