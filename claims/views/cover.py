"""The programme year: who is covered, who loses cover when, and what a month of it costs."""

import uuid
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from claims import renewals
from claims.access import LOOK, PRESS
from claims.actions import cover_ends
from claims.forms.cover import EndingReasonForm, GroupForm
from claims.rules.benefits import FigureMissing
from claims.tables import CSV_TYPE
from claims.views.cover_year import Year, query_of, year_of
from claims.views.csv_file import comma, download, table_file
from claims.views.desks import COVER_ROLES
from claims.views.doors import filled, perform, seats
from regencies.models import Participant, Village

NAMES = 60
# Of the table of endings; the file has them all.
SHOWN = 100


def _today(request) -> date:
    return timezone.localtime(request.now).date()


def _own(request, roles=COVER_ROLES) -> set[str]:
    return {seat.regency_id for seat in request.actor.seats if seat.role in roles}


def _year(request) -> Year:
    return year_of(_own(request), _today(request))


@seats(*COVER_ROLES, methods=LOOK)
def cover(request):
    try:
        year = _year(request)
    except FigureMissing as missing:
        return render(request, "cover/cover.html", {"missing": str(missing)})
    context = {
        "year": year,
        "endings": year.endings[:SHOWN],
        "more": max(len(year.endings) - SHOWN, 0),
        "explains": bool(request.actor.roles() & set(cover_ends.EXPLAINERS)),
    }
    return render(request, "cover/cover.html", context)


@seats(*COVER_ROLES, methods=LOOK)
def cover_csv(request):
    """Every end of cover with its people and its bill: nobody's name."""
    head = [
        _("Regency"), _("Payer"), _("Agreement (PKS)"), _("Covered until"), _("Goes on from"),
        _("People"), _("A month of them (Rp)"), _("Reason on record"),
    ]  # fmt: skip
    rows = (
        [row.regency, row.payer, row.agreement, row.ends_on.isoformat(),
         row.next_on.isoformat() if row.next_on else "", row.people, row.bill.sum,
         row.reason.get_reason_display() if row.reason else ""]
        for row in _year(request).endings
    )  # fmt: skip
    return table_file(
        request, f"cover-{_today(request)}.csv", "cover", [head, *rows], roles=COVER_ROLES
    )


@seats(*COVER_ROLES, methods=LOOK)
def cover_list(request):
    """Where those live who lose their cover: by kecamatan and village."""
    _form, group = _group_or_404(request)
    rows = renewals.by_village(group)
    context = {
        "group": group,
        "rows": rows,
        "people": sum(row["people"] for row in rows),
        "names": group.regency in _own(request, cover_ends.EXPLAINERS),
        "query": query_of(group),
        "nowhere": renewals.NOWHERE,
    }
    return render(request, "cover/list.html", context)


@seats(*cover_ends.EXPLAINERS, methods=LOOK)
def cover_names(request):
    """Who they are, in one village: by name, so many at a time from the last one on."""
    form, group = _group_or_404(request, cover_ends.EXPLAINERS)
    village = form.cleaned_data["village"]
    if not village:
        raise Http404
    rows = renewals.losing(group, village).select_related("category").order_by("name", "id")
    if pk := form.cleaned_data["after"]:
        last = get_object_or_404(Participant.objects.only("name"), pk=pk, regency=group.regency)
        rows = renewals.after(rows, last)
    found = list(rows[: NAMES + 1])
    context = {
        "group": group,
        "village": _village(village, group),
        "rows": found[:NAMES],
        "next": found[NAMES - 1].pk if len(found) > NAMES else None,
        "query": query_of(group),
        "here": f"{query_of(group)}&{urlencode({'village': village})}",
    }
    return render(request, "cover/names.html", context)


@seats(*cover_ends.EXPLAINERS, methods=PRESS)
def cover_take(request):
    """The names as a file, without any number. Each taking is on record."""
    form, group = _group_or_404(request, cover_ends.EXPLAINERS)
    village = form.cleaned_data["village"]
    if village:
        _village(village, group)
    made, row = cover_ends.take_names(
        group, village=village, comma=comma(), by=request.user, now=request.now
    )
    return download(made, f"names-{group.ends_on}-{row.pk}.csv", CSV_TYPE)


@seats(*cover_ends.EXPLAINERS)
def cover_explain(request):
    """Why nobody renews it."""
    _form, group = _group_or_404(request, cover_ends.EXPLAINERS)
    form = EndingReasonForm(filled(request), today=_today(request), initial={"key": uuid.uuid4()})
    act = partial(cover_ends.explain_ending, replace(group, next_on=None))
    to = reverse("panel:cover")
    context = {"group": group, "back": to}
    return perform(
        request, form, act, "cover/explain.html", context, to=to, said=_("It is on record.")
    )


def _group_or_404(request, roles=COVER_ROLES):
    form = GroupForm(request.GET)
    if not form.is_valid() or form.cleaned_data["regency"] not in _own(request, roles):
        raise Http404
    group = form.group()
    if abs(group.ends_on - _today(request)) > timedelta(days=3660):
        raise Http404
    return form, group


def _village(code: str, group) -> Village | None:
    if code == renewals.NOWHERE:
        return None
    rows = Village.objects.filter(district__regency=group.regency).select_related("district")
    return get_object_or_404(rows, pk=code)
