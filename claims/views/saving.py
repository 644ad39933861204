"""Keeping a page of the form: by its button, by itself while it is filled in, or from the outbox
of a phone that had no signal. The last two ask for JSON and are told in it how it went."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims import actions
from claims.actions import Changed
from claims.forms.page import WAS, PageForm, said
from claims.models import Claim
from claims.views.village_door import own_claim

# Somebody else may write again while we look: so often we look anew.
TRIES = 5


def wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")


def stays(request: HttpRequest) -> bool:
    """Saved while it is being filled in: nothing need be complete, what is right is kept."""
    return request.POST.get("next") == "stay"


def keep(request: HttpRequest, claim: Claim, make) -> tuple[Claim, PageForm]:
    """Keep what this page changed and nobody else changed meanwhile. make(claim): the form, filled
    in. The second half of a double click finds its own work done and writes nothing.

    Returns the claim as it stands, and the form, whose clashes() are left to be shown.
    """
    for _attempt in range(TRIES):
        form = make(claim)
        if not form.is_valid() and (not stays(request) or "version" in form.errors):
            break
        values, facts = form.changes()
        if not values and not facts:
            break
        try:
            kept = actions.keep(
                claim.pk, values, facts=facts, by=request.user, now=request.now,
                version=claim.version,
            )  # fmt: skip
        except Changed:
            claim = own_claim(request, claim.code)
            continue
        # Read again: what was changed just now is on record now, and no clash of its own.
        claim = own_claim(request, kept.code)
        form = make(claim)
        form.is_valid()
        break
    return claim, form


def keep_children(request, claim: Claim, found: list[dict], version: int) -> Claim:
    try:
        return actions.keep(
            claim.pk, {}, children=found, by=request.user, now=request.now, version=version
        )
    except Changed:
        # The second half of a double click, as above.
        names = ("name", "born_on", "level", "grade", "married", "working")
        if found != list(claim.children.values(*names)):
            raise
        return own_claim(request, claim.code)


def saved(request: HttpRequest, claim: Claim, form: PageForm | None, to: str) -> JsonResponse:
    """How it went, for the phone: when, what stands on record now, what is not right yet."""
    at = date_format(timezone.localtime(request.now), "H:i")
    answer = {"said": _("Saved %(at)s") % {"at": at}, "version": claim.version, "to": to}
    if form is not None:
        answer["was"] = {WAS + name: kept for name, kept in form.kept.items()}
        answer["faults"] = faults_told(form)
    return JsonResponse(answer)


def refused(form: PageForm, clashes: list[dict]) -> JsonResponse:
    """For good: one sentence that says what to do, and the fields it is about."""
    told = [f"{clash['label']}: {said(clash)}" for clash in clashes] or faults_told(form)
    return JsonResponse(
        {"sentence": " ".join(told), "clashes": clashes}, status=409 if clashes else 422
    )


def faults_told(form) -> list[str]:
    return [
        f"{form.fields[name].label}: {fault}" if name in form.fields and name != "version"
        else str(fault)
        for name, faults in form.errors.items()
        for fault in faults
    ]  # fmt: skip
