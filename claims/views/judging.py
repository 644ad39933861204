"""The papers beside the reviewer's answers, at the camat's desk and at the office's."""

from functools import partial

from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.forms.judge import JudgeForm
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, filled, fresh, moves, perform, seats
from claims.views.paper_groups import papers_of
from regencies.models.people import DISTRICT_ROLES


def papers(request, code, desk):
    """Judge every paper of this case at once. What only may be needed can be asked for."""
    found = claim_or_404(request, code)
    groups = papers_of(found)
    form = JudgeForm(filled(request), initial=fresh(found), groups=groups.shown + groups.perhaps)
    if request.method != "POST" or not form.is_valid():
        actions.allow_judge(found, by=request.user, now=request.now)
    may_return = "send_back" in {move.name for move in moves(found, request.actor, desk)}
    onward = "send_back" if may_return and request.POST.get("next") == "send_back" else "claim"
    perhaps = {group.key for group in groups.perhaps}
    rows = list(form.rows())
    return perform(
        request, form, partial(actions.judge, found.pk), "panel/papers.html",
        {
            "claim": found, "desk": desk, "groups": groups, "may_return": may_return,
            "rows": [row for row in rows if row["group"].key not in perhaps],
            "perhaps": [row for row in rows if row["group"].key in perhaps],
            "back": reverse(f"{desk}:claim", args=[code]),
        },
        to=reverse(f"{desk}:{onward}", args=[code]),
        said=_("The papers are judged as you said."),
    )  # fmt: skip


of_district = seats(*DISTRICT_ROLES)(partial(papers, desk="district"))
of_office = seats(*PANEL_ROLES)(partial(papers, desk="panel"))


def may_judge(claim, user, now) -> bool:
    """Whether the page would open."""
    try:
        actions.allow_judge(claim, by=user, now=now)
    except actions.Refusal:
        return False
    return True
