"""Tables that leave as a file for a spreadsheet."""

import csv
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.formats import get_format

# What a spreadsheet would take for a formula.
BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: object) -> object:
    """Text stays text; a number is a number."""
    text = str(value)
    if isinstance(value, int | float) or not text.startswith(BEGINS_A_FORMULA):
        return value
    return f"'{text}"


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """name: of the file, in plain letters. With the mark by which Excel knows UTF-8, and written
    as a spreadsheet of the page's language reads it: where numbers have a comma, as here, one
    opens commas in a single column, and 4.2 as the fourth of February."""
    comma = get_format("DECIMAL_SEPARATOR") == ","
    answer = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    answer.write("\ufeff")
    sheet = csv.writer(answer, delimiter=";" if comma else ",")
    for row in rows:
        cells = [cell(value) for value in row]
        sheet.writerow([_with_comma(one) for one in cells] if comma else cells)
    return answer


def _with_comma(value: object) -> object:
    return str(value).replace(".", ",") if isinstance(value, float) else value
