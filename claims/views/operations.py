"""The operator's page: what did not leave, which clocks stand, how the sweeps do."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Max, Min, Q
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import notices, replica, tasks
from claims.access import LOOK, PRESS
from claims.actions import operations as by_hand
from claims.forms.queue import QueueForm
from claims.models import BackupRun, Document, Notice, Post, SweepRun
from claims.models.column_words import SWEPT_WORDS
from claims.trail import anchors
from claims.trail.waiting import waiting
from claims.views.doors import seats
from claims.views.reference import own
from regencies.models import Role

PER_PAGE = 50
RUNS, CLOCKS = 10, 100
# Beyond this a letter should have left: the post is down, slow, or nobody rings.
LATE = timedelta(minutes=15)


@seats(Role.ADMINISTRATOR, methods=LOOK)
def home(request):
    letters = by_hand.dead_letters(own(request), request.now).select_related(
        "person", "claim", "sender"
    )
    clocks = by_hand.clocks_set_aside(own(request)).select_related("claim")
    owed = Notice.objects.owed(request.now).values("channel")
    number = QueueForm(request.GET).said()["page"]
    page = Paginator(letters.order_by("-given_up_at", "-id"), PER_PAGE).get_page(number)
    context = {
        "page": page,
        "letters": _worded(list(page)),
        "clocks": clocks.order_by("set_aside_at")[:CLOCKS],
        "owed": [_labelled(row) for row in owed.annotate(n=Count("pk"), since=Min("next_try_at"))],
        "late": Notice.objects.owed(request.now - LATE).count(),
        "papers": _papers(),
        "posts": Post.objects.filter(
            Q(sender=None) | Q(sender__regency=None) | Q(sender__regency__in=own(request))
        )
        .select_related("sender")
        .order_by("channel", "sender__name"),
        "backups": {run.kind: run for run in BackupRun.objects.last_of_each()},
        "waiting": waiting(),
        "anchor_trouble": (trouble := anchors.trouble()),
        "anchor": None if trouble else anchors.newest(),
        "replica": replica.state(),
        "runs": [_timed(run) for run in SweepRun.objects.order_by("-started_at")[:RUNS]],
    }
    return render(request, "operations/home.html", context)


def _worded(letters: list[Notice]) -> list[Notice]:
    """What those without a claim are about, as the letter itself says it."""
    alone = [row for row in letters if row.claim is None]
    for row, said in zip(alone, notices.about_each(alone), strict=True):
        row.said = said
    return letters


def _papers() -> dict:
    """Files that wait for their verdict: how many, since when, and why a try failed."""
    found = Document.objects.pending().aggregate(
        n=Count("pk"), since=Min("uploaded_at"), why=Max("verdict_why")
    )
    return found | {"scanner": bool(settings.PAPER_SCANNER)}


def _labelled(row: dict) -> dict:
    return row | {"channel": Notice.Channel(row["channel"]).label}


def _timed(run: SweepRun) -> SweepRun:
    run.seconds = (run.finished_at - run.started_at).total_seconds() if run.finished_at else None
    run.found = {SWEPT_WORDS.get(name, name): n for name, n in run.counts.items() if n}
    return run


@seats(Role.ADMINISTRATOR, methods=PRESS)
def retry_letters(request):
    """One of them, or all."""
    one = request.POST.get("notice", "")
    pk = int(one) if one.isdecimal() and len(one) < 18 else None
    done = by_hand.retry_letters(pk, by=request.user, now=request.now) if pk or not one else 0
    if done:
        tasks.nudge()
        said = ngettext("%(n)d letter is tried again.", "%(n)d letters are tried again.", done)
        messages.success(request, said % {"n": done})
    else:
        messages.warning(request, _("Nothing was tried again: nobody can be reached that way."))
    return redirect("operations:home")


@seats(Role.ADMINISTRATOR, methods=PRESS)
def retry_clock(request, pk):
    by_hand.retry_clock(pk, by=request.user, now=request.now)
    tasks.nudge()
    messages.success(request, _("The clock rings again."))
    return redirect("operations:home")
