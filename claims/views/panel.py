"""The office's desk: its queue, the file, and the moves on it."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import actions, offering, queues
from claims.access import LOOK
from claims.actions.looking import look_as_auditor
from claims.forms.facts import AssessForm, asked_facts, needed_facts
from claims.forms.office import (
    DecisionForm,
    ExtendForm,
    NoteForm,
    OverruleForm,
    RecheckForm,
    RejectForm,
    SendBackForm,
)
from claims.forms.queue import QueueForm, SieveForm
from claims.models.claim import APPROVERS
from claims.rules.letters import LetterKind
from claims.rules.states import Stage, State
from claims.views.check_rows import checks_of, named_claims, row_of
from claims.views.cover_told import doubts
from claims.views.desks import MONEY_ROLES, PANEL_ROLES
from claims.views.doors import claim_or_404, filled, fresh, may, moves, perform, seats, tabs_of
from claims.views.hours import hours_told
from claims.views.judging import may_judge
from claims.views.letters import letters_of
from claims.views.moves_waiting import waiting_moves
from claims.views.noting import notes_of
from claims.views.objecting import for_office, waiting_for
from claims.views.office_file import file_of, undecided
from claims.views.paper_groups import papers_of
from claims.views.schooling import scholarships_of, schools_waiting
from claims.views.sheets import answer_days, fact_rows, not_assessed
from claims.views.taking import may_give
from regencies.models import Role

PER_PAGE = 40
TABS = {
    "overdue": (gettext_lazy("Overdue"), "bad"),
    "today": (gettext_lazy("Today"), "warn"),
    "soon": (gettext_lazy("Within 3 days"), ""),
    "later": (gettext_lazy("Later"), ""),
    "waiting": (gettext_lazy("Waits for others"), ""),
    "nobody": (gettext_lazy("Nobody's"), "warn"),
    "offered": (gettext_lazy("Their holder is away"), "warn"),
    "reported": (gettext_lazy("Accidents reported"), ""),
    "decided": (gettext_lazy("Decided"), ""),
}
ABOUT = {
    "reported": gettext_lazy(
        "Stage I of accidents at work, to be read and helped with. The village submits the claim "
        "(stage II) when the treatment has ended."
    ),
    "waiting": gettext_lazy("Back with the village, or at a step that others do."),
    "nobody": gettext_lazy("No verifier has taken these files. They also stand under their day."),
    "offered": gettext_lazy(
        "Whoever holds these files is on leave. They go to the stand-in first, and to every "
        "verifier where there is none; who takes one has it."
    ),
}


@seats(*PANEL_ROLES, methods=LOOK)
def home(request):
    """The queue by due date. One tab at a time; every tab says how many it holds."""
    said = QueueForm(request.GET).said()
    form = SieveForm(request.GET, actor=request.actor)
    sieve = form.sieve()
    queue, buckets = queues.at_the_office(request.actor, request.now)
    queue = queue.filter(sieve.of_clocks(request.now))
    counts = queues.counts(queue, buckets)
    others = {
        "reported": queues.reported(request.actor), "decided": queues.decided(request.actor),
    }  # fmt: skip
    others = {name: rows.filter(sieve.of_claims(request.now)) for name, rows in others.items()}
    show = said["show"] if said["show"] in {*buckets, *others} else ""
    if not show:
        # The most pressing tab that is not empty.
        show = next((name for name in buckets if counts[name]), "overdue")
    rows = others[show] if show in others else queue.filter(buckets[show])
    page = Paginator(rows, PER_PAGE).get_page(said["page"])
    context = {
        "page": page,
        "show": show,
        "tabs": tabs_of(
            TABS,
            counts | {name: queues.at_most(each) for name, each in others.items()},
            *others,
        ),
        "about": ABOUT.get(show),
        "form": form,
        "may_take_next": Role.OPD_VERIFIER in request.actor.roles(),
        "may_decide_next": bool(request.actor.roles() & set(APPROVERS)),
        "sieved": bool(form.said()),
        "kept": form.kept(),
        "clocks": show in buckets,
        "objections": waiting_for(request.actor),
        "schools": schools_waiting(request.actor),
    }
    return render(request, "panel/home.html", context)


@seats(*PANEL_ROLES, methods=LOOK)
def claim(request, code):
    """The file beside its papers, and the moves that this person may make now."""
    found = claim_or_404(request, code)
    look_as_auditor(found, actor=request.actor, now=request.now)
    verifier = request.actor.seat([Role.OPD_VERIFIER], found) is not None
    context = file_of(found, inside=True) | checks_of(found, request.actor, request.now)
    clock = context["office_clock"]
    found_moves = moves(found, request.actor, "panel")
    holder = clock.holder if clock and not clock.stopped_at else None
    return render(
        request,
        "panel/claim.html",
        context
        | {
            "moves": found_moves,
            "hours": hours_told(found, request.now),
            "holder": holder,
            "away": offering.away(clock, request.now),
            "may_take": verifier and found.state == State.ENDORSED and holder != request.user,
            "may_give": may_give(found, request.user, request.now),
            "verifier": verifier,
            "decides": request.actor.seat(APPROVERS, found) is not None,
            "may_extend": request.actor.seat([Role.OPD_HEAD], found) is not None
            and actions.extendable(clock, request.now),
            "may_judge": may_judge(found, request.user, request.now),
            "may_assess": any(move.name == "verify" for move in found_moves),
            "unassessed": not_assessed(context["facts"]),
            "waiting": waiting_moves(found, request.actor),
            "pays": bool(request.actor.roles() & set(MONEY_ROLES)),
        }
        | notes_of(found, request.now)
        | for_office(found, request)
        | scholarships_of(found, request)
        | letters_of(found, request, context["payouts"]),
    )


@seats(*PANEL_ROLES)
def assess(request, code):
    """Each fact with its source and day, beside what the village said."""
    found = claim_or_404(request, code)
    facts = {row.key: row for row in found.facts.all()}
    form = AssessForm(
        filled(request),
        initial=fresh(found),
        keys=asked_facts(found),
        needed=needed_facts(found),
        facts=facts,
        today=timezone.localtime(request.now).date(),
    )
    # Who may verify may assess: the same person stands for both.
    may(request, form, "verify", found)
    context = {"groups": papers_of(found)}
    said = _("The facts are on record.")
    return _act(request, found, form, actions.assess, "assess", context, said=said)


@seats(*PANEL_ROLES)
def overrule(request, code, check, programme=""):
    """Why what a check found does not matter here, in the reviewer's own words."""
    found = claim_or_404(request, code)
    row = get_object_or_404(found.checks, key=check, programme=programme or None)
    form = OverruleForm(filled(request), initial=fresh(found))
    if request.method != "POST" or not form.is_valid():
        actions.allow_overrule(found, check, programme, by=request.user, now=request.now)
    shown = row_of(row, set(), named_claims([row], request.actor), may=False)
    return perform(
        request, form, partial(actions.overrule, found.pk, check, programme),
        "panel/overrule.html", {"claim": found, "row": shown},
        to=reverse("panel:claim", args=[code]),
        said=_("On record: %(check)s is overruled.") % {"check": shown.name},
    )  # fmt: skip


