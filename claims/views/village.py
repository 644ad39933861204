"""The village's desk: what it still owes, beginning a claim, the claim's own page."""

import uuid

from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.actions.filing import EDITABLE, faults
from claims.forms.acts import ActForm
from claims.forms.village import AnswerForm, StartForm, WithdrawForm
from claims.models import Claim, Event, Objection, Payout
from claims.rules.accidents import months_passed
from claims.rules.states import State, Verdict
from claims.views.doors import filled, fresh, may, moves, perform
from claims.views.hours import hours_told
from claims.views.objecting import for_village
from claims.views.sheets import whys
from claims.views.story import payouts_with_clocks, running_clocks, story
from claims.views.village_door import (
    own_claim,
    own_villages,
    pages_of,
    village_only,
    wrong_pages,
)
from regencies.models import Village

ENDED = (State.SETTLED, State.REJECTED, State.WITHDRAWN)
PER_PAGE = 20


@village_only
def home(request):
    """What the village still owes, first of all."""
    returns = Event.objects.filter(move="send_back").order_by("-id")
    rows = (
        Claim.objects.filter(village__in=own_villages(request))
        .select_related("village")
        .prefetch_related(running_clocks())
        .order_by("-moved_at", "-id")
    )
    returned = rows.filter(state=State.SENT_BACK).prefetch_related(
        Prefetch("events", returns, to_attr="returns")
    )
    objected = Objection.objects.open().filter(claim=OuterRef("pk"))
    ended = Q(state__in=ENDED) & ~Q(Exists(objected))
    elsewhere = [State.SENT_BACK, State.DRAFT, State.REPORTED]
    under_way = rows.exclude(ended | Q(state__in=elsewhere)).prefetch_related(
        Prefetch("payouts", payouts_with_clocks(Payout.objects.all()), to_attr="money")
    )

    def page(found, name):
        return Paginator(found, PER_PAGE).get_page(request.GET.get(name))

    return render(
        request,
        "village/home.html",
        {
            "returned": returned,
            "reported": waiting_for_stage_two(rows, request.now),
            "drafts": rows.filter(state=State.DRAFT),
            "under_way": page(under_way, "under_way"),
            "ended": page(rows.filter(ended), "ended"),
            "several": len(set(own_villages(request))) > 1,
        },
    )


def waiting_for_stage_two(rows, now) -> list[Claim]:
    """Reported accidents, the oldest first, each with the months since."""
    found = list(rows.filter(state=State.REPORTED).order_by("reported_at", "id"))
    today = timezone.localtime(now).date()
    for row in found:
        row.months = months_passed(timezone.localtime(row.reported_at).date(), today)
    return found


@village_only
def start(request):
    """The key is made with the page, so that a double click makes one claim."""
    villages = (
        Village.objects.filter(code__in=own_villages(request))
        .select_related("district__regency")
        .order_by("name")
    )
    form = StartForm(filled(request), initial={"key": uuid.uuid4()}, villages=villages)
    if form.is_valid():
        claim = actions.start(by=request.user, now=request.now, **form.cleaned_data)
        return redirect("village:page", claim.code, "person")
    status = 422 if request.method == "POST" else 200
    return render(request, "village/start.html", {"form": form}, status=status)


@village_only
def claim(request, code):
    """Where the claim stands, in plain words, and what this person may do."""
    found = own_claim(request, code)
    told = story(found)
    owed = faults(found) if found.state == State.REPORTED else {}
    context = {
        **told,
        "hours": hours_told(found, request.now),
        "whys": whys(found.deadlines.filter(payout=None).order_by("started_at", "id")),
        "owed": wrong_pages(pages_of(found, owed), owed) if owed else [],
        "moves": moves(found, request.actor, "village"),
        "editable": found.state in EDITABLE,
        "asked": last_return(told["events"]) if found.state == State.SENT_BACK else None,
        "refused_programmes": [row for row in told["programmes"] if row.verdict == Verdict.REFUSED],
        "branch_decides": any(
            payout.estimate and not payout.paid_amount for payout in told["payouts"]
        ),
    }
    context |= for_village(found, request)
    return render(request, "village/claim.html", context)


def last_return(events):
    return next((event for event in reversed(events) if event.move == "send_back"), None)


@village_only
def check(request, code):
    """Everything once more, what is still missing, and the button."""
    found = own_claim(request, code)
    if found.state not in EDITABLE:
        return redirect("village:claim", found.code)
    wrong = faults(found)
    pages = pages_of(found, wrong)
    allowed = {move.name for move in moves(found, request.actor, "village")}
    context = {
        **story(found),
        "form": ActForm(initial=fresh(found)),
        "pages": pages,
        "page_key": "check",
        "pages_wrong": wrong_pages(pages, wrong),
        "missing": actions.missing_papers(found),
        "hours": hours_told(found, request.now),
        "may_submit": "submit" in allowed,
        "may_report": found.state == State.DRAFT and found.is_accident() and found.at_work,
        "may_answer": "answer" in allowed,
    }
    return render(request, "village/check.html", context)


@village_only
def submit(request, code):
    found = own_claim(request, code)
    form = ActForm(filled(request), initial=fresh(found))
    may(request, form, "submit", found)
    return perform(
        request,
        form,
        lambda **act: actions.submit(found.pk, **act),
        "village/submit.html",
        {"claim": found, "missing": actions.missing_papers(found)},
        to=reverse("village:sent", args=[found.code]),
        said=_("The claim has been submitted."),
    )


@village_only
def answer(request, code):
    found = own_claim(request, code)
    told = story(found)
    open_ones = [group for group in told["groups"].again if not group.again.sent]
    form = AnswerForm(filled(request), initial=fresh(found), open_ones=open_ones)
    may(request, form, "answer", found)
    return perform(
        request,
        form,
        lambda **act: actions.answer(found.pk, **act),
        "village/answer.html",
        {**told, "asked": last_return(told["events"])},
        to=reverse("village:sent", args=[found.code]),
        said=_("Your answer has been sent."),
    )


@village_only
def withdraw(request, code):
    found = own_claim(request, code)
    form = WithdrawForm(filled(request), initial=fresh(found))
    may(request, form, "withdraw", found)
    return perform(
        request,
        form,
        lambda **act: actions.withdraw(found.pk, **act),
        "village/withdraw.html",
        {"claim": found},
        to=reverse("village:claim", args=[found.code]),
        said=_("The claim has been withdrawn."),
    )


@village_only
def sent(request, code):
    """Who has it now, and until when."""
    return render(request, "village/sent.html", story(own_claim(request, code)))
