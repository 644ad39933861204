"""The supervisors' board: what is late and where it waits, and how fast things went."""

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims import board, replica
from claims.access import LOOK
from claims.forms.board import LISTS, CellForm, PeriodForm
from claims.models.claim import REGENCY_READERS
from claims.models.words import STAGE_WORDS
from claims.rules.states import Stage
from claims.views.board_told import late_stages, shares, speed_rows, told, why_late
from claims.views.csv_file import table_file
from claims.views.desks import FIGURES_ROLES
from claims.views.doors import seats
from regencies.models import Role
from regencies.models.people import DISTRICT_ROLES

PER_PAGE = 40
KEEPERS_OF_LEAVE = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)


@seats(*FIGURES_ROLES, methods=LOOK)
def of_office(request):
    return _board(request, "panel")


@seats(*DISTRICT_ROLES, methods=LOOK)
def of_district(request):
    return _board(request, "district")


def _board(request, desk: str):
    """In a fixed number of queries. Who reads no files sees neither names nor links to them."""
    return render(request, "board/board.html", replica.read(lambda: _told(request, desk)))


def _told(request, desk: str) -> dict:
    actor, now = request.actor, request.now
    form = PeriodForm(request.GET, today=timezone.localtime(now).date())
    period = form.said()
    rows = board.board(actor, now)
    reads = bool(actor.roles() & {*REGENCY_READERS, *DISTRICT_ROLES})
    stopped = board.stopped(actor, period)
    by_stage, by_place, without_budget = board.speeds(stopped)
    districts = board.districts(actor)
    return {
        "desk": desk,
        "form": form,
        "months": period.months,
        "stages": late_stages(board.late_cells(rows["late"])),
        "holders": board.holders(rows["held"], now) if reads else None,
        "speeds": speed_rows(by_stage, by_place),
        "without_budget": [told(row) for row in without_budget],
        "shares": shares(board.on_time(stopped, period), list(districts), period),
        "breaches": why_late(board.breaches(actor, period)),
        "reads": reads,
        "list_url": f"{desk}:board_list",
        "csv_url": f"{desk}:board_csv",
        "keeps_leave": bool(actor.roles() & set(KEEPERS_OF_LEAVE)),
    }


@seats(*(role for role in FIGURES_ROLES if role in REGENCY_READERS), methods=LOOK)
def list_of_office(request):
    return _list(request, "panel")


@seats(*DISTRICT_ROLES, methods=LOOK)
def list_of_district(request):
    return _list(request, "district")


def _list(request, desk: str):
    """The files behind one number of the board: the same rows, read instead of counted."""
    said = CellForm(request.GET).said()
    rows = board.narrowed(board.board(request.actor, request.now)[said["show"]], said)
    page = Paginator(board.listed(rows), PER_PAGE).get_page(said["page"])
    cell = {name: said[name] for name in ("show", "stage", "place", "holder")
            if said[name] not in ("", None)}  # fmt: skip
    context = {
        "desk": desk,
        "page": page,
        "title": LISTS[said["show"]],
        "stage": said["stage"],
        "query": f"{urlencode(cell)}&",
        "back": f"{desk}:board",
        "claim_url": f"{desk}:claim",
    }
    return render(request, "board/list.html", context)


@seats(*FIGURES_ROLES, methods=LOOK)
def csv_of_office(request, table):
    return _csv(request, table, FIGURES_ROLES)


@seats(*DISTRICT_ROLES, methods=LOOK)
def csv_of_district(request, table):
    return _csv(request, table, DISTRICT_ROLES)


def _csv(request, table: str, roles: Sequence[str]) -> HttpResponse:
    """One table of the board for a spreadsheet: numbers of places, nobody's name."""
    if table not in TABLES:
        raise Http404
    form = PeriodForm(request.GET, today=timezone.localtime(request.now).date())
    period = form.said()
    rows = replica.read(lambda: TABLES[table](request, period))
    when = "now" if table == "late" else form.code or "year"
    day = date_format(timezone.localtime(request.now), "Y-m-d")
    months = {"from": str(period.months[0]), "before": str(period.after)}
    return table_file(
        request, f"{table.replace('_', '-')}-{when}-{day}.csv", f"board.{table}", rows,
        roles=roles, said={} if table == "late" else months,
    )  # fmt: skip


def _late_table(request, period):
    head = [_("Stage"), _("Code"), _("Place"), _("Late"), _("Oldest was due")]
    late = board.board(request.actor, request.now)["late"]
    return [
        head,
        *(
            [_stage(row), row["place"], row["place_name"], row["n"], f"{row['oldest']:%Y-%m-%d}"]
            for row in board.late_cells(late)
        ),
    ]


def _days_table(request, period):
    """A stage as a whole has no place: its median is none of its places' medians."""
    head = [
        _("Stage"), _("Code"), _("Place"), _("Ended"), _("Half within (days)"),
        _("9 of 10 within (days)"),
    ]  # fmt: skip
    by_stage, by_place, _waited = board.speeds(board.stopped(request.actor, period))
    return [
        head,
        *(
            [_stage(row), row.get("place", ""), row.get("place_name", ""), row["n"],
             *(round(value, 1) for value in row["days"])]
            for row in [*by_stage, *by_place]
        ),
    ]  # fmt: skip


def _on_time_table(request, period):
    """A row for each stage, kecamatan and month."""
    names = {place.pk: place.name for place in board.districts(request.actor)}
    head = [_("Stage"), _("Code"), _("Kecamatan"), _("Month"), _("In time"), _("In all")]
    return [
        head,
        *(
            [_stage(row), row["claim__district"], names.get(row["claim__district"], ""),
             f"{row['month']:%Y-%m}", row["on_time"], row["n"]]
            for row in board.on_time(board.stopped(request.actor, period), period)
        ),
    ]  # fmt: skip


def _stage(row: dict) -> str:
    return capfirst(STAGE_WORDS[Stage(row["stage"])])


TABLES = {"late": _late_table, "days": _days_table, "on_time": _on_time_table}
