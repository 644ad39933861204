"""The list of a regency's claims of all years as a file, beside a bare COPY of the same rows, and
what memory each takes."""

import json
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection

from claims import exports
from claims.exports import Wanted
from claims.models import Claim
from tests.benchmarks.measure import Found, forked, joined, median

REGENCY = "16.02"
WANTED = Wanted(REGENCY, date(2020, 1, 1), date(2030, 1, 1))
# As many as a model each would be made of, to tell what that costs.
ONE_BY_ONE = 2_000


def exported(rounds: int) -> list[Found]:
    """Each in a process of its own: memory that one has had once would not be seen to grow."""
    _measured(_bare)  # the pages are read once before anybody is timed
    ours, bare, whole = [], [], []
    for _ in range(rounds):
        bare.append(_measured(_bare))
        ours.append(_measured(lambda: exports.masked_csv(WANTED, comma=True)[0]))
    whole.append(_measured(lambda: exports.whole_xlsx(WANTED)[0]))
    count = ours[0]["rows"]
    assert count == bare[0]["rows"] > 0
    seconds = median(row["seconds"] for row in ours)
    single = _measured(_one_by_one)["seconds"] / ONE_BY_ONE
    return [
        Found(f"masked list of {count:,} rows (CSV)", seconds, "s"),
        Found("bare COPY of the same rows", median(row["seconds"] for row in bare), "s"),
        Found(
            "export against bare COPY",
            seconds / median(row["seconds"] for row in bare), "times", most=2.0,
        ),
        Found("memory that the list takes", max(row["mb"] for row in ours), "MB", most=20),
        Found("whole list, numbers opened (XLSX)", whole[0]["seconds"], "s"),
        Found("memory that the whole list takes", whole[0]["mb"], "MB", most=60),
        Found("a model for each row, scaled", single * count, "s"),
    ]  # fmt: skip


def _measured(act) -> dict:
    """Seconds, megabytes grown by at most, and rows."""
    out = Path(settings.HOME) / "export.json"

    def work():
        connection.ensure_connection()
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        begun = time.perf_counter()
        made = act()
        seconds = time.perf_counter() - begun
        more = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        rows = getattr(made, "rows", made)
        out.write_text(json.dumps({"seconds": seconds, "mb": more / 1024, "rows": rows}))

    joined([forked(work)])
    return json.loads(out.read_text())


def _bare() -> int:
    """The same columns of the same rows into a file, as they come."""
    columns = (row.sql for row in exports.columns() if not row.full)
    sql = f"COPY ({exports.select(columns)}) TO STDOUT (FORMAT csv, DELIMITER ';')"
    with tempfile.TemporaryFile() as file, connection.cursor() as cursor:
        with cursor.copy(sql, WANTED.values()) as stream:
            file.writelines(stream)
        return cursor.rowcount


def _one_by_one() -> int:
    """As most exports do it: a model for each claim, and its programmes, payouts and clock."""
    rows = Claim.objects.filter(regency=REGENCY, submitted_at__isnull=False)[:ONE_BY_ONE]
    for claim in rows.select_related("district", "village"):
        _cells = [
            [claim.code, str(claim.nik), row.programme.name, *claim.payouts.all()]
            for row in claim.programmes.select_related("programme")
        ] + list(claim.deadlines.filter(stage="office"))
    return ONE_BY_ONE
