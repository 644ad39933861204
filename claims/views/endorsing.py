"""Several claims endorsed at once, where they are alike: every needed paper is there, and nobody
found fault with one."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import actions, queues, tasks
from claims.forms.district import SeveralForm, VillageForm
from claims.models import Claim
from claims.views.doors import seats
from regencies.models import Role


@seats(Role.CAMAT)
def endorse_several(request):
    """First the list with its boxes, then the chosen ones once more, then each by itself: one
    that can't be endorsed keeps no other from it."""
    asked = VillageForm(request.GET, actor=request.actor)
    ready = _ready(request, asked)
    if request.method != "POST":
        form = SeveralForm(initial={"key": uuid.uuid4()}, ready=ready)
        return _list(request, form, asked)
    confirmed = "confirmed" in request.POST
    # What was endorsed a moment ago is no longer in the queue, and still the answer to its click.
    sent = _sent(request) if confirmed else {}
    offered = ready if not confirmed else _known(request, sent)
    form = SeveralForm(request.POST, ready=offered)
    if not form.is_valid():
        return _list(request, form, asked, status=422)
    chosen = form.cleaned_data["chosen"]
    if not confirmed:
        context = {"form": form, "chosen": chosen}
        return render(request, "district/endorse_several_confirm.html", context)
    return _endorse(request, form, chosen, sent)


def _ready(request, asked: VillageForm) -> list[Claim]:
    """As far as this camat may endorse them, the one due first on top."""
    rows = queues.ready_to_endorse(request.actor).filter(asked.wanted("claim__"))
    return [row.claim for row in rows if request.actor.seat([Role.CAMAT], row.claim)]


def _list(request, form, asked, status=200):
    context = {
        "form": form, "asked": asked, "claims": form.ready,
        "ticked": request.POST.getlist("chosen"),
    }  # fmt: skip
    return render(request, "district/endorse_several.html", context, status=status)


def _sent(request) -> dict[str, int]:
    """Code to the version that the page showed, as it came back."""
    sent: QueryDict = request.POST
    found = {code: sent.get(f"version-{code}", "") for code in sent.getlist("chosen")[:100]}
    return {code: int(n) for code, n in found.items() if n.isdecimal() and len(n) < 9}


def _known(request, sent: dict[str, int]) -> list[Claim]:
    rows = Claim.objects.visible_to(request.actor).filter(code__in=sent)
    return list(rows.select_related("village", "district").order_by("id"))


def _endorse(request, form, chosen, sent):
    if not chosen:
        raise PermissionDenied
    done, failed = [], []
    for claim in chosen:
        try:
            actions.endorse(
                claim.pk, by=request.user, now=request.now, key=form.key_of(claim.code),
                version=sent[claim.code],
            )  # fmt: skip
        except actions.Refusal as refusal:
            failed.append((claim, refusal.sentence()))
        else:
            done.append(claim)
    tasks.nudge()
    said = ngettext(
        "%(n)d claim is endorsed. The office's days have begun.",
        "%(n)d claims are endorsed. The office's days have begun.",
        len(done),
    ) % {"n": len(done)}
    if done:
        address = reverse("district:issue_several")
        said = format_html('{} <a href="{}">{}</a>', said, address, _("Issue the cover letters"))
    if not failed:
        messages.success(request, said)
        return redirect("district:home")
    context = {"done": done, "failed": failed, "said": said}
    return render(request, "district/endorse_several_done.html", context, status=409)
