"""Who is away: everybody's own days, and for those who keep a regency everybody's there."""

from functools import partial

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.access import LOOK
from claims.actions import leave as absence
from claims.forms.leave import BackForm, FindForm, LeaveForm, LeaveOfOtherForm
from claims.forms.queue import QueueForm
from claims.views.doors import filled, perform, seats, signed_in
from regencies.models import Appointment, Leave, Person, Role
from regencies.models.people import VILLAGE_ROLES

PER_PAGE = 40


@signed_in(methods=LOOK)
def own(request):
    """One's own days away."""
    rows = _own(request)
    return _list(request, rows, "leave", "leave_add", "leave_end", others=False)


@seats(*absence.KEEPERS, methods=LOOK)
def of_others(request):
    """Everybody's in the regencies that this person keeps."""
    rows = _of_others(request)
    return _list(request, rows, "panel:leave", "panel:leave_add", "panel:leave_end", others=True)


def _list(request, rows, here: str, add: str, end: str, *, others: bool):
    today = timezone.localtime(request.now).date()
    page = Paginator(rows, PER_PAGE).get_page(QueueForm(request.GET).said()["page"])
    keeps = bool(absence.kept_regencies(request.actor))
    # Files are held at the office, by its verifiers alone.
    holds = Role.OPD_VERIFIER in request.actor.roles()
    context = {"page": page, "today": today, "here": here, "add": add, "end": end,
               "others": others, "keeps": keeps, "holds": holds}  # fmt: skip
    return render(request, "leave/list.html", context)


@signed_in()
def add_own(request):
    _own(request)
    form = LeaveForm(filled(request), initial={"from_on": timezone.localtime(request.now).date()})
    act = partial(absence.leave, request.user)
    return _act(request, form, act, "add", "leave", _("It is on record that you are away."))


@seats(*absence.KEEPERS)
def add_of_other(request):
    people = _people(request)
    words = FindForm(request.GET).said()
    # A regency has hundreds of villages: their heads are found by name.
    offered = people.filter(name__icontains=words) if words else _people(request, near=True)
    form = LeaveOfOtherForm(
        filled(request), people=people, offered=offered,
        initial={"from_on": timezone.localtime(request.now).date()},
    )  # fmt: skip

    def act(*, person, **values):
        return absence.leave(person, **values)

    said = _("It is on record that this person is away.")
    return _act(request, form, act, "add", "panel:leave", said, {"others": True, "q": words})


@signed_in()
def end_own(request, pk):
    return _end(request, get_object_or_404(_own(request), pk=pk), "leave")


@seats(*absence.KEEPERS)
def end_of_other(request, pk):
    return _end(request, get_object_or_404(_of_others(request), pk=pk), "panel:leave")


def _end(request, row, back: str):
    form = BackForm(filled(request), initial={"back_on": timezone.localtime(request.now).date()})
    act = partial(absence.end_leave, row.pk)
    context = {"row": row, "others": back != "leave"}
    return _act(request, form, act, "end", back, _("The leave is shortened."), context)


def _act(request, form, act, verb: str, back: str, said: str, context=None):
    to = reverse(back)
    return perform(
        request, form, act, f"leave/{verb}.html", {"back": to, **(context or {})}, to=to, said=said
    )


def _own(request):
    if not request.actor.seats:
        raise PermissionDenied
    return Leave.objects.filter(person=request.user).select_related("person")


def _of_others(request):
    return Leave.objects.filter(person__in=_people(request)).select_related("person")


def _people(request, near: bool = False):
    """Those who have a seat today in the regencies kept; near: at the office or a kecamatan."""
    today = timezone.localtime(request.now).date()
    held = Appointment.objects.on(today).of_people()
    held = held.filter(regency__in=absence.kept_regencies(request.actor))
    if near:
        held = held.exclude(role__in=VILLAGE_ROLES)
    return Person.objects.filter(is_active=True, pk__in=held.values("person"))
