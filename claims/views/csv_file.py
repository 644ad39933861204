"""Tables that leave as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

# What a spreadsheet would take for a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> object:
    """Text stays text; a number is a number."""
    text = str(value)
    if isinstance(value, int | float) or not text.startswith(BEGINS_A_FORMULA):
        return value
    return f"'{text}"


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """name: of the file, in plain letters. With the mark by which Excel knows UTF-8."""
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    answer.write("\ufeff")
    csv.writer(answer).writerows([cell(value) for value in row] for row in rows)
    return answer
