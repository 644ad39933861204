"""Opening an account: no login, everything by POST, nothing in an address."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims.access import BOTH, anybody
from claims.actions import Incomplete
from claims.actions.activating import activate as open_account
from claims.actions.signing_in import remember
from claims.actions.throttle import OPENINGS, take
from claims.forms.activation import ActivationForm
from claims.views.doors import filled
from claims.views.headers import NOT_KEPT
from claims.whence import place_of
from regencies.models import AccountEvent


@anybody(BOTH)
@sensitive_post_parameters("secret", "password", "again")
def activate(request):
    form = ActivationForm(filled(request))
    if form.is_valid():
        said = form.cleaned_data
        place = place_of(request)
        taken = take(OPENINGS, place.address, now=request.now)
        try:
            person = open_account(
                said["username"], said["secret"], said["password"], now=request.now
            )  # fmt: skip
        except Incomplete as refusal:
            taken.give_back()
            form.add_error("password", refusal.faults["password"])
        else:
            if person:
                taken.give_back()
                remember(AccountEvent.What.ACTIVATE, person, place=place, now=request.now)
                messages.success(request, _("Your password is set. Sign in with it now."))
                return redirect("login")
            form.add_error(
                None,
                _("These two open nothing. A code works once and for some days, and after ten "
                  "wrong ones none is taken for a quarter of an hour. The service administrator "
                  "gives you another."),
            )  # fmt: skip
    answer = render(
        request, "public/activate.html", {"form": form}, status=422 if form.errors else 200
    )
    answer["Cache-Control"] = NOT_KEPT
    return answer
