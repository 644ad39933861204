"""Files that leave together: a ZIP with a manifest by which each of them can be checked."""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

from claims import tables
from claims.tables import Made

MANIFEST = "MANIFEST.sha256"


def zipped(files: Iterator[tuple[str, bytes]], at: datetime, rows: int) -> Made:
    """One file after the other, so that the bundle never stands in memory as a whole; last of all
    the manifest, which `sha256sum -c` reads. The same files at the same instant give the same
    bytes."""
    out = tempfile.TemporaryFile()
    when = at.astimezone(UTC).timetuple()[:6]
    sums = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:

        def put(name: str, body: bytes) -> None:
            bundle.writestr(zipfile.ZipInfo(name, when), body, zipfile.ZIP_DEFLATED)

        for name, body in files:
            sums.append(f"{hashlib.sha256(body).hexdigest()}  {name}\n")
            put(name, body)
        put(MANIFEST, "".join(sums).encode())
    return tables.made(out, rows)
