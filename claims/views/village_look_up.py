"""The button beside the NIK: what the list of participants knows of the person, to be filled in."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import actions
from claims.actions.filing import EDITABLE
from claims.actions.looking_up import Listed, look_up
from claims.forms.village import PersonForm
from claims.models import Claim
from claims.models.choices import SEXES
from claims.rules.coverage import relied_on
from claims.templatetags.santunan import day
from claims.views.village_door import own_claim, village_only
from claims.views.village_pages import show
from regencies.models import Participant


@village_only
def ask(request, code):
    """Shows what was found, with a button that fills it in. The number travels in the form, never
    in an address."""
    claim = own_claim(request, code)
    if claim.state not in EDITABLE:
        return redirect("village:claim", claim.code)
    if request.method != "POST":
        return redirect("village:page", claim.code, "person")
    today = timezone.localtime(request.now).date()
    form = PersonForm(request.POST, claim=claim, today=today)
    form.is_valid()
    nik = form.cleaned_data.get("nik") or ("nik" not in form.errors and claim.nik.reveal())
    if not nik:
        if "nik" not in form.errors:
            form.add_error("nik", _("Write down the NIK first."))
        return show(request, "village/page.html", claim, "person", {"form": form}, 422)
    # What else is still open on the page is no matter of this button.
    form.errors.clear()
    found = look_up(claim.pk, nik=nik, by=request.user, now=request.now)
    if found.participant and "fill" in request.POST:
        fill_in(request, claim, found.participant, nik)
        return redirect("village:page", claim.code, "person")
    context = {"form": form, "looked_up": found.listed.value}
    if found.listed == Listed.HERE:
        context["offered"] = told(found.participant, today)
    return show(request, "village/page.html", claim, "person", context, 200)


def fill_in(request, claim: Claim, listed: Participant, nik: str) -> None:
    values = {"name": listed.name, "born_on": listed.born_on, "sex": listed.sex,
              "kk": listed.kk.reveal()}  # fmt: skip
    known = {name: value for name, value in values.items() if value}
    actions.keep(claim.pk, {"nik": nik, **known}, by=request.user, now=request.now)
    messages.success(request, _("Filled in from the list. Please compare it with the card."))


def told(listed: Participant, today) -> list[tuple[str, object]]:
    """What the list says, as labels and values; numbers masked."""
    rows = list(listed.coverages.all())
    period = relied_on(today, rows)
    return [
        (_("Full name"), listed.name),
        (_("Date of birth"), day(listed.born_on) if listed.born_on else ""),
        (_("Sex"), SEXES.get(listed.sex, "")),
        (_("Family card (KK)"), listed.kk),
        (_("Programme"), _("JKK and JKM of BPJS Ketenagakerjaan") if rows else ""),
        (
            _("Cover, as far as the list goes"),
            f"{day(period.from_on)} – {day(period.to_on)}" if period else _("none"),
        ),
    ]
