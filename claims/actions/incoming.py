"""Papers that arrive in pieces: a photo whose connection is cut goes on where it stopped."""

import fcntl
import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from claims.actions.filing import for_editing
from claims.actions.keeping import WHOLE, incoming, look_for_room, room_or_refusal
from claims.actions.refusals import Incomplete
from claims.models import Claim, Document
from regencies.models import Person

# Of one claim, at a time. A phone sends one after the other.
MOST_INCOMING = 40
# What nobody has gone on with for so long is thrown away; the phone keeps its copy for a week.
STALE = timedelta(days=7)


def token_of(claim: Claim, by: Person, upload: UUID) -> str:
    """The name of the paper that this upload becomes: the same upload sent twice is one paper."""
    return salted_hmac("claims.incoming", f"{claim.pk} {by.pk} {upload}").hexdigest()[:32]


@transaction.atomic
def receive(
    claim_id: int, *, upload: UUID, offset: int, total: int, piece: bytes, by: Person, now: datetime
) -> tuple[int, Path]:
    """Write down one piece of an upload. offset and total in bytes.

    Returns how many bytes are here, and where. A piece that is here already, or that comes too
    early, changes nothing: the sender goes on from what is here. Raises NotYours, TooLate,
    Incomplete (too many at once), NoRoom.
    """
    claim, _seat = for_editing(claim_id, by, now, None)
    token = token_of(claim, by, upload)
    path = incoming() / f"{claim.pk}-{token}"
    if Document.objects.filter(token=token).exists():
        return total, path
    if not path.exists() and sum(1 for _ in incoming().glob(f"{claim.pk}-*")) >= MOST_INCOMING:
        raise Incomplete({"papers": _("Too many files are on their way for this claim.")})
    look_for_room()
    if not piece and not path.exists():
        return 0, path
    # A piece of which the disk took only a part: the phone goes on from there.
    with room_or_refusal(), path.open("ab") as file:
        # Two requests may bring the same piece: one after the other.
        fcntl.flock(file, fcntl.LOCK_EX)
        here = file.seek(0, os.SEEK_END)
        if offset == here and here + len(piece) <= total:
            here += file.write(piece)
    return here, path


def clear_incoming(now: datetime) -> int:
    """Throw away what was never finished. Returns how many files."""
    return sum(1 for path in _stale(now) if _gone(path))


def _stale(now: datetime) -> Iterator[Path]:
    for path in incoming().iterdir():
        try:
            if not path.name.startswith(WHOLE) and path.stat().st_mtime < (now - STALE).timestamp():
                yield path
        except FileNotFoundError:
            continue


def _gone(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True
