"""What the rules reckon with, and reckoning by them: for any token."""

from itertools import islice

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims import in_force
from claims.api import shapes
from claims.api.operations import operation
from claims.api.problems import FAULTS, MOST_TOLD, Problem
from claims.forms.fields import DayField
from claims.models.source_words import source_said
from claims.rules import cases, reading
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
def calculate_deadlines(request, sent: shapes.TimeLimits):
    """As calculate_deadlines; a case without holidays is counted by the regency's calendar. A case
    has at most 3660 days, and 50 pauses of together 3660 days; the days, days of pauses and
    holidays of all cases are together at most 20000."""
    if faults := _too_many(sent.cases):
        raise Problem(422, "invalid", fields=faults)
    holidays, years = in_force.calendar(request.by_system.regency_id)
    return {"answers": [cases.deadlines(case, holidays, years) for case in sent.cases]}


def _too_many(sent: list) -> dict[str, str]:
    """What would keep the process too long, or make an answer too large, by field. Each day that
    is counted or skipped is looked at and written down; the ends of weeks, which nobody sends, are
    two for five of the days."""
    faults, of_all = {}, 0
    for number, case in enumerate(sent):
        # What is no case has its error in its place among the answers.
        if not isinstance(case, dict):
            continue
        days, pauses = case.get("days"), case.get("pauses")
        days = days if isinstance(days, int) else 0
        pauses = pauses if isinstance(pauses, list) else []
        paused = sum(map(_length, pauses[: shapes.MOST_PAUSES]))
        if days > shapes.MOST_DAYS:
            faults[f"cases.{number}.days"] = _at_most_days(shapes.MOST_DAYS)
        if len(pauses) > shapes.MOST_PAUSES:
            faults[f"cases.{number}.pauses"] = str(FAULTS["too_long"])
        elif paused > shapes.MOST_DAYS:
            faults[f"cases.{number}.pauses"] = _at_most_days(shapes.MOST_DAYS)
        holidays = case.get("holidays")
        of_all += max(days, 0) + paused + (len(holidays) if isinstance(holidays, list) else 0)
    if not faults and of_all > shapes.MOST_DAYS_OF_ALL:
        faults["cases"] = _at_most_days(shapes.MOST_DAYS_OF_ALL)
    return dict(islice(faults.items(), MOST_TOLD))


def _at_most_days(most: int) -> str:
    return gettext("These are too many days to count: at most %(n)d.") % {"n": most}


def _length(pause: object) -> int:
    try:
        begins, ends = reading.span(pause, "")
    except reading.Fault:
        return 0
    return (ends - begins).days + 1


def day_of(said: str, name: str):
    """None for nothing. Raises Problem for what is no day."""
    try:
        return DayField(required=False).clean(said)
    except ValidationError as fault:
        raise Problem(422, "invalid", fields={name: " ".join(fault.messages)}) from None
