"""A claim's own pages at the village: where it stands, the check, and its moves."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.actions.filing import EDITABLE, faults
from claims.forms.acts import ActForm
from claims.forms.village import AnswerForm, WithdrawForm
from claims.rules.states import State, Verdict
from claims.views.doors import filled, fresh, may, moves, perform
from claims.views.hours import hours_told
from claims.views.letters import letters_of
from claims.views.objecting import for_village
from claims.views.schooling import scholarships_of
from claims.views.sheets import whys
from claims.views.story import last_return, story, with_ending
from claims.views.village_completing import answers_of, came_back
from claims.views.village_door import (
    own_claim,
    pages_of,
    village_looks,
    village_only,
    wrong_pages,
)
from claims.views.village_slip import slip_told


@village_looks
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
        "answers": answers_of(found) if came_back(told["payouts"]) else [],
        "branch_decides": any(
            payout.estimate and not payout.paid_amount for payout in told["payouts"]
        ),
    }
    context |= scholarships_of(found, request)
    context |= for_village(found, request) | letters_of(found, request, told["payouts"])
    return render(request, "village/claim.html", context)


@village_looks
def check(request, code):
    """Everything once more, what is still missing, and the button."""
    found = own_claim(request, code)
    if found.state not in EDITABLE:
        return redirect("village:claim", found.code)
    wrong = faults(found)
    pages = pages_of(found, wrong)
    allowed = {move.name for move in moves(found, request.actor, "village")}
    told = story(found)
    context = {
        **told,
        # Not of the NIK: with the birth date and the place its last digits are all of it.
        "sections": with_ending(told["sections"], found.account),
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
        said="",
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
        said="",
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


@village_looks
def sent(request, code):
    """Who has it now, and until when."""
    found = own_claim(request, code)
    return render(request, "village/sent.html", {**story(found), **slip_told(found, request.now)})
