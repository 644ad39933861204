import base64
import json
import secrets
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial

from cryptography.exceptions import InvalidTag
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from claims.rotating import factors, indexing
from claims.rotating import sealing as rotating
from regencies.models.sealed import index_key, keys

# A value that a process with older settings sealed meanwhile is found by the next pass.
PASSES = 5
# How often a batch that could not get at its table is begun again.
TRIES = 20


class Command(BaseCommand):
    help = (
        "Seal every NIK, KK, account number and other sealed text anew with the first of "
        "SEALING_KEYS, while people work; begun again it goes on. Then prove which keys nothing "
        "needs any more. Exit 1 while one is needed."
    )

    def add_arguments(self, parser):
        parser.add_argument("--new-key", action="store_true", help="print a fresh key and stop")
        parser.add_argument(
            "--index", action="store_true",
            help="the blind indexes anew by the first of INDEX_KEYS, in one transaction; nobody "
            "else may be connected",
        )  # fmt: skip
        parser.add_argument("--prove", action="store_true", help="change nothing, only prove")
        parser.add_argument("--batch", type=int, default=rotating.BATCH, help="rows at a time")
        parser.add_argument("--json", action="store_true", help="as one JSON object")

    def handle(self, *, new_key: bool, prove: bool, index: bool, batch: int, **options):
        if new_key:
            name = 1 + max([int(n[1:]) for n in keys() if n[1:].isdigit()], default=0)
            self.stdout.write(f"k{name}:{base64.b64encode(secrets.token_bytes(32)).decode()}")
            return
        if index:
            self._index()
            return
        began, done = time.monotonic(), 0
        if not prove:
            done = self._rotate(batch)
        took = time.monotonic() - began
        old = list(keys())[1:]
        needed = {key: dict(rotating.needed_in(key)) for key in old}
        found = {
            "sealed_anew": done,
            "seconds": round(took, 3),
            "sealed_by_other_keys": sum(rotating.behind().values()) + factors.behind(),
            "needed": needed,
            "index_behind": indexing.behind(),
            "index_keys": sorted({index_key(purpose)[0] for purpose in ("nik", "code")}),
        }
        if options["json"]:
            self.stdout.write(json.dumps(found))
        else:
            self._tell(found, took)
        if any(needed.values()) or found["sealed_by_other_keys"] or found["index_behind"]:
            sys.exit(1)

    def _index(self) -> None:
        began = time.monotonic()
        try:
            done = indexing.turn()
        except indexing.NotAlone:
            raise CommandError(
                "Others are connected to the database. Stop web, worker and beat first: whoever "
                "has the old setting would miss duplicates."
            ) from None
        except indexing.Left as left:
            raise CommandError(f"Nothing was changed. {left} have an unknown index.") from None
        took = time.monotonic() - began
        self.stdout.write(f"{done} indexes made anew in {took:.1f} s. Start the others with the "
                          "same INDEX_KEYS.")  # fmt: skip

    def _rotate(self, batch: int) -> int:
        done = 0
        for _pass in range(PASSES):
            left = {
                f"{column.table}.{column.name}": partial(rotating.rotate, column, batch)
                for column in rotating.behind()
            }
            if factors.behind():
                left[f"{factors.TABLE}.data"] = partial(factors.rotate, batch)
            if not left:
                break
            for place, rotate in left.items():
                done += self._patiently(place, rotate)
        return done

    def _patiently(self, place: str, rotate: Callable[[], Iterator[int]]) -> int:
        """place: table and column, as they are told."""
        done = 0
        for _try in range(TRIES):
            try:
                for n in rotate():
                    done += n
                return done
            except OperationalError:
                continue  # somebody held the table longer than a batch waits
            except KeyError as unknown:
                raise CommandError(
                    f"{place}: sealed by key {unknown}, which is not among SEALING_KEYS."
                ) from None
            except InvalidTag:
                raise CommandError(
                    f"{place}: a value does not open with the key that it names. Nothing of its "
                    "batch was changed."
                ) from None
        raise CommandError(f"{place} was locked too long. Run the command again.")

    def _tell(self, found: dict, took: float) -> None:
        if found["sealed_anew"]:
            rate = found["sealed_anew"] / max(took, 0.001)
            self.stdout.write(f"{found['sealed_anew']} values sealed anew, {rate:,.0f} a second.")
        if found["sealed_by_other_keys"]:
            self.stdout.write(f"{found['sealed_by_other_keys']} are still sealed by other keys.")
        if found["index_behind"]:
            self.stdout.write(
                f"{found['index_behind']} numbers of the last rows are not indexed by the first of "
                "INDEX_KEYS: set the key that made them, or run --index."
            )
        for key, tables in found["needed"].items():
            if tables:
                told = ", ".join(f"{table} ({n})" for table, n in tables.items())
                self.stdout.write(f"{key} is needed: {told}.")
            elif key in found["index_keys"] and not settings.INDEX_KEYS:
                self.stdout.write(
                    f"{key} seals nothing any more. It makes the blind indexes: set it as "
                    "INDEX_KEYS, then take it out of SEALING_KEYS."
                )
            else:
                self.stdout.write(f"{key} is needed by nothing: take it out of SEALING_KEYS.")
