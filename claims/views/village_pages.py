"""The pages of a claim's form, one thing each, kept as they are left."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.actions import Incomplete, TooLate
from claims.actions.filing import EDITABLE, faults
from claims.actions.mover import last_move
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
from claims.views.saving import (
    faults_told,
    keep,
    keep_children,
    refused,
    saved,
    stays,
    wants_json,
)
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
    if page not in FORMS:
        raise Http404
    if claim.state not in EDITABLE:
        return gone_on(request, claim)
    today = timezone.localtime(request.now).date()

    def make(claim):
        return FORMS[page](filled(request), claim=claim, today=today)

    if request.method != "POST":
        return show(request, "village/page.html", claim, page, {"form": make(claim)})
    claim, form = keep(request, claim, make)
    clashes = form.clashes() if form.is_bound and "version" not in form.errors else []
    complete = not form.errors or (stays(request) and "version" not in form.errors)
    if complete and not clashes:
        return kept_page(request, claim, form, page)
    if wants_json(request):
        return refused(form, clashes)
    if clashes:
        form.show_clashes(clashes)
    context = {"form": form}
    return show(request, "village/page.html", claim, page, context, 409 if clashes else 422)


def gone_on(request, claim: Claim):
    """Nothing can be written in it any more; whoever comes late is told so."""
    if request.method == "POST":
        late = TooLate(last_move(claim), claim.state)
        if wants_json(request):
            raise late
        messages.warning(request, late.sentence())
    return redirect("village:claim", claim.code)


def kept_page(request, claim, form, page):
    if wants_json(request) and stays(request):
        return saved(request, claim, form, "")
    for sentence in warnings(page, claim):
        messages.warning(request, sentence)
    to = onward(request, claim, page)
    return saved(request, claim, form, resolve_url(*to)) if wants_json(request) else redirect(*to)


@village_only
def children(request, code):
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return gone_on(request, claim)
    today = timezone.localtime(request.now).date()
    rows = children_formset(filled(request), claim=claim, today=today)
    version = request.POST.get("version", "")
    if rows.is_bound and version.isdecimal() and len(version) < 9 and rows.is_valid():
        found = [row.values() for row in rows if row.filled]
        try:
            kept = keep_children(request, claim, found, int(version))
        except Incomplete as refusal:
            # Of the list, which may be empty.
            rows.non_form_errors().append(refusal.sentence())
        else:
            to = onward(request, kept, "children")
            if wants_json(request):
                return saved(request, kept, None, resolve_url(*to))
            return redirect(*to)
    if rows.is_bound and wants_json(request):
        told = [*rows.non_form_errors(), *(fault for row in rows for fault in faults_told(row))]
        return JsonResponse({"sentence": " ".join(told)}, status=422)
    return show(request, "village/children.html", claim, "children", {"rows": rows})


def show(request, template: str, claim: Claim, key: str, context: dict, status: int = 0):
    title = person_title(claim) if key == "person" else TITLES[key]
    pages = pages_of(claim, faults(claim))
    context = {
        "claim": claim, "page_key": key, "page_title": title, "pages": pages,
        "following": after(key, pages), **context,
    }  # fmt: skip
    status = status or (422 if request.method == "POST" else 200)
    return render(request, template, context, status=status)


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
