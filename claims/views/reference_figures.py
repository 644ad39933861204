"""The administrator's desk: dated figures and limits, each with its source and its reason."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.access import LOOK
from claims.forms.queue import QueueForm
from claims.forms.reference import (
    EndFigureForm,
    FigureForm,
    NewFigureForm,
    NewRuleForm,
    RuleForm,
)
from claims.views.changes_told import changes_of
from claims.views.doors import filled, perform, seats
from claims.views.reference import own, reschedule_page
from regencies.models import Change, DeadlineRule, Figure, Role, digest, plain

PER_PAGE = 50


def today(request):
    return timezone.localtime(request.now).date()


def visible(request, model):
    """The whole country's rows, and the administrator's own regencies'."""
    return model.objects.filter(regency=None) | model.objects.filter(regency__in=own(request))


def in_force(rows, day):
    """The last row that has begun, or nothing while none has."""
    begun = [row for row in rows if row.from_on <= day]
    return begun[-1] if begun else None


@seats(Role.ADMINISTRATOR, methods=LOOK)
def figures(request):
    """Every key with the value that holds today."""
    day = today(request)
    rows = visible(request, Figure).select_related("regency")
    rows = rows.order_by("key", "regency", "from_on")
    found = []
    for (key, _regency), group in groupby(rows, lambda row: (row.key, row.regency_id)):
        group = list(group)
        found.append({
            "key": key,
            "regency": group[0].regency,
            "now": in_force(group, day),
            "next": next((row for row in group if row.from_on > day), None),
        })  # fmt: skip
    return render(request, "reference/figures.html", {"figures": found})


@seats(Role.ADMINISTRATOR, methods=LOOK)
def figure(request, key):
    """One key's history, and who changed it why."""
    rows = rows_of(request, key)
    day = today(request)
    groups = [(regency, list(group)) for regency, group in groupby(rows, lambda row: row.regency)]
    context = {
        "key": key,
        "groups": [(regency, group, in_force(group, day)) for regency, group in groups],
        "unit": rows[0].get_unit_display(),
        "changes": changes_of(
            Change.objects.told_to(own(request)).filter(what=Change.What.FIGURE, key=key)
        ),
    }
    return render(request, "reference/figure.html", context)


def rows_of(request, key) -> list[Figure]:
    rows = visible(request, Figure).filter(key=key).select_related("regency")
    found = list(rows.order_by("regency", "from_on"))
    if not found:
        raise Http404
    return found


@seats(Role.ADMINISTRATOR)
def add_figure(request, key):
    """The normal way of a change: from a day on, another value."""
    rows = rows_of(request, key)
    form = NewFigureForm(
        filled(request), codes=own(request), unit=rows[0].unit, initial={"confidence": "H"}
    )

    def act(*, seen, **values):
        return actions.add_row(Figure, key=key, unit=rows[0].unit, **values)

    return figure_page(request, key, form, act, "add_figure", _("The new value is on record."))


@seats(Role.ADMINISTRATOR)
def end_figure(request, key):
    """From a day on there is no such figure."""
    rows = rows_of(request, key)
    form = EndFigureForm(filled(request), codes=own(request), initial={"confidence": "H"})

    def act(*, seen, **values):
        return actions.add_row(Figure, key=key, unit=rows[0].unit, value=None, **values)

    return figure_page(request, key, form, act, "end_figure", _("The end is on record."))


@seats(Role.ADMINISTRATOR)
def correct_figure(request, key, pk):
    row = get_object_or_404(visible(request, Figure), key=key, pk=pk)
    initial = {name: getattr(row, name) for name in ("from_on", "value", "source", "confidence")}
    form = FigureForm(
        filled(request), unit=row.unit, initial=initial | {"seen": digest(plain(row))}
    )
    # A row that ends its key has no value, and stays one when it is corrected.
    form.fields["value"].required = row.value is not None

    def act(**values):
        return actions.correct_row(Figure, pk, **values)

    return figure_page(request, key, form, act, "correct_figure", _("The row is corrected."), row)


def figure_page(request, key, form, act, page, said, row=None):
    back = reverse("reference:figure", args=[key])
    return perform(
        request, form, act, f"reference/{page}.html", {"key": key, "row": row, "back": back},
        to=back, said=said,
    )  # fmt: skip


@seats(Role.ADMINISTRATOR, methods=LOOK)
def deadlines(request):
    """Every dated limit; the one in force today of its stage, place and programme is marked."""
    day = today(request)
    rows = visible(request, DeadlineRule).select_related("regency", "programme")
    rows = list(rows.order_by("stage", "regency", "programme", "-from_on"))
    groups = groupby(rows, lambda row: (row.stage, row.regency_id, row.programme_id))
    for _key, group in groups:
        lasting = [row for row in group if row.until_on is None or day <= row.until_on]
        found = in_force(sorted(lasting, key=lambda row: row.from_on), day)
        if found:
            found.holds = True
    rows_of_change = Change.objects.told_to(own(request)).filter(what=Change.What.DEADLINE_RULE)
    changes = changes_of(rows_of_change[:20])
    return render(request, "reference/deadlines.html", {"rows": rows, "changes": changes})


@seats(Role.ADMINISTRATOR)
def add_deadline(request):
    form = NewRuleForm(
        filled(request), codes=own(request),
        initial={"warn_days": [3, 1, 0], "warn_hour": 8, "confidence": "H"},
    )  # fmt: skip

    def act(*, seen, **values):
        return actions.add_row(DeadlineRule, **values)

    return deadline_page(request, form, act, "add_deadline", _("The new limit is on record."))


@seats(Role.ADMINISTRATOR)
def correct_deadline(request, pk):
    row = rule_or_404(request, pk)
    initial = {name: getattr(row, name) for name in RuleForm.base_fields if hasattr(row, name)}
    form = RuleForm(filled(request), initial=initial | {"seen": digest(plain(row))})

    def act(**values):
        return actions.correct_row(DeadlineRule, pk, **values)

    said = _("The limit is corrected. Clocks that run keep theirs.")
    return deadline_page(request, form, act, "correct_deadline", said, row)


def deadline_page(request, form, act, page, said, row=None):
    back = reverse("reference:deadlines")
    return perform(
        request, form, act, f"reference/{page}.html", {"row": row, "back": back},
        to=back, said=said,
    )  # fmt: skip


def rule_or_404(request, pk) -> DeadlineRule:
    rows = visible(request, DeadlineRule).select_related("regency", "programme")
    return get_object_or_404(rows, pk=pk)


@seats(Role.ADMINISTRATOR)
def apply_deadline(request, pk):
    """Give this limit to the clocks that run by an older one: a look first, then a reason."""
    row = rule_or_404(request, pk)
    if row.from_on > today(request):
        raise Http404
    return reschedule_page(request, row, "reference/apply_deadline.html", {"row": row})


@seats(Role.ADMINISTRATOR, methods=LOOK)
def changes(request):
    """Everything that was ever changed here, newest first."""
    rows = Change.objects.told_to(own(request))
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    context = {"page": page, "changes": changes_of(page.object_list)}
    return render(request, "reference/changes.html", context)
