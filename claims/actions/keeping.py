"""Where files are kept. One that comes is written under incoming/, and gets its place when its row
is committed: whatever dies in between, no place holds half a file, and no row is without one."""

import contextlib
import errno
import logging
import os
import shutil
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from urllib.parse import quote, unquote

from django.apps import apps
from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import models, transaction

from claims.actions.refusals import NoRoom

log = logging.getLogger(__name__)

# Before the name of a whole file under incoming/; the pieces of phones lie there too.
WHOLE = "whole-"
# An upload takes minutes, and its row is committed a moment after it was written.
UNWANTED_AFTER = timedelta(hours=1)
# No space, a quota, a limit of the process.
FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def incoming() -> Path:
    made = Path(settings.MEDIA_ROOT) / "incoming"
    made.mkdir(mode=0o700, parents=True, exist_ok=True)
    return made


def look_for_room() -> None:
    """Raises NoRoom before the disk is full: the database may lie on it too."""
    disk = shutil.disk_usage(incoming())
    if disk.free * 100 < disk.total * settings.PAPER_DISK_FREE:
        raise NoRoom


@contextlib.contextmanager
def room_or_refusal():
    """A full disk is a sentence for whoever sends, not a failure of the service."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        log.error("the disk of the papers is full")
        raise NoRoom from None


class Papers(FileSystemStorage):
    """The default storage: papers, letters, lists."""

    def path(self, name: str) -> str:
        """A file is read where it lies: its place, or still under incoming/."""
        kept, coming = super().path(name), _coming(name)
        return str(coming) if not os.path.exists(kept) and coming.exists() else kept

    def _save(self, name: str, content: File) -> str:
        """Raises NoRoom. What it wrote until then is gone again."""
        with room_or_refusal():
            look_for_room()
            try:
                _write(_coming(name), content.chunks())
            except BaseException:
                _coming(name).unlink(missing_ok=True)
                raise
        transaction.on_commit(partial(self.settle, name))
        return name

    def let_go(self, name: str) -> None:
        """Away with it when this transaction is committed, and until then under incoming/: a
        process that dies before it is away leaves it where the sweep looks. Where the transaction
        comes to nothing, the sweep gives it its place back. Raises ValueError without a name."""
        if not name:
            raise ValueError("no name: the folder of all papers is nothing to let go")
        place, coming = Path(super().path(name)), _coming(name)
        try:
            # By its age the sweep would take it for one that was left here.
            os.utime(place)
            place.rename(incoming() / coming.name)
        except FileNotFoundError:
            pass  # under incoming/ already, or gone
        transaction.on_commit(partial(self.delete, name))

    def settle(self, name: str) -> None:
        """Give it its place. Where that can't be done now, the next sweep does it."""
        place = Path(super().path(name))
        try:
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            _coming(name).rename(place)
        except OSError as error:
            log.error("a file waits under incoming (%s)", type(error).__name__)


def _coming(name: str) -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming" / f"{WHOLE}{quote(name, safe='')}"


def _write(path: Path, blocks: Iterable[bytes]) -> None:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(number, "wb") as file:
        for block in blocks:
            file.write(block)
        file.flush()
        if settings.PAPER_SYNC:
            # The row is kept for good once it is committed; so is its file.
            os.fsync(file.fileno())


def settle_incoming(wall: datetime) -> int:
    """Whole files that have lain under incoming/ for an hour: to its place with one whose row is
    there, away with the others. wall: the real time, which a demo's may be ahead of. Returns how
    many went away."""
    limit = (wall - UNWANTED_AFTER).timestamp()
    old = {unquote(path.name[len(WHOLE) :]): path for path in incoming().glob(f"{WHOLE}*")
           if _changed_at(path) < limit}  # fmt: skip
    wanted = _on_record(list(old)) if old else set()
    for name, path in old.items():
        if name in wanted:
            default_storage.settle(name)
        else:
            path.unlink(missing_ok=True)
    return len(old) - len(wanted)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return float("inf")  # settled meanwhile


def _on_record(names: list[str]) -> set[str]:
    found: set[str] = set()
    for model in apps.get_models():
        for field in model._meta.concrete_fields:
            if isinstance(field, models.FileField):
                rows = model._default_manager.filter(**{f"{field.name}__in": names})
                found.update(rows.values_list(field.name, flat=True))
    return found
