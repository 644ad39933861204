"""Who has died and has no claim yet: the village's list to act on, the counts of those above."""

import io
import uuid
from functools import partial

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import deaths, tasks
from claims.access import LOOK
from claims.actions import deaths as lists
from claims.actions import unfiled
from claims.actions.exporting import log
from claims.forms.deaths import DeathFileForm, DeathForm, UnfiledForm
from claims.forms.queue import QueueForm
from claims.models import Death, DeathAnswer, DeathList
from claims.models.deaths import OFFICE
from claims.tables import XLSX_TYPE, made
from claims.views.csv_file import download
from claims.views.desks import DEATH_ROLES
from claims.views.doors import filled, perform, seats
from claims.views.uploads import takes
from claims.views.village_door import own_villages, village_only, village_presses
from regencies.deaths.refused_file import refused_file
from regencies.deaths.words import sentence
from regencies.models import Role, Village
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

PER_PAGE = 30
# How many rows a preview spells out; the sums above them are of all.
SHOWN = 100
RECENT = 10


@seats(*DEATH_ROLES, methods=LOOK)
def home(request):
    """What waits, of those whom this person may read; the Bupati reads the counts."""
    rows = Death.objects.unfiled()
    mine = rows.visible_to(request.actor)
    counts = deaths.by_village(rows.counted_by(request.actor))
    reads = bool(request.actor.roles() & {*VILLAGE_ROLES, *DISTRICT_ROLES, *OFFICE})
    number = QueueForm(request.GET).said()["page"]
    page = Paginator(deaths.listed(mine), PER_PAGE).get_page(number) if reads else None
    villages = own_villages(request)
    answers = DeathAnswer.objects.filter(death__in=Death.objects.visible_to(request.actor))
    context = {
        "page": page,
        "rows": deaths.waiting(page.object_list) if page else [],
        "counts": [] if set(villages) >= {row["village"] for row in counts} else counts,
        "people": sum(row["people"] for row in counts),
        "acts": villages,
        "brings": bool(lists.bringers(request.actor)),
        "answers": answers.select_related("death__village", "by")[:RECENT] if reads else [],
        "lists": _lists(request),
    }
    return render(request, "deaths/home.html", context)


def _lists(request):
    """Who brought which file when, for those who may bring one."""
    held = lists.bringers(request.actor)
    whole = [seat.regency_id for seat in held if seat.role == Role.ADMINISTRATOR]
    rows = DeathList.objects.filter(village__in=own_villages(request)) | DeathList.objects.filter(
        regency__in=whole
    )
    return rows.select_related("by", "village")[:RECENT] if held else []


@takes(DeathFileForm.most_bytes)
@seats(*VILLAGE_ROLES, Role.ADMINISTRATOR)
def bring(request):
    """Three looks at one page: choose a file; see what it would do; confirm."""
    held = lists.bringers(request.actor)
    form = DeathFileForm(filled(request), request.FILES or None, seats=held)
    if not form.is_valid():
        status = 422 if form.errors else 200
        return render(request, "deaths/bring.html", {"form": form}, status=status)
    seat = held[form.cleaned_data["whose"]]
    of = lists.whose(seat)
    if "confirm" in request.POST:
        row, _plan = lists.load_deaths(
            form.table, of, seen=request.POST.get("seen", ""), by=request.user, now=request.now
        )
        tasks.nudge()
        n = row.added
        said = ngettext("%(n)d death was added.", "%(n)d deaths were added.", n) % {"n": n}
        messages.success(request, said)
        return redirect("deaths:home")
    plan = lists.what_loading_does(form.table, of, request.now)
    if "refused" in request.POST:
        file = made(io.BytesIO(refused_file(form.table.heads, plan.refused)), len(plan.refused))
        log(file, kind="refused_rows", format="xlsx", seat=seat, by=request.user, now=request.now,
            said={"sha256": form.table.sha256}, columns=form.table.heads, masked=False)  # fmt: skip
        return download(file, "refused.xlsx", XLSX_TYPE)
    context = {
        "form": form,
        "plan": plan,
        "place": seat.place,
        "kept": form.table.kept(),
        "whose": form.cleaned_data["whose"],
        "refused": [(row.line, [sentence(one) for one in row.faults])
                    for row in plan.refused[:SHOWN]],
        "shown": SHOWN,
    }  # fmt: skip
    return render(request, "deaths/bring.html", context)


@village_only
def add(request):
    """A death of the own village, typed."""
    rows = Village.objects.filter(code__in=own_villages(request)).select_related(
        "district__regency"
    )
    villages = {village.pk: village for village in rows.order_by("name")}
    today = timezone.localtime(request.now).date()
    form = DeathForm(filled(request), villages=[*villages.values()], today=today)
    if form.is_valid():
        told = form.told()
        village = villages[told.village]
        of = lists.Whose(village.district.regency, village)
        row = lists.add_death(told, of, by=request.user, now=request.now)
        tasks.nudge()
        messages.success(request, _on_list(row))
        return redirect("deaths:home")
    status = 422 if form.errors else 200
    return render(request, "deaths/add.html", {"form": form}, status=status)


def _on_list(row: Death) -> str:
    if row.participant_id:
        return _("%(name)s stands on the list of participants.") % {"name": row.name}
    if row.likely_id:
        return _("Somebody like %(name)s stands on the list of participants: please compare.") % {
            "name": row.name
        }
    return _("%(name)s does not stand on the list of participants. It is kept, and looked for on "
             "the next list. A claim may be filed all the same.") % {"name": row.name}  # fmt: skip


def _own(request, pk) -> Death:
    """A death of a village in which this person holds a seat."""
    rows = Death.objects.filter(village__in=own_villages(request))
    return get_object_or_404(rows.select_related("village__district", "likely"), pk=pk)


@village_presses
def file(request, pk):
    """The button: a draft with what is known already."""
    claim = unfiled.file_death(_own(request, pk).pk, by=request.user, now=request.now)
    messages.success(request, _("Filled in from the list. Please compare it with the card."))
    return redirect("village:page", claim.code, "person")


@village_presses
def confirm(request, pk):
    """Whether the one on the list is this person."""
    same = request.POST.get("same") == "yes"
    unfiled.confirm_death(_own(request, pk).pk, same=same, by=request.user, now=request.now)
    said = _("It is this person.") if same else _("It is somebody else.")
    messages.success(request, said)
    return redirect("deaths:home")


@village_only
def answer(request, pk):
    """Why nobody files."""
    row = _own(request, pk)
    form = UnfiledForm(filled(request), initial={"key": uuid.uuid4()})
    to = reverse("deaths:home")
    act = partial(unfiled.answer_death, row.pk)
    context = {"row": row, "back": to}
    said = _("It is on record.")
    return perform(request, form, act, "deaths/answer.html", context, to=to, said=said)
