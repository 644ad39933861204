"""The proof of a backup: it is restored beside everything else, and compared."""

import contextlib
import json
import secrets
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from django.conf import settings
from psycopg import sql

from claims.backups import holdings, papers, programs
from claims.backups.taking import DUMP, FILES, FORMAT, MANIFEST, MEDIA
from claims.backups.trouble import Trouble, said
from config import keeper, servers
from config.database import database

JOBS = 2


def drill(folder: Path, server: str | None = None) -> dict[str, object]:
    """What was compared and whether it was equal, with seconds. server: the address of one where a
    scratch database may be made; without it a throwaway server is started for the drill.

    Raises Trouble when the backup cannot even be tried.
    """
    begun = time.monotonic()
    manifest = manifest_of(folder)
    found: dict[str, object] = {"made_at": manifest["made_at"]}
    try:
        found["files"] = files(folder, manifest)
        with somewhere(server) as scratch:
            restored = time.monotonic()
            restore(folder / DUMP, manifest, scratch)
            found["restored_in"] = round(time.monotonic() - restored, 1)
            with connected(scratch) as cursor:
                found["counts"] = compared(manifest["counts"], holdings.counts(cursor))
                found["chain_head"] = {
                    "expected": manifest["chain_head"], "found": holdings.chain_head(cursor),
                }  # fmt: skip
                found["media"] = media(folder, manifest, list(holdings.files(cursor)))
    except OSError as error:
        raise said(error, folder) from error
    found["seconds"] = round(time.monotonic() - begun, 1)
    found["ok"] = well(found)
    return found


def well(found: dict) -> bool:
    head = found["chain_head"]
    faults = [found["files"], found["counts"]["different"], found["media"]["different"],
              found["media"]["missing"]]  # fmt: skip
    return head["expected"] == head["found"] and not any(faults)


def manifest_of(folder: Path) -> dict:
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
    except FileNotFoundError:
        raise Trouble(f"{folder} is no backup: it has no {MANIFEST}.") from None
    except OSError as error:
        raise said(error, folder) from error
    except ValueError:
        raise Trouble(f"{folder / MANIFEST} cannot be read.") from None
    if manifest.get("format") != FORMAT:
        raise Trouble(f"{folder} was made by another version of Santunan.")
    return manifest


def files(folder: Path, manifest: dict) -> list[str]:
    """Those of the backup's own files that are no longer what was written."""
    own = {DUMP: manifest["database"]["sha256"], FILES: manifest["media"]["list"]["sha256"]}
    return [
        name
        for name, told in own.items()
        if not (folder / name).exists() or papers.sum_of(folder / name) != told
    ]


@contextlib.contextmanager
def somewhere(server: str | None) -> Iterator[dict]:
    """A database that lives as long as the block."""
    if server:
        yield from scratch_on(server)
        return
    home = Path(tempfile.mkdtemp(prefix="santunan-drill-"))
    try:
        if keeper.ROOT:
            home.chmod(0o711)  # the server runs as nobody and passes through it
        with servers.started(home, ("database",), throwaway=True) as addresses:
            yield database(addresses["database"])
    finally:
        shutil.rmtree(home, ignore_errors=True)


def scratch_on(server: str) -> Iterator[dict]:
    name = f"santunan_drill_{secrets.token_hex(4)}"
    at = database(server)
    with connected(at) as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield at | {"NAME": name}
    finally:
        drop(at, name)


def drop(at: Mapping[str, object], name: str) -> None:
    """By its plain word first, before which the server's own tidying gives way. By force that
    tidying would have to be ended by us, which only a superuser may."""
    statement = sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name))
    with connected(at) as cursor:
        try:
            cursor.execute(statement)
        except psycopg.errors.ObjectInUse:
            cursor.execute(statement + sql.SQL(" WITH (FORCE)"))


@contextlib.contextmanager
def connected(at: Mapping[str, object]) -> Iterator[psycopg.Cursor]:
    try:
        line = psycopg.connect(
            host=at["HOST"], port=at["PORT"] or 5432, user=at["USER"], password=at["PASSWORD"],
            dbname=at["NAME"], autocommit=True, connect_timeout=10,
        )  # fmt: skip
        with line, line.cursor() as cursor:
            yield cursor
    except psycopg.Error as error:
        raise Trouble(
            f"The server of the drill refused ({type(error).__name__} {error.sqlstate or ''})."
        ) from error


def restore(dump: Path, manifest: dict, scratch: Mapping[str, object]) -> None:
    program = programs.program("pg_restore", manifest["versions"]["server"])
    # Owners and rights belong to the roles of the real server, which a drill has not.
    programs.run(
        [program, "--no-owner", "--no-privileges", "--exit-on-error", f"--jobs={JOBS}",
         f"--dbname={scratch['NAME']}", dump],
        scratch,
    )  # fmt: skip


def compared(told: dict[str, int], found: dict[str, int]) -> dict[str, object]:
    return {
        "tables": len(told),
        "rows": sum(told.values()),
        "different": {
            name: [told.get(name), found.get(name)]
            for name in sorted(told.keys() | found.keys())
            if told.get(name) != found.get(name)
        },
    }


def media(folder: Path, manifest: dict, named: list[holdings.Named]) -> dict[str, object]:
    """Each paper's bytes against the list, and each row's paper against both."""
    root = folder / MEDIA if manifest["media"]["copied"] else Path(settings.MEDIA_ROOT)
    listed = {one["name"]: one["sha256"] for one in papers.read(folder / FILES)}
    different = {
        name
        for name, told in listed.items()
        if not (root / name).exists() or papers.sum_of(root / name) != told
    }
    known = {*manifest["media"]["missing"], *manifest["media"]["taken_away_since"]}
    different |= {
        one.name for one in named if one.name in listed and one.sha256 not in {"", listed[one.name]}
    }
    return {
        "files": len(listed),
        "bytes": manifest["media"]["bytes"],
        "different": sorted(different),
        "missing": sorted({one.name for one in named} - listed.keys() - known),
        "missing_when_it_was_made": manifest["media"]["missing"],
    }
