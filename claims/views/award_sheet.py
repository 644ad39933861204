"""The award on paper: each line explained to the family. No NIK, no account number."""

from django.shortcuts import render

from claims import actions
from claims.access import LOOK
from claims.actions import schooling
from claims.views.branch_told import branch_told
from claims.views.desks import MONEY_ROLES
from claims.views.doors import payout_or_404, seats
from claims.views.payers_told import payers
from claims.views.sheets import frozen
from claims.views.village_door import own_claim, village_looks


@seats(*MONEY_ROLES, methods=LOOK)
def of_money(request, code, number):
    return _sheet(request, code, number, "money")


@village_looks
def of_village(request, code, number):
    own_claim(request, code)
    return _sheet(request, code, number, "village")


def _sheet(request, code, number, desk):
    found = payout_or_404(request, code, number)
    sheet = frozen(found)
    clocks = list(found.deadlines.order_by("started_at", "id")) if found.estimate else []
    right = None if found.estimate else actions.objectionable(found.claim)
    context = {
        "claim": found.claim, "payout": found, "number": number, "sheet": sheet, "desk": desk,
        "ceiling": sheet.outcome["ceiling"], "first_year": sheet.outcome["first_year"],
        "payers": payers(found.claim),
        "branch": branch_told(found, clocks, request.now),
        "schedules": schooling.planned(found),
        "object_until": right.last_on if right else None,
    }  # fmt: skip
    return render(request, "money/sheet.html", context)
