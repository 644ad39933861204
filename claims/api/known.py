"""What the rules reckon with, and reckoning by them: for any token."""

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims import in_force
from claims.api import shapes
from claims.api.operations import operation
from claims.api.problems import Problem
from claims.forms.fields import DayField
from claims.models.source_words import source_said
from claims.rules import cases
from regencies.models import Figure, Programme, Village


@operation("GET", "/programmes", scope="", answers={200: list[shapes.Programme]},
           summary=_("The programmes of the regency"))  # fmt: skip
def list_programmes(request):
    regency = request.by_system.regency_id
    rows = Programme.objects.filter(active=True, regency=None)
    rows |= Programme.objects.filter(active=True, regency=regency)
    return list(rows.order_by("code").values("code", "name", "decided_by"))


@operation("GET", "/figures", scope="", answers={200: list[shapes.Figure]},
           problems=[422],
           summary=_("The figures in force on a day (on), with their sources"))  # fmt: skip
def list_figures(request, on: str = ""):
    day = day_of(on, "on") or timezone.localdate(request.now)
    rows = Figure.objects.in_force(day, request.by_system.regency_id)
    return [
        {"key": row.key, "value": f"{row.value.normalize():f}", "unit": row.unit,
         "from_on": row.from_on.isoformat(), "source": str(source_said(row.source))}
        for row in sorted(rows.values(), key=lambda row: row.key)
    ]  # fmt: skip


@operation("GET", "/places", scope="", answers={200: list[shapes.Place]},
           summary=_("The villages of the token's territory"))  # fmt: skip
def list_places(request):
    system = request.by_system
    rows = Village.objects.filter(district__regency=system.regency_id).order_by("code")
    return [
        {"code": code, "name": name, "district": district, "district_name": of}
        for code, name, district, of in rows.values_list(
            "code", "name", "district", "district__name"
        )
        if system.covers(code, district, system.regency_id)
    ]


@operation("POST", "/calculator/benefits", scope="", answers={200: shapes.Answers},
           problems=[400, 413, 422], summary=_("Work out what cases would bring"))  # fmt: skip
def calculate_benefits(request, sent: shapes.Cases):
    """Each case and its answer as calculate_benefits has them; a bad case gets its error in its
    place."""
    figures = in_force.figures()
    return {"answers": [cases.benefits(case, figures) for case in sent.cases]}


@operation("POST", "/calculator/deadlines", scope="", answers={200: shapes.Answers},
           problems=[400, 413, 422], summary=_("Work out when time limits end"))  # fmt: skip
def calculate_deadlines(request, sent: shapes.Cases):
    """As calculate_deadlines; a case without holidays is counted by the regency's calendar."""
    holidays, years = in_force.calendar(request.by_system.regency_id)
    return {"answers": [cases.deadlines(case, holidays, years) for case in sent.cases]}


def day_of(said: str, name: str):
    """None for nothing. Raises Problem for what is no day."""
    try:
        return DayField(required=False).clean(said)
    except ValidationError as fault:
        raise Problem(422, "invalid", fields={name: " ".join(fault.messages)}) from None
