"""The head of the chain on a day, kept outside the database: whoever shortens or remakes the whole
chain can't remake what was printed."""

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from claims.trail import chain


class NoAnchors(Exception):
    """The file is not there, or a line of it is none."""


class Contradicted(Exception):
    """The chain is not what was written down before."""


@dataclass(frozen=True)
class Anchor:
    """n: how many links there were. h: the hash of the last one, in hex. on: the local day.
    back_to: a backup with so many links was restored before, for the reason in why: what older
    lines say beyond that number is gone."""

    on: str
    at: str
    n: int
    h: str
    back_to: int | None = None
    why: str = ""

    @property
    def day(self) -> date:
        return date.fromisoformat(self.on)


def file() -> Path:
    return Path(settings.ANCHORS) / "anchors.jsonl"


def read(path: Path) -> Iterator[Anchor]:
    """Oldest first. NoAnchors: it can't be read."""
    try:
        for line in path.read_text().splitlines():
            if line.strip():
                said = json.loads(line)
                bytes.fromhex(said["h"])
                back = said.get("back_to")
                yield Anchor(
                    str(said["on"]), str(said["at"]), int(said["n"]), said["h"],
                    None if back is None else int(back), str(said.get("why", "")),
                )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoAnchors(f"{path}: {type(error).__name__}") from None


def ours() -> list[Anchor]:
    """All of our own file, oldest first; none before the first day."""
    return list(read(file())) if file().exists() else []


def newest() -> Anchor | None:
    found = ours()
    return found[-1] if found else None


def standing(lines: Iterable[Anchor]) -> list[Anchor]:
    """Those that the chain must agree with: all, but for what a restore that was written down has
    taken back. The newest alone would not do: it could be of a chain that somebody made anew."""
    stand: list[Anchor] = []
    for one in lines:
        if one.back_to is not None:
            stand = [old for old in stand if old.n <= one.back_to]
        stand.append(one)
    return stand


def contradicted(lines: Iterable[Anchor] | None = None) -> Anchor | None:
    """The first that the chain's own links, as they stand, do not agree with. Quick: whether the
    links fit to what they link is for verify_audit."""
    stand = standing(ours() if lines is None else lines)
    with connection.cursor() as cursor:
        cursor.execute("SELECT n, h FROM claims_link WHERE n = ANY(%s)", [[one.n for one in stand]])
        heads = {n: bytes(h).hex() for n, h in cursor.fetchall()}
    return next((one for one in stand if heads.get(one.n) != one.h), None)


def taken_on(now: datetime) -> bool:
    last = newest()
    return last is not None and last.on == _day(now)


def trouble() -> str:
    """Why no anchor can be taken, as our own file and the chain stand; empty: nothing."""
    try:
        return _why(contradicted())
    except NoAnchors as error:
        return str(error)


def _why(other: Anchor | None) -> str:
    return f"link {other.n} is not what was written down on {other.on}" if other else ""


def take(now: datetime, *, back_to: int | None = None, why: str = "") -> Anchor | None:
    """A line more in the file, on disk when this returns; None while there is no chain. back_to,
    why: after a restore, how many links the backup had and what happened. Contradicted: the chain
    is not what the lines before say."""
    n, h = chain.head()
    if not n:
        return None
    made = Anchor(on=_day(now), at=now.isoformat(), n=n, h=h.hex(), back_to=back_to, why=why)
    if why_not := _why(contradicted([*ours(), made])):
        raise Contradicted(why_not)
    path = file()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    out = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(out, f"{json.dumps(asdict(made))}\n".encode())
        os.fsync(out)
    finally:
        os.close(out)
    return made


def _day(now: datetime) -> str:
    return timezone.localtime(now).date().isoformat()
