"""The family's pages: no login, no session, everything by POST, nothing in an address."""

from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims import tasks
from claims.access import BOTH, anybody
from claims.actions import Incomplete, receiving
from claims.actions.receiving import NothingToConfirm
from claims.actions.throttle import SLIPS, take
from claims.forms.receiving import ConfirmForm, SlipForm
from claims.models import Claim
from claims.views.doors import filled
from claims.views.family_door import opened, visit, visited
from claims.views.family_told import told, whose
from claims.views.headers import NOT_KEPT
from claims.views.language import KNOWN, remember
from claims.whence import client_address


def family_page(view):
    """In the language just asked for, and in nobody's cache."""

    def inner(request):
        language = request.POST.get("language")
        if language in KNOWN:
            translation.activate(language)
            request.LANGUAGE_CODE = language
        response = view(request)
        if language in KNOWN:
            remember(response, language)
        response["Cache-Control"] = NOT_KEPT
        return response

    return anybody(BOTH)(sensitive_post_parameters("secret", "visit")(inner))


@family_page
def status(request):
    """GET asks for the slip; POST shows where the claim is, on the same address."""
    if "visit" in request.POST:
        claim = visited(request.POST["visit"], request.now)
        return _status(request, claim) if claim else _ask(request, ended=True)
    form = SlipForm(filled(request))
    if form.is_valid():
        taken = take(SLIPS, client_address(request), now=request.now)
        if claim := opened(*form.read()):
            taken.give_back()
            return _status(request, claim)
        form.add_error(
            None,
            _("These two open nothing. Look at the slip again: both must be exactly right."),
        )
    return _ask(request, form)


@family_page
def confirm(request):
    """What arrived, typed by the family. No figure is shown, before or after."""
    claim = visited(request.POST.get("visit", ""), request.now)
    if claim is None:
        return _ask(request, ended=True) if request.method == "POST" else redirect("family:status")
    with timezone.override(claim.regency.zone):
        here = told(claim, request.now)
        payment = next(
            (row for row in here.payments if str(row.number) == request.POST.get("number")), None
        )
        sent = request.POST if "key" in request.POST else None
        if payment is None or not (payment.may_confirm or sent):
            return _status(request, claim, fault=str(NothingToConfirm()))
        form = ConfirmForm(sent, number=payment.number)
        if form.is_valid():
            said = form.cleaned_data
            payout = claim.payouts.order_by("id")[payment.number - 1]
            try:
                receiving.confirm(
                    payout.pk, amount=said["amount"], received_on=said["received_on"],
                    now=request.now, key=said["key"],
                )  # fmt: skip
            except Incomplete as refusal:
                for name, fault in refusal.faults.items():
                    form.add_error(name, fault)
            except NothingToConfirm as refusal:
                return _status(request, claim, fault=str(refusal))
            else:
                tasks.nudge()
                return _status(request, claim, said=_("Thank you. It is on record."))
        context = {
            "form": form, "payment": payment, "whose": whose(payment),
            "visit": visit(claim, request.now),
        }  # fmt: skip
        return render(request, "family/confirm.html", context, status=422 if form.errors else 200)


def _ask(request, form: SlipForm | None = None, *, ended: bool = False):
    form = form or SlipForm()
    context = {"form": form, "ended": ended}
    return render(request, "family/ask.html", context, status=422 if form.errors else 200)


def _status(request, claim: Claim, *, said: str = "", fault: str = ""):
    with timezone.override(claim.regency.zone):
        here = told(claim, request.now)
        context = {
            "told": here,
            "payments": [(row, whose(row)) for row in here.payments],
            "visit": visit(claim, request.now),
            "said": said,
            "fault": fault,
        }
        return render(request, "family/status.html", context, status=409 if fault else 200)
