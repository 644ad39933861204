"""The camat's cover letters of several claims, issued in one go and printed in one go."""

import uuid

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode

from claims import actions, queues
from claims.access import LOOK
from claims.actions.counting import local_day
from claims.forms.district import AT_ONCE, SeveralForm
from claims.forms.queue import TokensForm
from claims.letters import together
from claims.models import Claim, Letter
from claims.rules.letters import LetterKind
from claims.views.doors import seats
from claims.views.letters import as_pdf
from regencies.models.people import DISTRICT_ROLES

KIND = LetterKind.PENGANTAR_KECAMATAN


@seats(*DISTRICT_ROLES)
def issue_several(request):
    """Endorsed claims without a cover letter, those of today ticked. Each letter is issued by
    itself: one that can't be keeps no other from it."""
    if request.method != "POST":
        return _list(request, SeveralForm(initial={"key": uuid.uuid4()}, ready=_ready(request)))
    # What was issued a moment ago has its letter, and is still the answer to its click.
    codes = request.POST.getlist("chosen")[: 2 * AT_ONCE]
    known = Claim.objects.visible_to(request.actor).filter(code__in=codes)
    form = SeveralForm(request.POST, ready=known.select_related("village").order_by("id"))
    if not form.is_valid():
        form.ready = _ready(request)
        return _list(request, form, status=422)
    issued = []
    for claim in form.cleaned_data["chosen"]:
        try:
            made = actions.issue(
                claim.pk, KIND, by=request.user, now=request.now, key=form.key_of(claim.code)
            )
        except actions.Refusal as refusal:
            messages.error(request, f"{claim.code}: {refusal.sentence()}")
        else:
            issued.append(("letter", made.token))
    return redirect(f"{reverse('district:issue_several')}?{urlencode(issued)}")


@seats(*DISTRICT_ROLES, methods=LOOK)
def issued(request):
    """These letters as one paper for the printer."""
    letters = _issued(request)
    if not letters:
        raise Http404
    papers = [actions.read_letter(row.pk, by=request.user, now=request.now) for row in letters]
    return as_pdf(HttpResponse(together(papers)), "surat-pengantar")


def _ready(request) -> list[Claim]:
    rows = queues.to_cover(request.actor)[:AT_ONCE]
    return [row for row in rows if request.actor.seat(DISTRICT_ROLES, row)]


def _issued(request) -> list[Letter]:
    tokens = TokensForm(request.GET).said()[:AT_ONCE]
    rows = Letter.objects.standing().visible_to(request.actor)
    rows = rows.filter(token__in=tokens, kind=KIND)
    return list(rows.select_related("claim__village").order_by("id")) if tokens else []


def _list(request, form: SeveralForm, status=200):
    ticked = request.POST.getlist("chosen") if form.is_bound else [
        claim.code for claim in form.ready if _of_today(request, claim)
    ]  # fmt: skip
    letters = _issued(request)
    printing = urlencode([("letter", row.token) for row in letters])
    context = {
        "form": form, "claims": form.ready, "ticked": ticked,
        "issued": letters, "printing": printing,
    }  # fmt: skip
    return render(request, "district/issue_several.html", context, status=status)


def _of_today(request, claim: Claim) -> bool:
    """By the clock on the kecamatan's wall."""
    zone = request.actor.seat(DISTRICT_ROLES, claim).regency.zone
    return local_day(claim.moved_at, zone) == local_day(request.now, zone)
