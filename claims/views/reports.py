"""Reports in numbers: per kecamatan, programme and month, on the page and as files."""

from django.shortcuts import redirect, render

from claims import replica, reports, tables
from claims.access import LOOK, PRESS
from claims.actions import exporting
from claims.forms.exporting import FORMATS, RegencyForm
from claims.forms.months import code_of
from claims.forms.reports import ReportForm
from claims.models.export import EXPORTERS, LOG_READERS, REPORT_READERS
from claims.views.csv_file import comma, download
from claims.views.doors import seats


@seats(*REPORT_READERS, methods=LOOK)
def report(request):
    """A year's months as they are chosen; one kecamatan crossed by programme and month."""
    form = ReportForm(request.GET, actor=request.actor, roles=REPORT_READERS, now=request.now)
    period, said = form.period(), form.said()
    found = replica.read(lambda: reports.report([said["regency"]], period))
    roles = request.actor.roles()
    context = {
        "form": form,
        "found": found,
        "months": period.months,
        "cells": [row for row in found.cells if row.district == said["district"]],
        "place": said["district"] and form.place(said["district"]),
        "files": RegencyForm(actor=request.actor, roles=REPORT_READERS, now=request.now,
                             initial=form.cleaned(), auto_id="file-%s"),
        "exports": bool(roles & set(EXPORTERS)),
        "formats": FORMATS.items(),
        "logs": bool(roles & set(LOG_READERS)),
    }  # fmt: skip
    return render(request, "panel/reports.html", context)


@seats(*REPORT_READERS, methods=PRESS)
def take_report(request, format):
    """The whole table as a file; numbers of places, nobody's name, and on record all the same."""
    form = RegencyForm(request.POST, actor=request.actor, roles=REPORT_READERS, now=request.now)
    if not form.is_valid():
        return redirect("panel:reports")
    period, regency = form.period(), form.cleaned_data["regency"]
    made, _row = exporting.take_report(
        regency, period, format=format, comma=comma(), by=request.user, now=request.now
    )
    name = f"report-{regency}-{code_of(period)}.{format}"
    return download(made, name, tables.XLSX_TYPE if format == "xlsx" else tables.CSV_TYPE)
