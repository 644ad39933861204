"""Files as offices have them, read row by row: XLSX, and CSV as spreadsheets write it."""

import codecs
import csv
import gc
import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Cells = list[Any]
SEPARATORS = ";,\t|"
MOST_BYTES = 40_000_000
# Of an XLSX once unpacked: a list of 119,940 people takes some 120 MB.
MOST_UNPACKED = 600_000_000
# The texts of a sheet are kept in memory, the sheet itself is not.
MOST_TEXTS = 120_000_000
# A sheet has no more lines, whatever it says of itself; and no list of people so many columns.
MOST_LINES, MOST_COLUMNS = 1_048_576, 500
MOST_PARTS = 2_000
LOOKED_AT = 100_000  # bytes in which separators are counted
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class BadFile(Exception):
    """A file that can't be read as a table; its one argument is a code of words.FILE_WORDS."""


@dataclass
class Sheet:
    """rows: (line as the office sees it, cells); read them once. done: the share read, 0 to 1."""

    rows: Iterator[tuple[int, Cells]]
    done: Any = field(default=lambda: 0.0)


@contextmanager
def _unswept() -> Iterator[None]:
    """A list is two million cells, and none refers to itself: looking for circles among them takes
    a fifth of the reading."""
    sweeping = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if sweeping:
            gc.enable()


@contextmanager
def opened(
    path: Path, *, most_unpacked: int = MOST_UNPACKED, most_texts: int = MOST_TEXTS
) -> Iterator[Sheet]:
    """The one table of a file. Raises BadFile, also while its rows are read. Of a workbook, in
    bytes once unpacked: all of it, and its texts alone."""
    with _unswept(), _opened(path, most_unpacked, most_texts) as sheet:
        yield sheet


@contextmanager
def _opened(path: Path, most_unpacked: int, most_texts: int) -> Iterator[Sheet]:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile("too_big")
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
            file.seek(0)
            if start.startswith(ZIP):
                with _workbook(file, most_unpacked, most_texts) as sheet:
                    yield sheet
            elif start.startswith(OLD_EXCEL):
                raise BadFile("old_excel")
            else:
                yield _text(file, start)
    except OSError:
        raise BadFile("unreadable") from None
    except UnicodeError:
        raise BadFile("no_table") from None


# CSV ------------------------------------------------------------------------------------------


def _text(file, start: bytes) -> Sheet:
    size = os.fstat(file.fileno()).st_size or 1
    lines = io.TextIOWrapper(file, encoding=_encoding(file, start), newline="")
    head = lines.read(LOOKED_AT // 4)
    if "\x00" in head:
        raise BadFile("no_table")
    lines.seek(0)
    found = csv.reader(lines, delimiter=_separator(head), strict=True)
    return Sheet(_records(found), lambda: min(lines.buffer.tell() / size, 1.0))


def _encoding(file, start: bytes) -> str:
    """UTF-8 if all of it is; else what Excel writes in this country. UTF-16 says so itself."""
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        while block := file.read(1 << 20):
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    finally:
        file.seek(0)
    return "utf-8-sig"


def _separator(head: str) -> str:
    """The one that cuts most lines into the same number of cells, more than one."""
    lines = [line for line in head.splitlines()[:50] if line.strip()]

    def weight(mark: str) -> tuple[int, int]:
        counts = [line.count(mark) for line in lines]
        most = max(set(counts), key=lambda n: (counts.count(n) if n else 0, n)) if counts else 0
        return (counts.count(most), most) if most else (0, 0)

    return max(SEPARATORS, key=weight)


def _records(found) -> Iterator[tuple[int, Cells]]:
    try:
        for cells in found:
            if any(cell.strip() for cell in cells):
                yield found.line_num, cells
    except (csv.Error, UnicodeDecodeError):
        raise BadFile("no_table") from None


# XLSX -----------------------------------------------------------------------------------------


@contextmanager
def _workbook(file, most_unpacked: int, most_texts: int) -> Iterator[Sheet]:
    # Loaded where a workbook is read: half a second and 15 MB that no page needs.
    from openpyxl import load_workbook

    try:
        with zipfile.ZipFile(file) as packed:
            _fits(packed, most_unpacked, most_texts)
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        sheet = _first_table(book)
        # What the file says of its size is often wrong.
        most = sheet.max_row or 0
        sheet.reset_dimensions()
    except BadFile:
        raise
    except Exception:
        # A spoiled workbook fails in a dozen ways, deep inside; each means the same here.
        raise BadFile("no_table") from None
    try:
        at = [0]
        yield Sheet(_sheet_rows(sheet, at), lambda: min(at[0] / most, 1.0) if most > 1 else 0.0)
    finally:
        book.close()


def _fits(packed: zipfile.ZipFile, most_unpacked: int, most_texts: int) -> None:
    parts = packed.infolist()
    texts = sum(one.file_size for one in parts if "sharedStrings" in one.filename)
    whole = sum(one.file_size for one in parts)
    if whole > most_unpacked or texts > most_texts or len(parts) > MOST_PARTS:
        raise BadFile("too_big")


def _first_table(book):
    """The first sheet that is shown and has more than one row, as far as the file says."""
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    if not shown:
        raise BadFile("no_table")
    return next((one for one in shown if (one.max_row or 2) > 1), shown[0])


def _sheet_rows(sheet, at: list[int]) -> Iterator[tuple[int, Cells]]:
    try:
        for number, cells in enumerate(sheet.iter_rows(values_only=True), 1):
            at[0] = number
            if number > MOST_LINES or len(cells) > MOST_COLUMNS:
                raise BadFile("no_table")
            if any(cell is not None and cell != "" for cell in cells):
                yield number, list(cells)
    except BadFile:
        raise
    except Exception:
        raise BadFile("no_table") from None
