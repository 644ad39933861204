"""A regency's whole list of participants: a workbook of 119,940 rows into the roster, beside a bare
COPY of the same rows into the same tables with all their keys, indexes and triggers."""

import json
import resource
import shutil
import time
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.db import connection
from django.utils import timezone

from regencies.models import Coverage, Participant, RosterImport
from regencies.roster import files, importing
from tests import rosters
from tests.benchmarks.measure import Found, forked, joined, median, rows, took

REGENCY = "16.02"
TABLES = (Participant._meta.db_table, Coverage._meta.db_table)
ONE_BY_ONE = 300


def enrolled(rounds: int, count: int = rosters.FULL_LIST) -> list[Found]:
    """Each round: the list into an empty roster, the same list again, and the bare COPY."""
    folder = Path(settings.HOME) / "roster-bench"
    folder.mkdir(exist_ok=True)
    path = folder / "list.xlsx"
    # In a process of its own: memory that this one has had once would not be seen to grow again.
    joined([forked(lambda: rosters.write_xlsx(path, rosters.people(count), as_excel=True))])
    reading, first, again, bare, grown = [], [], [], [], []
    try:
        for _ in range(rounds):
            _empty()
            reading.append(took(lambda: _read(path)))
            seconds, more = _imported(path, folder)
            first.append(seconds)
            grown.append(more)
            assert Participant.objects.count() == count
            seconds, _more = _imported(path, folder)
            again.append(seconds)
            done = RosterImport.objects.latest("id")
            assert (done.changes, done.people_same, done.refused) == (0, count, 0), vars(done)
            bare.append(_copied(folder))
        single = _row_by_row()
    finally:
        _empty()
        shutil.rmtree(folder)
    # Reading the file is apart: the list is read once, for the preview, and loaded from there.
    apart, ours = median(reading), median(first)
    return [
        Found(f"roster, {count:,} rows of XLSX, read", apart, "s"),
        Found("judged, staged, looked at and loaded", ours - apart, "s"),
        Found("the same list again, nothing to change", median(again) - apart, "s"),
        Found("bare COPY of the same rows", median(bare), "s"),
        Found("roster against bare COPY", (ours - apart) / median(bare), "times", most=3.0),
        Found("memory that it takes", median(grown), "MB", most=150),
        Found("row by row, scaled", single * count, "s"),
        Found("roster faster than row by row", single * count / (ours - apart), "times", least=30),
    ]


def _read(path: Path) -> None:
    with files.opened(path) as sheet:
        for _row in sheet.rows:
            pass


def _imported(path: Path, folder: Path) -> tuple[float, float]:
    """In a process of its own: seconds, and megabytes that it has grown by at most."""
    out = folder / "told.json"

    def work():
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        with path.open("rb") as stream:
            one = importing.bring(
                File(stream), path.name, regency=REGENCY, by=None, now=timezone.now()
            )
        importing.step(one.pk, timezone.now)
        importing.confirm(one.pk, by=None, reason="benchmark", now=timezone.now())
        importing.step(one.pk, timezone.now)
        seconds = time.perf_counter() - begun
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        out.write_text(json.dumps([seconds, more / 1024]))

    joined([forked(work)])
    return tuple(json.loads(out.read_text()))


def _copied(folder: Path) -> float:
    """The rows out to files, and with nothing else done back by COPY."""
    kept = []
    for table in TABLES:
        kept.append(folder / table)
        with connection.cursor() as cursor, kept[-1].open("wb") as out:
            with cursor.copy(f"COPY (SELECT * FROM {table}) TO STDOUT") as stream:
                out.writelines(stream)
    _empty()

    def back():
        for table, path in zip(TABLES, kept, strict=True):
            with connection.cursor() as cursor, path.open("rb") as source:
                with cursor.copy(f"COPY {table} FROM STDIN") as stream:
                    while block := source.read(1 << 20):
                        stream.write(block)

    return took(back)


def _row_by_row() -> float:
    """Seconds for one person, each by itself, as most imports do it."""
    _empty()
    now = timezone.now()

    def save():
        for row in rosters.people(ONE_BY_ONE):
            one, _new = Participant.objects.update_or_create(
                regency_id=REGENCY, nik_index=row["NIK"],
                defaults={"name": row["Nama Peserta"], "category_id": "vulnerable",
                          "nik": row["NIK"], "kk": row["No. KK"], "created_at": now,
                          "updated_at": now},
            )  # fmt: skip
            Coverage.objects.update_or_create(
                participant=one, from_on=now.date(), payer=row["Pembayar"],
                defaults={"to_on": now.date(), "agreement": row["No. PKS"]},
            )  # fmt: skip

    return took(save) / ONE_BY_ONE


def _empty() -> None:
    # Keys hold them to the imports that brought them, which stay; deaths point at them, and here
    # nobody has died. Tables of the trail would refuse to be emptied along with them.
    for table in ("death", "deathanswer"):
        rows(f"ALTER TABLE claims_{table} DISABLE TRIGGER never_emptied")
    rows("TRUNCATE regencies_coverage, regencies_participant CASCADE")
