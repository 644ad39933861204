"""The supervisors' board: what is late and where it waits, and how fast things went."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims import board
from claims.forms.board import LISTS, CellForm, PeriodForm
from claims.models.claim import REGENCY_READERS
from claims.models.words import STAGE_WORDS
from claims.rules.states import Stage
from claims.views.board_told import late_stages, shares, speed_rows, told, why_late
from claims.views.csv_file import csv_file
from claims.views.desks import FIGURES_ROLES
from claims.views.doors import seats
from regencies.models import Role
from regencies.models.people import DISTRICT_ROLES

PER_PAGE = 40
KEEPERS_OF_LEAVE = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)


@seats(*FIGURES_ROLES)
def of_office(request):
    return _board(request, "panel")


@seats(*DISTRICT_ROLES)
def of_district(request):
    return _board(request, "district")


def _board(request, desk: str):
    """In a fixed number of queries. Who reads no files sees neither names nor links to them."""
    actor, now = request.actor, request.now
    form = PeriodForm(request.GET, today=timezone.localtime(now).date())
    period = form.said()
    rows = board.board(actor, now)
    reads = bool(actor.roles() & {*REGENCY_READERS, *DISTRICT_ROLES})
    stopped = board.stopped(actor, period)
    by_stage, by_place, without_budget = board.speeds(stopped)
    districts = board.districts(actor)
    context = {
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
        "keeps_leave": bool(actor.roles() & set(KEEPERS_OF_LEAVE)),
    }
    return render(request, "board/board.html", context)


@seats(*(role for role in FIGURES_ROLES if role in REGENCY_READERS))
def list_of_office(request):
    return _list(request, "panel")


@seats(*DISTRICT_ROLES)
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


@seats(*FIGURES_ROLES)
def csv_of_office(request):
    return _csv(request)


@seats(*DISTRICT_ROLES)
def csv_of_district(request):
    return _csv(request)


def _csv(request) -> HttpResponse:
    """The table of what was done in time, a row for each stage, kecamatan and month."""
    form = PeriodForm(request.GET, today=timezone.localtime(request.now).date())
    period = form.said()
    names = {place.pk: place.name for place in board.districts(request.actor)}
    head = [_("Stage"), _("Code"), _("Kecamatan"), _("Month"), _("In time"), _("In all")]
    rows = [
        [
            capfirst(STAGE_WORDS[Stage(row["stage"])]),
            row["claim__district"],
            names.get(row["claim__district"], ""),
            f"{row['month']:%Y-%m}",
            row["on_time"],
            row["n"],
        ]
        for row in board.on_time(board.stopped(request.actor, period), period)
    ]
    day = date_format(timezone.localtime(request.now), "Y-m-d")
    return csv_file(f"on-time-{form.code or 'year'}-{day}.csv", [head, *rows])
