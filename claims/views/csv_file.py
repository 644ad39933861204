"""Tables that leave as a file for a spreadsheet."""

from collections.abc import Iterable, Sequence

from django.http import FileResponse, HttpRequest, HttpResponse
from django.utils.formats import get_format

from claims.actions.exporting import take_table
from claims.tables import CSV_TYPE, Made, csv_lines


def comma() -> bool:
    """Whether numbers have a comma in the language of the page."""
    return get_format("DECIMAL_SEPARATOR") == ","


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """name: of the file, in plain letters. With the mark by which Excel knows UTF-8, and written
    as a spreadsheet of the page's language reads it."""
    answer = HttpResponse(
        content_type=CSV_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    answer.write("\ufeff")
    for line in csv_lines(rows, comma=comma()):
        answer.write(line)
    return answer


def table_file(
    request: HttpRequest,
    name: str,
    table: str,
    rows: Iterable[Sequence[object]],
    *,
    roles: Sequence[str],
    said: dict | None = None,
) -> HttpResponse:
    """The same, and on record before it leaves. table: as the log names it."""
    made = take_table(
        table, rows, roles=roles, said=said, comma=comma(), by=request.user, now=request.now
    )
    return in_one(made, name, CSV_TYPE)


def in_one(made: Made, name: str, content_type: str) -> HttpResponse:
    """A small file, as it is."""
    with made.file as file:
        return HttpResponse(
            file.read(), content_type=content_type,
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )  # fmt: skip


def download(made: Made, name: str, content_type: str) -> FileResponse:
    """A file that is on the way out: read in pieces, closed when it has left."""
    answer = FileResponse(made.file, as_attachment=True, filename=name, content_type=content_type)
    answer["Content-Length"] = made.size
    return answer
