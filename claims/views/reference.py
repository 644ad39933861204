"""The administrator's desk: days off, and the due days that they move."""

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import actions, tasks
from claims.access import LOOK
from claims.actions import holidays as decree
from claims.actions import reschedule as moving
from claims.forms.reference import (
    FILE_BYTES,
    HolidayFileForm,
    HolidayForm,
    NewHolidayForm,
    ReasonForm,
    YearForm,
)
from claims.views.changes_told import changes_of
from claims.views.csv_file import csv_file
from claims.views.doors import filled, perform, seats
from claims.views.uploads import takes
from regencies.holiday_file import WANTED
from regencies.models import Change, Holiday, Regency, Role, digest, plain

# How many rows a preview spells out; the sums above them are of all.
SHOWN = 200


def own(request) -> set[str]:
    """The regencies that this administrator keeps."""
    return {seat.regency_id for seat in request.actor.seats if seat.role == Role.ADMINISTRATOR}


@seats(Role.ADMINISTRATOR, methods=LOOK)
def home(request):
    # A list of officials would push everything else off the page.
    rows = Change.objects.told_to(own(request)).exclude(what=Change.What.APPOINTMENT)
    context = {"changes": changes_of(rows[:10])}
    return render(request, "reference/home.html", context)


@seats(Role.ADMINISTRATOR, methods=LOOK)
def holidays(request):
    """One year: the whole country's days off and those of the administrator's regencies."""
    said = YearForm(request.GET)
    this_year = timezone.localtime(request.now).year
    year = (said.is_valid() and said.cleaned_data["year"]) or this_year
    rows = _of_year(request, year)
    known = Holiday.objects.known_years()
    context = {
        "year": year,
        "rows": rows.select_related("regency"),
        "known": year in known,
        "years": sorted(known | {this_year, this_year + 1, year}),
        "moving": moving.preview(own(request), now=request.now),
    }
    return render(request, "reference/holidays.html", context)


def _of_year(request, year: int):
    return Holiday.objects.filter(
        Q(regency=None) | Q(regency__in=own(request)), day__year=year
    ).order_by("day", "id")


@seats(Role.ADMINISTRATOR, methods=LOOK)
def holidays_csv(request, year):
    """The year as the import reads it: to mend in a spreadsheet, or as a pattern for another."""
    columns = (*WANTED, "regency_id")
    rows = _of_year(request, year).values_list(*columns)
    return csv_file(
        f"holidays-{year}.csv",
        [(*WANTED, "regency"), *([*row[:-1], row[-1] or ""] for row in rows)],
    )


@seats(Role.ADMINISTRATOR)
def add_holiday(request):
    form = NewHolidayForm(filled(request), codes=own(request), initial={"kind": Holiday.Kind.LOCAL})

    def act(*, seen, **values):
        return actions.add_row(Holiday, **values)

    return holiday_page(request, form, act, "add_holiday", _("The day is in the calendar."))


@seats(Role.ADMINISTRATOR)
def correct_holiday(request, pk):
    row = holiday_or_404(request, pk)
    initial = {name: getattr(row, name) for name in HolidayForm.base_fields if hasattr(row, name)}
    form = HolidayForm(filled(request), initial=initial | {"seen": digest(plain(row))})

    def act(**values):
        return actions.correct_row(Holiday, pk, **values)

    return holiday_page(request, form, act, "correct_holiday", _("The calendar is corrected."), row)


@seats(Role.ADMINISTRATOR)
def remove_holiday(request, pk):
    row = holiday_or_404(request, pk)
    form = ReasonForm(filled(request), initial={"seen": digest(plain(row))})

    def act(**values):
        return actions.remove_row(Holiday, pk, **values)

    said = _("The day is no longer in the calendar.")
    return holiday_page(request, form, act, "remove_holiday", said, row)


def holiday_page(request, form, act, page, said, row=None):
    """From the calendar, and on to the due days that it moves."""
    return perform(
        request, form, act, f"reference/{page}.html",
        {"row": row, "back": reverse("reference:holidays")},
        to=reverse("reference:reschedule"), said=said,
    )  # fmt: skip


def holiday_or_404(request, pk) -> Holiday:
    rows = Holiday.objects.filter(regency=None) | Holiday.objects.filter(regency__in=own(request))
    return get_object_or_404(rows.select_related("regency"), pk=pk)


@takes(FILE_BYTES)
@seats(Role.ADMINISTRATOR)
def import_holidays(request):
    """Three looks at one page: choose a file; see what it would do; confirm with a reason."""
    codes = own(request)
    initial = {"year": timezone.localtime(request.now).year}
    form = HolidayFileForm(filled(request), request.FILES or None, codes=codes, initial=initial)
    if request.method != "POST":
        return render(request, "reference/import_holidays.html", {"form": form})
    if not form.is_valid():
        return render(request, "reference/import_holidays.html", {"form": form}, status=422)
    year, rows = form.cleaned_data["year"], form.rows
    # With a bad row left out, its day would count as one to be removed: nothing can be confirmed.
    found = decree.difference(year, rows) if not form.faults else None
    confirming = "confirm" in request.POST and found is not None
    reason = ReasonForm(
        request.POST if confirming else None,
        initial={"seen": found.seen} if found else None,
    )
    if confirming and reason.is_valid():
        done = actions.import_holidays(
            year, rows, by=request.user, now=request.now, **reason.cleaned_data
        )
        messages.success(request, said_of(done, year))
        return redirect("reference:reschedule")
    context = {"form": form, "year": year, "found": found, "reason": reason,
               "text": form.cleaned_data["text"], "regencies": names_of(codes)}  # fmt: skip
    if found and not found.empty:
        calendars = decree.as_if(Holiday.objects.calendars(codes), year, rows)
        context["moving"] = moving.preview(codes, now=request.now, calendars=calendars)
    status = 422 if form.faults or confirming else 200
    return render(request, "reference/import_holidays.html", context, status=status)


def names_of(codes) -> dict[str, str]:
    return dict(Regency.objects.filter(code__in=codes).values_list("code", "name"))


def said_of(done: decree.Difference, year: int) -> str:
    return _("%(year)s: %(added)s added, %(changed)s changed, %(removed)s removed.") % {
        "year": year,
        "added": len(done.added),
        "changed": len(done.changed),
        "removed": len(done.removed),
    }


@seats(Role.ADMINISTRATOR)
def reschedule(request):
    """Which open due days differ by the calendar of now, and moving them on confirmation."""
    return reschedule_page(request, None, "reference/reschedule.html", {})


def reschedule_page(request, rule, template: str, context: dict):
    form = ReasonForm(filled(request))
    if request.method == "POST" and form.is_valid():
        moved = moving.apply(by=request.user, now=request.now, rule=rule, **form.cleaned_data)
        tasks.nudge()
        messages.success(
            request,
            ngettext("%(n)d due day has moved.", "%(n)d due days have moved.", len(moved))
            % {"n": len(moved)},
        )
        return redirect(request.path)
    found = moving.preview(own(request), now=request.now, rule=rule)
    if request.method != "POST":
        form = ReasonForm(initial={"seen": found.seen})
    status = 422 if request.method == "POST" else 200
    context = context | {"found": found, "rows": found.moves[:SHOWN], "form": form, "shown": SHOWN}
    return render(request, template, context, status=status)