@seats(*PANEL_ROLES)
def verify(request, code):
    found = claim_or_404(request, code)
    form = NoteForm(filled(request), initial=fresh(found))
    may(request, form, "verify", found)
    facts = fact_rows(found)
    context = {"facts": facts, "unassessed": not_assessed(facts), "estimates": undecided(found),
               "groups": papers_of(found)}  # fmt: skip
    context |= checks_of(found, request.actor, request.now)
    said = _("%(code)s is verified and waits for the decision.") % {"code": code}
    return _act(request, found, form, actions.verify, "verify", context, said=said)


@seats(*PANEL_ROLES)
def send_back(request, code):
    found = claim_or_404(request, code)
    form = SendBackForm(filled(request), initial=fresh(found))
    may(request, form, "send_back", found)
    context = {
        "groups": papers_of(found),
        "returns": found.events.filter(move="send_back", data__stage="office").count(),
        "days": answer_days(found, request.now),
    }
    said = _("%(code)s is back with the village.") % {"code": code}
    return _act(request, found, form, actions.office_send_back, "send_back", context, said=said)


@seats(*PANEL_ROLES)
def recheck(request, code):
    found = claim_or_404(request, code)
    form = RecheckForm(filled(request), initial=fresh(found))
    may(request, form, "recheck", found)
    said = _("%(code)s goes back to the verifier.") % {"code": code}
    return _act(request, found, form, actions.recheck, "recheck", said=said)


