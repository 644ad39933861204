"""The secrets of second factors under a new key. They stand sealed inside the JSON of a library's
table, where no column of ours tells of them: of an app its secret, of recovery codes their seed."""

from collections.abc import Iterator

from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from claims.rotating.sealing import BATCH, PATIENCE
from regencies.models.accounts import FACTOR
from regencies.models.sealed import keys, seal, unseal

TABLE = Authenticator._meta.db_table
# One of them in a row; of a passkey there is none.
SECRETS = ("secret", "seed")


def _with_secrets() -> QuerySet[Authenticator]:
    sealed = Coalesce(*(KT(f"data__{name}") for name in SECRETS))
    return Authenticator.objects.annotate(sealed=sealed).filter(sealed__gt="").order_by("pk")


def _left() -> QuerySet[Authenticator]:
    return _with_secrets().exclude(sealed__startswith=f"{next(iter(keys()))}:")


def behind() -> int:
    """How many secrets another key sealed than the first."""
    return _left().count()


def open_in_plain() -> Iterator[int]:
    """Rows whose secret was never sealed."""
    yield from _with_secrets().exclude(sealed__contains=":").values_list("pk", flat=True)


def rotate(batch: int = BATCH) -> Iterator[int]:
    """Yields how many secrets each batch has sealed anew. A row is locked while it is: a recovery
    code that is used meanwhile stays used. Raises as sealing.rotate does."""
    after = 0
    while True:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            rows = list(_left().filter(pk__gt=after).select_for_update()[:batch])
            for row in rows:
                row.data |= {name: _anew(row.data[name]) for name in SECRETS if name in row.data}
                row.save(update_fields=["data"])
        if not rows:
            return
        after = rows[-1].pk
        yield len(rows)


def _anew(token: str) -> str:
    return seal(unseal(token, FACTOR), FACTOR)
