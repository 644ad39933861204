"""The camat's desk: what waits for an endorsement, and the two moves on it."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from claims import actions, queues
from claims.access import LOOK
from claims.forms.district import VillageForm
from claims.forms.office import EndorseForm, SendBackForm
from claims.forms.queue import QueueForm
from claims.rules.letters import LetterKind
from claims.views.doors import claim_or_404, filled, fresh, may, moves, perform, seats, tabs_of
from claims.views.hours import hours_told
from claims.views.judging import may_judge
from claims.views.letters import letters_of
from claims.views.moves_waiting import waiting_moves
from claims.views.office_file import file_of
from claims.views.paper_groups import papers_of
from claims.views.sheets import answer_days
from regencies.models import Role
from regencies.models.people import DISTRICT_ROLES

PER_PAGE = 50
# The camat has three days: what falls tomorrow is soon.
SOON = 1
TABS = {
    "waiting": (gettext_lazy("Waits for the camat"), "warn"),
    "reported": (gettext_lazy("Accidents reported"), ""),
    "returned": (gettext_lazy("Back with the village"), ""),
    "passed": (gettext_lazy("Passed on"), ""),
}
GROUPS = {
    "overdue": pgettext_lazy("deadline", "Late"),
    "today": gettext_lazy("Last day today"),
    "soon": gettext_lazy("Until tomorrow"),
    "later": gettext_lazy("Later"),
}


@seats(*DISTRICT_ROLES, methods=LOOK)
def home(request):
    """What waits, by its day; what is with the village; what has been passed on."""
    said = QueueForm(request.GET).said()
    form = VillageForm(request.GET, actor=request.actor)
    waiting = queues.at_the_camat(request.actor).filter(form.wanted("claim__"))
    if form.oldest_first:
        waiting = waiting.order_by("claim__submitted_at", "id")
    days = queues.by_day(request.now, SOON)
    counts = queues.counts(waiting, days)
    lists = {
        "waiting": waiting,
        "reported": queues.reported(request.actor).filter(form.wanted()),
        "returned": queues.returned(request.actor).filter(form.wanted("claim__")),
        "passed": queues.passed_on(request.actor).filter(form.wanted()),
    }
    show = said["show"] if said["show"] in lists else "waiting"
    page = Paginator(lists[show], PER_PAGE).get_page(said["page"])
    totals = {
        "waiting": sum(counts.values()), "passed": queues.at_most(lists["passed"]),
        "reported": lists["reported"].count(), "returned": lists["returned"].count(),
    }  # fmt: skip
    context = {
        "page": page, "show": show, "tabs": tabs_of(TABS, totals, "passed"),
        "form": form,
        "sieved": bool(form.said()), "kept": form.kept(),
        "may_endorse": Role.CAMAT in request.actor.roles(),
    }  # fmt: skip
    if show == "waiting" and form.oldest_first:
        context["groups"] = (
            [(_("The oldest first"), sum(counts.values()), page)] if page.object_list else []
        )
    elif show == "waiting":
        context["groups"] = [
            (GROUPS[name], counts[name], rows)
            for name, rows in _by_day(page, request.now).items() if rows
        ]  # fmt: skip
    return render(request, "district/home.html", context)


def _by_day(rows, now) -> dict[str, list]:
    """The rows of this page under their days, in the buckets' order."""
    groups: dict[str, list] = {"overdue": [], "today": [], "soon": [], "later": []}
    for row in rows:
        groups[queues.day_of(row.due_at, now, SOON)].append(row)
    return groups


@seats(*DISTRICT_ROLES, methods=LOOK)
def claim(request, code):
    """The file beside its papers."""
    found = claim_or_404(request, code)
    context = file_of(found)
    context |= letters_of(found, request, context["payouts"])
    context |= {
        "moves": moves(found, request.actor, "district"),
        "waiting": waiting_moves(found, request.actor),
        "hours": hours_told(found, request.now),
        "may_judge": may_judge(found, request.user, request.now),
    }
    return render(request, "district/claim.html", context)


@seats(*DISTRICT_ROLES)
def endorse(request, code):
    found = claim_or_404(request, code)
    missing = actions.missing_papers(found)
    form = EndorseForm(filled(request), initial=fresh(found), missing=missing)
    may(request, form, "endorse", found)
    return perform(
        request, form, partial(actions.endorse, found.pk), "district/endorse.html",
        {"claim": found, "missing": missing, "groups": papers_of(found)},
        to=reverse("district:home"),
        said=format_html(
            '{} <a href="{}">{}</a>',
            _("%(code)s is endorsed. The office's days have begun.") % {"code": found.code},
            reverse("letters:issue", args=[code, LetterKind.PENGANTAR_KECAMATAN]),
            _("Issue its cover letter"),
        ),
    )  # fmt: skip


@seats(*DISTRICT_ROLES)
def send_back(request, code):
    found = claim_or_404(request, code)
    form = SendBackForm(filled(request), initial=fresh(found))
    may(request, form, "send_back", found)
    return perform(
        request, form, partial(actions.camat_send_back, found.pk), "district/send_back.html",
        {"claim": found, "days": answer_days(found, request.now), "groups": papers_of(found)},
        to=reverse("district:home"),
        said=_("%(code)s is back with the village.") % {"code": found.code},
    )  # fmt: skip
