"""The head of the chain on a day, kept outside the database: whoever shortens or remakes the whole
chain can't remake what was printed."""

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from claims.trail import chain


class NoAnchors(Exception):
    """The file is not there, or a line of it is none."""


@dataclass(frozen=True)
class Anchor:
    """n: how many links there were. h: the hash of the last one, in hex. on: the local day."""

    on: str
    at: str
    n: int
    h: str

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
                yield Anchor(str(said["on"]), str(said["at"]), int(said["n"]), said["h"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise NoAnchors(f"{path}: {type(error).__name__}") from None


def newest() -> Anchor | None:
    """Of our own file; None before the first day."""
    found = list(read(file())) if file().exists() else []
    return found[-1] if found else None


def taken_on(now: datetime) -> bool:
    last = newest()
    return last is not None and last.on == _day(now)


def take(now: datetime) -> Anchor | None:
    """A line more in the file, on disk when this returns; None while there is no chain."""
    n, h = chain.head()
    if not n:
        return None
    made = Anchor(on=_day(now), at=now.isoformat(), n=n, h=h.hex())
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
