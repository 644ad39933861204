"""A list of participants from its file to the roster: bring, read, confirm, load, end.

The row of RosterImport is the job. Whoever works at it holds a lock of its regency, so two
workers never take one list; one that was killed leaves its place to the next.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils import timezone

from regencies.models import Figure, Person, RosterHead, RosterImport, RosterRow
from regencies.roster import headers, merging, staging
from regencies.roster.files import BadFile
from regencies.roster.reading import lacking, read

Clock = Callable[[], datetime]
# In a row, without getting any further.
MOST_ATTEMPTS = 5
# The figure that says how long a list waits to be confirmed.
STAGED_KEPT = "keep_staged_days"
FOLDER = "roster"
# A file without a row is looked at again before it goes.
UNWANTED_AFTER = timedelta(hours=1)


class Unready(Exception):
    """The list is not at this step, or is gone. code"""


# Bringing -------------------------------------------------------------------------------------


def bring(
    file: File, name: str, *, regency: str, by: Person | None, now: datetime,
    for_all: Mapping[str, str] | None = None,
) -> RosterImport:  # fmt: skip
    """A file is here, and will be read. Of its name no long number is kept."""
    checksum = hashlib.sha256()
    for block in file.chunks():
        checksum.update(block)
    file.seek(0)
    one = RosterImport(
        regency_id=regency, by=by, file_name=headers.masked(Path(name).name)[-120:] or "-",
        sha256=checksum.hexdigest(), size=file.size, for_all=dict(for_all or {}), uploaded_at=now,
    )  # fmt: skip
    one.file.save(f"{checksum.hexdigest()}{_ending(name)}", file, save=False)
    one.save()
    return one


def _ending(name: str) -> str:
    return ".xlsx" if name.lower().endswith(".xlsx") else ".csv"


# Working --------------------------------------------------------------------------------------


def work(clock: Clock) -> int:
    """Everything that waits for the program. How many lists were taken a step further."""
    forget_old(clock())
    pks = RosterImport.objects.working().order_by("id").values_list("pk", flat=True)
    return sum(step(pk, clock) for pk in list(pks))


def step(pk: int, clock: Clock) -> bool:
    """Read or load one list; False if nothing is to do, or somebody is at work in its regency."""
    one = RosterImport.objects.filter(pk=pk).first()
    if one is None:
        return False
    with _alone(one.regency_id) as mine:
        one = RosterImport.objects.working().filter(pk=pk).first() if mine else None
        if one is None:
            return False
        one.attempts += 1
        one.save(update_fields=["attempts"])
        try:
            if one.attempts > MOST_ATTEMPTS:
                raise BadFile("gave_up")
            load(one, clock()) if one.confirmed_at else read(one, clock())
        except BadFile as problem:
            _end(one, clock(), problem.args[0])
    return True


def forget_old(now: datetime) -> None:
    """Nobody's numbers are kept for a list that nobody confirms. Without a figure that says how
    long, none goes. Refused rows of lists that are done with go by the hour (claims.actions)."""
    figure = Figure.objects.in_force(timezone.localdate(now)).get(STAGED_KEPT)
    if figure is None:
        return
    kept = timedelta(days=int(figure.value))
    for one in RosterImport.objects.open().filter(confirmed_at=None, uploaded_at__lt=now - kept):
        with transaction.atomic():
            locked = RosterImport.objects.select_for_update().get(pk=one.pk)
            if locked.step in {"waits_for_columns", "read"}:
                _end(locked, now)


def clear_files(wall: datetime) -> int:
    """Files of lists that no row names any more: whoever ended the list was killed before the file
    went. wall: the real time, by which files are dated. How many went now."""
    try:
        names = [f"{FOLDER}/{name}" for name in default_storage.listdir(FOLDER)[1]]
    except FileNotFoundError:
        return 0
    wanted = set(RosterImport.objects.filter(file__in=names).values_list("file", flat=True))
    gone = 0
    for name in set(names) - wanted:
        with suppress(FileNotFoundError):  # a worker was faster
            if default_storage.get_modified_time(name) < wall - UNWANTED_AFTER:
                default_storage.delete(name)
                gone += 1
    return gone


@contextmanager
def _alone(regency: str) -> Iterator[bool]:
    """A lock that goes with the connection: a killed worker holds nothing."""
    ((mine,),) = staging.ask("SELECT pg_try_advisory_lock(hashtext(%s))", f"roster {regency}")
    try:
        yield mine
    finally:
        if mine and connection.connection and not connection.needs_rollback:
            staging.ask("SELECT pg_advisory_unlock(hashtext(%s))", f"roster {regency}")


# Asking and confirming ------------------------------------------------------------------------


@transaction.atomic
def choose(pk: int, columns: Mapping[str, str], for_all: Mapping[str, str], now: datetime) -> None:
    """A person has said which column is which; the regency's next list is read the same way.
    columns: head to column, empty for what is left out. The list is read again."""
    one = _locked(pk, "waits_for_columns", "read")
    one.columns = {headers.plain(head): column for head, column in columns.items() if column}
    one.for_all = {column: said for column, said in for_all.items() if said}
    one.asked_at = one.read_at = None
    one.percent = one.attempts = 0
    if lacking(one):
        one.asked_at = now
    one.save()
    remember(one.regency_id, columns)


def remember(regency: str, columns: Mapping[str, str]) -> None:
    """How this regency's lists name their columns. Head to column, empty for what is left out."""
    RosterHead.objects.bulk_create(
        [RosterHead(regency_id=regency, head=head[:120], column=column)
         for head, column in {headers.plain(head): c for head, c in columns.items()}.items()
         if head],
        update_conflicts=True, unique_fields=["regency", "head"], update_fields=["column"],
    )  # fmt: skip


@transaction.atomic
def confirm(pk: int, *, by: Person | None, reason: str, now: datetime) -> None:
    """A person has seen what it would do."""
    one = _locked(pk, "read")
    one.confirmed_at, one.confirmed_by, one.reason, one.percent = now, by, reason, 0
    one.attempts = 0
    one.people_same += one.people_new + one.people_changed
    one.covers_same += one.covers_new + one.covers_changed
    for name in merging.STEPS:
        setattr(one, name, 0)
    one.save()


@transaction.atomic
def cancel(pk: int, now: datetime) -> None:
    _end(_locked(pk, "waits_for_columns", "read"), now)


def _locked(pk: int, *steps: str) -> RosterImport:
    one = RosterImport.objects.select_for_update().get(pk=pk)
    if one.step not in steps:
        raise Unready(one.step)
    return one


# Loading --------------------------------------------------------------------------------------


def load(one: RosterImport, now: datetime) -> None:
    merging.merge(one, now)
    one.loaded_at, one.percent = now, 100
    _forget(one)


def _end(one: RosterImport, now: datetime, error: str = "") -> None:
    one.ended_at, one.error = now, error
    _forget(one)


def _forget(one: RosterImport) -> None:
    """Its file and its staged rows are of no more use; what it did stays."""
    gone = one.file.name
    with transaction.atomic():
        one.file = ""
        one.save()
        RosterRow.objects.filter(roster_import=one)._raw_delete("default")
        if gone:
            transaction.on_commit(lambda: default_storage.delete(gone))
