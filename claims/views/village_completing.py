"""What the village adds to a file that the BPJS branch refused."""

from collections.abc import Iterable
from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.forms.completing import CompleteForm
from claims.models import Claim, Event, Payout
from claims.rules.states import PayoutState
from claims.views.doors import fresh, perform
from claims.views.uploads import PAPERS, takes
from claims.views.village_door import own_claim, village_only
from claims.views.village_papers import listed


@takes(PAPERS)
@village_only
def complete(request, code):
    claim = own_claim(request, code)
    posted = request.method == "POST"
    papers = [(group.key, group.name) for group in listed(claim)]
    form = CompleteForm(
        request.POST if posted else None, request.FILES if posted else None,
        initial=fresh(claim), papers=papers,
    )  # fmt: skip
    if not posted or not form.is_valid():
        actions.allow_complete(claim, by=request.user, now=request.now)
    return perform(
        request, form, partial(actions.complete, claim.pk), "village/complete.html",
        {"claim": claim, "answers": answers_of(claim)},
        to=reverse("village:claim", args=[code]),
        said=_("The paper is in the file; the cashier of the regency's office has been told."),
    )  # fmt: skip


def answers_of(claim: Claim) -> list[Event]:
    """What the branch said of each file that it refused and that has not gone there again: its
    reason, the newest of each payout."""
    rows = claim.events.filter(move="refuse", payout__state=PayoutState.REFUSED)
    return list(
        rows.select_related("payout__programme").order_by("payout", "-id").distinct("payout")
    )


def came_back(payouts: Iterable[Payout]) -> bool:
    return any(payout.state == PayoutState.REFUSED for payout in payouts)
