"""Letters: what may be issued, issuing, reading, withdrawing."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from claims import actions
from claims.access import LOOK
from claims.actions import Incomplete
from claims.actions.counting import local_day
from claims.actions.signing import signing
from claims.forms.acts import ActForm
from claims.forms.letters import OpenForm, WithdrawForm
from claims.models import Claim, Letter, Payout
from claims.models.letter import ISSUING
from claims.models.letter_words import LETTER_WORDS
from claims.rules.letters import LetterKind
from claims.views.doors import claim_or_404, filled, fresh, payout_or_404, perform, signed_in


def letters_of(claim: Claim, request, payouts: Sequence[Payout]) -> dict:
    """What the piece "letters" draws. payouts: all of the claim's, in the order of awarding."""
    rows = list(claim.letters.select_related("payout__programme").order_by("id"))
    found = actions.issuable(claim, request.actor, rows, payouts)
    places = {payout.pk: n for n, payout in enumerate(payouts, start=1)}
    return {
        "letters": rows,
        "issuable": [
            {"kind": row.kind, "payout": row.payout, "number": places[row.payout.pk]}
            if row.payout
            else {"kind": row.kind}
            for row in found
        ],
    }


def letter_or_404(request, code: str, token: str) -> Letter:
    claim = claim_or_404(request, code)
    rows = claim.letters.select_related("payout__programme", "issued_by", "withdrawn_by")
    found = get_object_or_404(rows, token=token)
    found.claim = claim
    return found


@signed_in()
def issue(request, code, kind, number=0):
    """Who will sign, and the button. number: the award that the letter is about."""
    claim = claim_or_404(request, code)
    if kind not in set(LetterKind):
        raise Http404
    kind = LetterKind(kind)
    payout = payout_or_404(request, code, number) if number else None
    form = ActForm(filled(request), initial=fresh(claim))
    status = 200
    if form.is_valid():
        try:
            made = actions.issue(
                claim.pk, kind, payout_id=payout.pk if payout else None, by=request.user,
                now=request.now, **form.cleaned_data,
            )  # fmt: skip
        except Incomplete as refusal:
            form.add_error(None, refusal.sentence())
            status = 422
        else:
            messages.success(request, _("Issued: number %(n)s.") % {"n": made.number})
            return redirect("letters:letter", code, made.token)
    else:
        actions.allow_issue(claim, kind, payout, by=request.user, now=request.now)
    on = local_day(request.now, claim.regency.zone)
    context = {
        "claim": claim, "kind": kind, "payout": payout, "form": form,
        "signed": signing(kind, claim, on, request.user), "numbers": ISSUING[kind].numbers,
    }  # fmt: skip
    return render(request, "letters/issue.html", context, status=status)


@signed_in(methods=LOOK)
def letter(request, code, token):
    """One letter: what it is, whether it stands, and the paper."""
    return _shown(request, letter_or_404(request, code, token), OpenForm())


def _shown(request, found: Letter, form: OpenForm) -> HttpResponse:
    context = {
        "claim": found.claim, "letter": found, "form": form,
        "may_withdraw": _may_withdraw(found, request),
    }  # fmt: skip
    status = 422 if form.is_bound else 200
    return render(request, "letters/letter.html", context, status=status)


def _may_withdraw(found: Letter, request) -> bool:
    try:
        actions.allow_withdraw_letter(found, by=request.user, now=request.now)
    except actions.Refusal:
        return False
    return True


@signed_in()
def file(request, code, token):
    """The PDF. One with whole numbers comes by a button with a reason, and the look is on
    record."""
    found, note = letter_or_404(request, code, token), ""
    if found.numbers:
        if request.method != "POST":
            return redirect("letters:letter", code, token)
        form = OpenForm(request.POST)
        if not form.is_valid():
            return _shown(request, found, form)
        note = form.cleaned_data["note"]
    try:
        body = actions.read_letter(found.pk, note=note, by=request.user, now=request.now)
    except FileNotFoundError:
        raise Http404 from None
    return as_pdf(HttpResponse(body), f"{code}-{found.kind}")


def as_pdf(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Type"] = "application/pdf"
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response


@signed_in()
def withdraw(request, code, token):
    found = letter_or_404(request, code, token)
    form = WithdrawForm(filled(request), initial=fresh(found.claim))
    if request.method != "POST" or not form.is_valid():
        actions.allow_withdraw_letter(found, by=request.user, now=request.now)
    return perform(
        request, form, lambda **act: actions.withdraw_letter(found.pk, **act),
        "letters/withdraw.html", {"claim": found.claim, "letter": found},
        to=reverse("letters:letter", args=[code, token]),
        said=_("Withdrawn: %(what)s.") % {"what": LETTER_WORDS[found.kind]},
    )  # fmt: skip
