"""One backup, in a folder of its own that nobody else can read."""

import json
import os
import platform
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from claims.backups import holdings, papers, programs
from claims.backups.trouble import Trouble, said

FORMAT = 1
DUMP, FILES, MANIFEST, MEDIA = "database.dump", "files.jsonl", "manifest.json", "media"


def take(folder: Path, now: datetime, *, copied: bool = True) -> dict[str, object]:
    """Make the folder and everything in it; return its manifest. copied: the papers too, else
    their sums alone, for who keeps the papers' volume by other means.

    1. one transaction looks at the database and lends its view to pg_dump: counts, the chain's
       head and the dump are of the same instant, whoever writes meanwhile
    2. the papers after it, so that each one that this view names has come by then
    3. the manifest last: a folder without one is no backup

    Raises Trouble; then nothing is left in the folder.
    """
    begun = time.monotonic()
    made = laid(folder)
    try:
        with snapshot() as (cursor, name):
            manifest = seen(cursor, now)
            named = list(holdings.files(cursor))
            dump(folder / DUMP, name, manifest["versions"])
        manifest["database"] = entry(folder / DUMP)
        manifest["media"] = media(folder, named, copied)
        os.sync()
        manifest["seconds"] = round(time.monotonic() - begun, 1)
        write(folder / MANIFEST, manifest)
    except OSError as error:
        clear(folder, made)
        raise said(error, folder) from error
    except DatabaseError as error:
        clear(folder, made)
        raise Trouble(f"The database does not answer ({type(error).__name__}).") from error
    except BaseException:
        clear(folder, made)
        raise
    return manifest


def laid(folder: Path) -> bool:
    """Whether the folder was made here. A backup never goes over another one."""
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Trouble(f"{folder} is not empty: each backup has a folder of its own.")
        made = not folder.exists()
        folder.mkdir(0o700, exist_ok=True)
        folder.chmod(0o700)
    except OSError as error:
        raise said(error, folder if folder.exists() else folder.parent) from error
    return made


def clear(folder: Path, made: bool) -> None:
    for one in list(folder.iterdir()):
        if one.is_dir():
            shutil.rmtree(one, ignore_errors=True)
        else:
            one.unlink(missing_ok=True)
    if made:
        folder.rmdir()


@contextmanager
def snapshot() -> Iterator[tuple]:
    """A cursor that sees the database at one instant, and the name of that view."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor, cursor.fetchone()[0]


def seen(cursor, now: datetime) -> dict:
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "versions": {
            "santunan": installed("santunan"),
            "django": installed("django"),
            "python": platform.python_version(),
            "server": connection.pg_version // 10000,
            "migrations": holdings.migrations(cursor),
        },
        "counts": holdings.counts(cursor),
        "chain_head": holdings.chain_head(cursor),
    }


def installed(name: str) -> str | None:
    try:
        return version(name)
    except ModuleNotFoundError:
        return None


def dump(path: Path, snapshot: str, versions: dict) -> None:
    program = programs.program("pg_dump", versions["server"])
    versions["pg_dump"] = programs.version_of(program)
    programs.run(
        [program, "--format=custom", f"--snapshot={snapshot}", f"--file={path}", "--compress=1"],
        connection.settings_dict,
    )


def entry(path: Path) -> dict[str, object]:
    return {"file": path.name, "size": path.stat().st_size, "sha256": papers.sum_of(path)}


def media(folder: Path, named: list[holdings.Named], copied: bool) -> dict[str, object]:
    """Every file under MEDIA_ROOT; and of those that the rows name, which are not there or are
    not what the row says."""
    root = Path(settings.MEDIA_ROOT)
    to = folder / MEDIA if copied else None
    found: dict[str, dict] = {}
    for name in papers.there(root):
        if one := papers.copy(root, name, to):
            found[name] = one
    for one in named:
        # It was put in its place after its folder had been looked at.
        if one.name not in found and (late := papers.copy(root, one.name, to)):
            found[one.name] = late
    papers.written(folder / FILES, iter(found.values()))
    missing = [one for one in named if one.name not in found]
    gone = set(missing) - still_named() if missing else set()
    return {
        "copied": copied,
        "files": len(found),
        "bytes": sum(one["size"] for one in found.values()),
        "list": entry(folder / FILES),
        "missing": sorted(one.name for one in missing if one not in gone),
        "taken_away_since": sorted(one.name for one in gone),
        "different": sorted(
            one.name
            for one in named
            if one.name in found and one.sha256 not in {"", found[one.name]["sha256"]}
        ),
    }


def still_named() -> set[holdings.Named]:
    """By now the service itself may have let go of a file that the view still names."""
    with connection.cursor() as cursor:
        return set(holdings.files(cursor))


def write(path: Path, manifest: dict) -> None:
    half = path.with_suffix(".half")
    with papers.opened(half) as file:
        file.write(json.dumps(manifest, indent=1).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    half.rename(path)
