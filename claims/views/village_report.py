"""Stage I of an accident: what is known now, and the button. The claim follows later."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.actions.filing import faults
from claims.forms.acts import ActForm
from claims.rules.states import State
from claims.views.doors import filled, fresh, may, moves, perform
from claims.views.hours import hours_told
from claims.views.village_door import own_claim, pages_of, village_only, wrong_pages


@village_only
def report(request, code):
    """Who may only prepare sees the page too, and whom to tell that it waits here."""
    found = own_claim(request, code)
    if request.method != "POST" and found.state != State.DRAFT:
        return redirect("village:claim", found.code)
    form = ActForm(filled(request), initial=fresh(found))
    may_report = "report" in {move.name for move in moves(found, request.actor, "village")}
    if request.method == "POST" or not found.is_accident():
        may(request, form, "report", found)
    wrong = actions.report_faults(found)
    pages = pages_of(found, faults(found))
    context = {
        "claim": found,
        "pages": pages,
        "page_key": "report",
        "pages_wrong": wrong_pages(pages, wrong),
        "hours": hours_told(found, request.now),
        "may_report": may_report,
    }
    return perform(
        request,
        form,
        lambda **act: actions.report(found.pk, **act),
        "village/report.html",
        context,
        to=reverse("village:claim", args=[found.code]),
        said=_("The accident is reported. The claim follows when the treatment has ended."),
    )
