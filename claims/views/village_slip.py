"""The family's slip: to be printed a day long, and to be made anew when it is lost."""

import segno
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.actions import slips
from claims.forms.receiving import NewSecretForm
from claims.models import Claim, Slip
from claims.rules.states import Stage
from claims.views.doors import filled, fresh, perform
from claims.views.village_door import own_claim, village_looks, village_only

PROMISED = (Stage.CAMAT, Stage.OFFICE)


def slip_told(claim: Claim, now) -> dict:
    """What the piece "slip" draws, with the day that is promised to the family just now."""
    shown = slips.slip_shown(claim, now)
    given = Slip.objects.filter(claim=claim).first()
    promised = claim.deadlines.open().filter(stage__in=PROMISED, paused_at=None).first()
    drawn = qr(shown.link) if shown else ""
    return {"slip": shown, "slip_qr": drawn, "slip_given": given, "promised": promised}


def qr(link: str) -> SafeString:
    """Drawn into the page itself: as a file of its own it would need an address with the secret
    in it. Dark on light in dark mode too, with the quiet border that readers want."""
    code = segno.make_qr(link, error="m")
    drawn = code.svg_inline(
        border=4, dark="#000", light="#fff", omitsize=True, svgclass=None, lineclass=None
    )
    return mark_safe(drawn)  # noqa: S308 -- segno draws paths; nothing typed is in them


@village_looks
def slip(request, code):
    found = own_claim(request, code)
    slips.allow_new_secret(found, by=request.user, now=request.now)
    context = {"claim": found, **slip_told(found, request.now)}
    return render(request, "village/slip.html", context)


@village_only
def new_secret(request, code):
    """Another slip, for a reason; the one before no longer works."""
    found = own_claim(request, code)
    form = NewSecretForm(filled(request), initial=fresh(found))
    if request.method != "POST" or not form.is_valid():
        slips.allow_new_secret(found, by=request.user, now=request.now)
    return perform(
        request, form, lambda **act: slips.new_secret(found.pk, **act),
        "village/new_secret.html",
        {"claim": found, "slip_given": Slip.objects.filter(claim=found).exists()},
        to=reverse("village:slip", args=[code]), said=_("Here is the new slip."),
    )  # fmt: skip
