"""The pages of a claim's form, one thing each, kept as they are left."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.actions import Changed
from claims.actions.filing import EDITABLE, faults
from claims.forms.family import (
    FamilyForm,
    HarmForm,
    PayeeForm,
    children_formset,
    same_name,
)
from claims.forms.village import EventForm, PersonForm
from claims.models import Claim
from claims.models.choices import ACCOUNT_LENGTHS, BANKS
from claims.rules import identity
from claims.views.doors import filled
from claims.views.story import person_title
from claims.views.village_door import TITLES, after, own_claim, pages_of, village_only

FORMS = {
    "person": PersonForm,
    "event": EventForm,
    "harm": HarmForm,
    "family": FamilyForm,
    "payee": PayeeForm,
}


@village_only
def page(request, code, page):
    """One page of the form. Whatever is on it is kept, also when it is not yet complete."""
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return redirect("village:claim", claim.code)
    if page not in FORMS:
        raise Http404
    today = timezone.localtime(request.now).date()
    form = FORMS[page](filled(request), claim=claim, today=today)
    if form.is_valid():
        kept = keep(request, claim, form)
        for sentence in warnings(page, kept):
            messages.warning(request, sentence)
        return redirect(*onward(request, kept, page))
    return show(request, "village/page.html", claim, page, {"form": form})


@village_only
def children(request, code):
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return redirect("village:claim", claim.code)
    today = timezone.localtime(request.now).date()
    rows = children_formset(filled(request), claim=claim, today=today)
    version = request.POST.get("version", "")
    if rows.is_bound and version.isdecimal() and len(version) < 9 and rows.is_valid():
        found = [row.values() for row in rows if row.filled]
        kept = keep_children(request, claim, found, int(version))
        return redirect(*onward(request, kept, "children"))
    return show(request, "village/children.html", claim, "children", {"rows": rows})


def show(request, template: str, claim: Claim, key: str, context: dict):
    title = person_title(claim) if key == "person" else TITLES[key]
    pages = pages_of(claim, faults(claim))
    context = {"claim": claim, "page_key": key, "page_title": title, "pages": pages, **context}
    return render(request, template, context, status=422 if request.method == "POST" else 200)


def keep(request, claim: Claim, form) -> Claim:
    """Keep a page. The second half of a double click finds its own work done, and goes on."""
    values, facts = form.values(), form.facts()
    try:
        return actions.keep(
            claim.pk, values, facts=facts, by=request.user, now=request.now,
            version=form.cleaned_data["version"],
        )  # fmt: skip
    except Changed:
        now = own_claim(request, claim.code)
        said = dict(now.facts.values_list("key", "stated"))
        same = all(getattr(now, name) == value for name, value in values.items())
        if not same or any(said.get(key) != value for key, value in (facts or {}).items()):
            raise
        return now


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


def onward(request, claim: Claim, key: str) -> tuple:
    """Where "save" leads: on to the next page, back to the check, or out."""
    if request.POST.get("next") == "check":
        return "village:check", claim.code
    if request.POST.get("next") == "home":
        messages.success(request, _("Saved. You can go on whenever you like."))
        return ("village:home",)
    following = after(key, pages_of(claim, {}))
    return "village:page", claim.code, following


def warnings(key: str, claim: Claim) -> list[str]:
    """What looks odd and is no reason to refuse."""
    if key == "person" and claim.nik and claim.born_on:
        return nik_warnings(claim)
    if key == "payee":
        return payee_warnings(claim)
    return []


def nik_warnings(claim: Claim) -> list[str]:
    nik, born = claim.nik.reveal(), claim.born_on
    if identity.faults(nik):
        return []
    read, found = identity.read(nik), []
    if (read.day, read.month, read.year) != (born.day, born.month, born.year % 100):
        found.append(_("The NIK tells another date of birth. Please look at the card again; if "
                       "both are right, go on."))  # fmt: skip
    if claim.sex and read.woman != (claim.sex == "F"):
        found.append(_("The NIK looks like that of the other sex. If it is right, go on."))
    if read.area[:4] != claim.regency.digits:
        found.append(_("The NIK was first given in another regency. If it is right, go on."))
    return found


def payee_warnings(claim: Claim) -> list[str]:
    found = []
    usual = ACCOUNT_LENGTHS.get(claim.bank)
    if usual and claim.account and len(claim.account.reveal()) != usual:
        found.append(
            _("Account numbers of %(bank)s usually have %(n)d digits. If it is right, go on.")
            % {"bank": BANKS[claim.bank], "n": usual}
        )
    heir = claim.heir_name if claim.died else claim.name
    if heir and claim.payee_name and not same_name(heir, claim.payee_name):
        found.append(_("The account holder and the heir have different names. The account must be "
                       "the heir's own, or that of the children's wali."))  # fmt: skip
    return found
