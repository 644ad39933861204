"""Beginning a claim: what happened, then at once what the family may expect."""

import uuid

from django.shortcuts import redirect, render
from django.utils import timezone

from claims import actions
from claims.forms.village import HAPPENED, HappenedForm, StartForm
from claims.rules.states import Kind
from claims.views.expected import expected
from claims.views.village_door import own_villages, village_only
from regencies.models import Village


@village_only
def start(request):
    """What happened, then at once what may be expected, before anything personal is typed; the
    button under it makes the draft. Its key is made with the page: a double click is one claim."""
    villages = (
        Village.objects.filter(code__in=own_villages(request))
        .select_related("district__regency")
        .order_by("name")
    )
    if request.method == "POST":
        form = StartForm(request.POST, villages=villages)
        if form.is_valid():
            claim = actions.start(by=request.user, now=request.now, **form.cleaned_data)
            return redirect("village:page", claim.code, "person")
    today = timezone.localtime(request.now).date()
    asked = HappenedForm(
        request.GET if {"what", "on"} & set(request.GET) else None, villages=villages, today=today
    )
    if request.method == "POST" or not asked.is_valid():
        status = 422 if request.method == "POST" or asked.is_bound else 200
        return render(request, "village/start.html", {"form": asked}, status=status)
    return render(request, "village/expect.html", what_follows(asked.cleaned_data, today))


def what_follows(said: dict, today) -> dict:
    kind, at_work, died = HAPPENED[said["what"]]
    told = {
        "key": uuid.uuid4(),
        "kind": kind.value,
        "village": said["village"].pk,
        "event_on": said["on"].isoformat(),
        "died_on": said["on"].isoformat() if died and kind == Kind.ACCIDENT else "",
        "at_work": at_work,
    }
    villages = Village.objects.filter(pk=said["village"].pk)
    regency = said["village"].district.regency
    return {
        "what": dict(HappenedForm.base_fields["what"].choices)[said["what"]],
        "on": said["on"],
        "died": died,
        "kind": kind,
        "form": StartForm(initial=told, villages=villages),
        **expected(regency, died=died, at_work=at_work, on=said["on"], today=today),
    }
