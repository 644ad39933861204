"""The public calculator: what a programme would bring, and when a time limit ends. No login, and
nothing that says who somebody is; the address of a result can be shared."""

from urllib.parse import urlencode

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.access import anybody
from claims.actions.award import Noted
from claims.forms.calculator import BENEFIT_FORMS, ProgrammeForm
from claims.forms.days import DaysForm, GivenForm
from claims.rules.benefits import FigureMissing, work_out
from claims.rules.freezing import frozen_case, frozen_outcome
from claims.views import due_days
from claims.views.sheets import Sheet, told
from regencies.models import DeadlineRule, Figure, Programme, Regency

# What happened, in the words of who asks.
QUESTIONS = {
    "jkm": (
        _("Somebody died, but not through work"),
        _("Jaminan Kematian: illness, old age, any other cause."),
    ),
    "jkk": (
        _("Somebody was hurt or died through work"),
        _("Jaminan Kecelakaan Kerja: accident at work or on the way, disease from work. "
          "It takes the place of Jaminan Kematian."),
    ),
    "santunan_oki": (
        _("A poor family of Ogan Komering Ilir lost somebody"),
        _("The regency's own help, beside whatever BPJS pays."),
    ),
}  # fmt: skip


@anybody()
def home(request):
    return _choice(request)


def _choice(request, fault: str = ""):
    """Which programme; a name that is not known is told, and the choice offered again."""
    active = set(_programmes().values_list("code", flat=True))
    questions = [(code, *words) for code, words in QUESTIONS.items() if code in active]
    status = 422 if fault else 200
    context = {"questions": questions, "fault": fault}
    return render(request, "calculator/home.html", context, status=status)


def _programmes():
    return Programme.objects.filter(active=True, code__in=BENEFIT_FORMS)


@anybody()
def benefits(request):
    """Choose the programme, fill in its form, read the result: one address for all three."""
    code = ProgrammeForm(request.GET).said()
    programme = _programmes().filter(code=code).first() if code in BENEFIT_FORMS else None
    if programme is None:
        return _choice(request, _("Choose what happened first.") if code else "")
    kind = BENEFIT_FORMS[code]
    said = request.GET if _asked(request, kind.base_fields) else None
    form = kind(said)
    context = {"programme": programme, "form": form, "question": QUESTIONS[code][0]}
    status = 200
    if said is not None:
        sheet = _worked_out(form, programme) if form.is_valid() else None
        if sheet is None:
            status = 422
        elif short := _short(request, form):
            return redirect(short)
        else:
            coming = form.cleaned_data["event_on"] > timezone.localdate(request.now)
            context |= {"sheet": sheet, "coming": coming}
    return render(request, "calculator/benefits.html", context, status=status)


def _asked(request, names) -> bool:
    return any(name in request.GET for name in names)


def _short(request, form) -> str:
    """The same address without its empty parts, which is shorter to share; nothing if it is. form:
    valid, and made of that address."""
    pairs = [(name, value) for name, value in form.data.items() if value]
    short = f"{request.path}?{urlencode(pairs)}"
    return short if len(pairs) < len(form.data) else ""


def _worked_out(form, programme: Programme) -> Sheet | None:
    """The sheet, by the figures in force on the day of the event; None where a grade is past
    the end of its school, which only the figures know."""
    case = form.case(programme.code)
    noted = Noted(Figure.objects.in_force(case.event_on, programme.regency_id))
    lengths = {key: row.value for key, row in noted.rows.items()}
    for row in form.children:
        if row.filled:
            row.check_grade(lengths)
    if any(row.errors for row in form.children):
        return None
    branch = programme.decided_by == Programme.DecidedBy.BRANCH
    try:
        outcome = work_out(case, noted)
    except FigureMissing as fault:
        return Sheet(programme, branch, {}, missing=str(fault))
    return told(programme, branch, frozen_outcome(outcome), noted.frozen(), frozen_case(case))


@anybody()
def deadlines(request):
    """A due day, and every day on the way to it."""
    today = timezone.localdate(request.now)
    regencies = {row.code: row for row in Regency.objects.filter(served=True)}
    said = request.GET if "starts_on" in request.GET else None
    given = GivenForm(request.GET).said()
    names = {code: row.name for code, row in regencies.items()}
    form = DaysForm(said, regencies=names, initial={"starts_on": today, **given})
    context, status = {"form": form, "rules": _rules(today)}, 200
    if said is not None:
        found = due_days.counted(form, regencies) if form.is_valid() else None
        if found is None:
            status = 422
        elif short := _short(request, form):
            return redirect(short)
        context["found"] = found
    return render(request, "calculator/deadlines.html", context, status=status)


def _rules(today):
    """The service's own time limits in force, to begin with."""
    each = ("regency_id", "stage", "programme_id")
    rows = DeadlineRule.objects.filter(from_on__lte=today).exclude(unit=DeadlineRule.Unit.RIGHT)
    rows = rows.select_related("regency", "programme")
    return rows.order_by(*each, "-from_on").distinct(*each)
