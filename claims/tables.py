"""Tables that leave as files. What people typed stays text: a spreadsheet that opens one runs
nothing of it. Written row by row into a temporary file, so that a regency's years take no more
memory than a day."""

import csv
import hashlib
import io
import re
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import IO

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

from claims import replica

# What a spreadsheet would take for a formula, in the widths that it knows.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")
XLSX_CELL, XLSX_ROWS = 32_000, 1_048_575
CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Made:
    """A file that is ready to leave: open at its beginning, and gone once it is closed."""

    file: IO[bytes]
    sha256: str
    size: int
    rows: int


def made(file: IO[bytes], rows: int) -> Made:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    file.seek(0)
    return Made(file, sha256, size, rows)


def cell(value: object) -> object:
    """Text stays text, in one line; a number is a number."""
    if isinstance(value, int | float):
        return value
    text = "" if value is None else str(value)
    bare = CONTROLS.sub(" ", text)
    begins = text.startswith(BEGINS_A_FORMULA) or bare.lstrip().startswith(BEGINS_A_FORMULA)
    return f"'{bare}" if begins else bare


# The same in the database's words, for rows that never pass through Python.
_CONTROLS = r"[\u0001-\u001f\u007f-\u009f]"
_FORMULA = r"^[\s\u0001-\u001f\u007f-\u009f]*[-=+@＝＋－＠]|^[\t\r\n]"


def inert(column: str) -> str:
    """SQL of a text column as a cell of a CSV. Nearly every value is plain and looked at once."""
    bare = f"regexp_replace({column}, '{_CONTROLS}', ' ', 'g')"
    return (
        f"CASE WHEN {column} !~ '{_FORMULA}|{_CONTROLS}' THEN {column} "
        f"WHEN {column} ~ '{_FORMULA}' THEN '''' || {bare} ELSE {bare} END"
    )


def csv_lines(rows: Iterable[Sequence[object]], *, comma: bool) -> Iterable[str]:
    """comma: where numbers have a comma, as in Indonesian, a spreadsheet opens commas in a single
    column, and 4.2 as the fourth of February."""
    line = io.StringIO()
    sheet = csv.writer(line, delimiter=";" if comma else ",")
    for row in rows:
        cells = [cell(value) for value in row]
        sheet.writerow([_with_comma(one) for one in cells] if comma else cells)
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def _with_comma(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else value


def csv_of(rows: Iterable[Sequence[object]], *, comma: bool) -> Made:
    """rows: the heads first, which are not counted. With the mark by which Excel knows UTF-8."""
    file = tempfile.TemporaryFile()
    file.write("\ufeff".encode())
    count = -1
    for line in csv_lines(rows, comma=comma):
        file.write(line.encode())
        count += 1
    return made(file, max(count, 0))


def csv_of_query(heads: Sequence[str], sql: str, values: Mapping, *, comma: bool) -> Made:
    """The rows of a query as the database itself writes them. Its text columns are to be inert."""
    file = tempfile.TemporaryFile()
    file.write("\ufeff".encode())
    file.writelines(line.encode() for line in csv_lines([heads], comma=comma))
    separator = ";" if comma else ","
    copy = f"COPY ({sql}) TO STDOUT (FORMAT csv, DELIMITER '{separator}')"
    connection = connections[replica.alias()]
    with connection.cursor() as cursor:
        _unhurried(connection)
        with cursor.copy(copy, values) as stream:
            file.writelines(stream)
        count = cursor.rowcount
    return made(file, count)


def rows_of_query(sql: str, values: Mapping) -> Iterable[tuple]:
    """A few at a time: the database keeps the rest."""
    connection = connections[replica.alias()]
    _unhurried(connection)
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql, values)
        while some := cursor.fetchmany(2_000):
            yield from some


def _unhurried(connection: BaseDatabaseWrapper) -> None:
    """A file of years may take longer than a page; for this transaction alone."""
    if connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")


def xlsx_of(rows: Iterable[Sequence[object]]) -> Made:
    """rows: the heads first. Numbers are numbers, days are days, all else is text and stays text:
    whole NIKs keep their last digit, and no cell is a formula."""
    import xlsxwriter

    file = tempfile.TemporaryFile()
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, {"constant_memory": True} | plain)
    sheet, text = book.add_worksheet(), book.add_format({"num_format": "@"})
    head = book.add_format({"bold": True, "num_format": "@", "text_wrap": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0"})
    sheet.freeze_panes(1, 0)
    count = -1
    for number, row in enumerate(rows):
        if number > XLSX_ROWS:
            break
        count = number
        for place, value in enumerate(row):
            if number == 0:
                sheet.set_column(place, place, 16)
                sheet.write_string(0, place, str(value), head)
            elif isinstance(value, date):
                sheet.write_datetime(number, place, value, day)
            elif isinstance(value, int | float):
                sheet.write_number(number, place, value, money if type(value) is int else None)
            elif value not in (None, ""):
                sheet.write_string(number, place, CONTROLS.sub(" ", str(value))[:XLSX_CELL], text)
    book.close()
    return made(file, max(count, 0))