@seats(*PANEL_ROLES)
def approve(request, code):
    found = claim_or_404(request, code)
    late = actions.late(found, Stage.OFFICE, request.now)
    form = DecisionForm(
        filled(request), initial=fresh(found), programmes=_programmes(found), late=bool(late)
    )
    may(request, form, "approve", found)
    said = _("%(code)s is approved. The payouts are being worked out.") % {"code": code}
    return _decide(request, found, form, actions.approve, "approve", said, late)


@seats(*PANEL_ROLES)
def reject(request, code):
    found = claim_or_404(request, code)
    late = actions.late(found, Stage.OFFICE, request.now)
    form = RejectForm(
        filled(request), initial=fresh(found), programmes=_programmes(found), late=bool(late)
    )
    may(request, form, "reject", found)
    said = format_html(
        '{} <a href="{}">{}</a>',
        _("%(code)s is rejected. The village reads the reasons.") % {"code": code},
        reverse("letters:issue", args=[code, LetterKind.PENOLAKAN]),
        _("Issue the letter to the family"),
    )
    return _decide(request, found, form, actions.reject, "reject", said, late)


def _programmes(found):
    return found.programmes.filter(verdict="").select_related("programme")


@seats(Role.OPD_HEAD)
def extend(request, code):
    """More time, where a rule gives the right to it."""
    found = claim_or_404(request, code)
    clock = found.deadlines.open().filter(stage=Stage.OFFICE).first()
    most, right = actions.right_of(clock) if clock else (0, "")
    form = ExtendForm(filled(request), initial=fresh(found), most=most)
    if request.method != "POST" or not form.is_valid():
        actions.allow_extend(found, by=request.user, now=request.now)
    context = {"clock": clock, "most": most, "right": right}
    said = _("The limit of %(code)s is extended.") % {"code": code}
    return _act(request, found, form, actions.extend, "extend", context, said=said)


def _decide(request, found, form, act, verb, said, late):
    """The arithmetic stands beside each verdict."""
    if verb == "approve":
        asked = doubts(found)
        form.ask_for_words({code: asked[code] for code in asked if code in form.fields})
    rows = [
        {
            "row": row,
            "sheet": sheet,
            "verdict": form[row.programme_id],
            "reason": form[f"{row.programme_id}_reason"] if verb == "approve" else None,
            "note": form[f"{row.programme_id}_note"],
        }
        for row, sheet in undecided(found)
    ]
    checks = checks_of(found, request.actor, request.now, deciding=True)
    verified = found.events.filter(move="verify").select_related("by").order_by("-id").first()
    context = {"rows": rows, "late": late, "verified": verified} | checks
    return _act(request, found, form, act, verb, context, said=said)


def _act(request, found, form, act, verb, context=None, *, said):
    return perform(
        request, form, partial(act, found.pk), f"panel/{verb}.html",
        {"claim": found, **(context or {})},
        to=reverse("panel:claim", args=[found.code]), said=said,
    )  # fmt: skip
