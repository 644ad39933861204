"""Several files for the BPJS branch: their bundles in one file, and forwarded on one receipt."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext

from claims import actions, queues, tasks
from claims.forms.forward_several import AT_ONCE, ForwardSeveralForm, name_of
from claims.views.csv_file import download
from claims.views.doors import seats
from regencies.models import Role


@seats(Role.CASHIER)
def forward_several(request):
    """Files that still have to go there. Each is bundled and forwarded by itself: one that can't
    be keeps no other from it."""
    if request.method != "POST":
        day = timezone.localdate(request.now)
        start = {"key": uuid.uuid4(), "received_on": day}
        return _list(request, ForwardSeveralForm(initial=start, ready=_ready(request)))
    # What went a moment ago is still the answer to its click.
    codes = {name[:24].partition("/")[0] for name in request.POST.getlist("chosen")[: 2 * AT_ONCE]}
    known = queues.payouts(request.actor).filter(claim__code__in=codes, estimate=True)
    form = ForwardSeveralForm(request.POST, ready=known)
    if not form.is_valid():
        form.ready = _ready(request)
        return _list(request, form, status=422)
    return _bundled(request, form) if form.bundling else _forwarded(request, form)


def _bundled(request, form: ForwardSeveralForm):
    said = form.cleaned_data
    try:
        made = actions.bundle_several(
            [(row.pk, form.key_of(row)) for row in said["chosen"]], note=said["note"],
            by=request.user, now=request.now,
        )  # fmt: skip
    except actions.Refusal as refusal:
        form.add_error("chosen", refusal.sentence())
        form.ready = _ready(request)
        return _list(request, form, status=422)
    return download(made, f"berkas-cabang-{request.now:%Y%m%d}.zip", "application/zip")


def _forwarded(request, form: ForwardSeveralForm):
    said, done = form.cleaned_data, 0
    for row in said["chosen"]:
        try:
            actions.forward(
                row.pk, reference=said["reference"], received_on=said["received_on"],
                by=request.user, now=request.now, key=form.key_of(row),
            )  # fmt: skip
        except actions.Refusal as refusal:
            messages.error(request, f"{name_of(row)}: {refusal.sentence()}")
        else:
            done += 1
    if done:
        tasks.nudge()
        words = ngettext("%(n)d file is at the branch.", "%(n)d files are at the branch.", done)
        messages.success(request, words % {"n": done})
    return redirect("money:forward_several")


def _ready(request):
    return queues.payouts(request.actor).filter(queues.PAYOUT_BUCKETS["to_forward"])[:AT_ONCE]


def _list(request, form: ForwardSeveralForm, status=200):
    ticked = request.POST.getlist("chosen") if form.is_bound else []
    rows = [(row, name_of(row)) for row in form.ready]
    context = {"form": form, "rows": rows, "ticked": ticked}
    return render(request, "money/forward_several.html", context, status=status)
