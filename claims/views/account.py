"""Everybody's own account: password, second factor, the devices where they are signed in."""

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims.access import LOOK, PRESS
from claims.actions import accounts, signing_in, throttle
from claims.forms.factor import NewPasswordForm, ProofByPasskeyForm, ProofForm
from claims.forms.onward import OnwardForm
from claims.views import sessions
from claims.views.adapters import WRONG_CODE
from claims.views.devices_told import devices_of
from claims.views.doors import filled, signed_in
from claims.views.second_factor import required_of
from claims.whence import place_of
from regencies.models import AccountEvent

What = AccountEvent.What
Type = Authenticator.Type


@signed_in(methods=LOOK)
def account(request):
    rows = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    context = {
        "app": next((row for row in rows if row.type == Type.TOTP), None),
        "codes": next((row.wrap() for row in rows if row.type == Type.RECOVERY_CODES), None),
        "passkeys": [row.wrap() for row in rows if row.type == Type.WEBAUTHN],
        "required": settings.REQUIRE_SECOND_FACTOR and required_of(request.user, request.actor),
        "devices": devices_of(request),
        "password": request.user.has_usable_password(),
        "events": request.user.account_events.select_related("by")[:10],
    }
    return render(request, "account/account.html", context)


@signed_in(methods=PRESS)
@sessions.proven
def end_sessions(request):
    """One device, or all but this one."""
    which = request.POST.get("device", "")
    only = int(which) if which.isdecimal() and len(which) < 18 else None
    gone = accounts.end_sessions(request.user, but=request.session.session_key or "", only=only)
    if gone:
        signing_in.remember(
            What.END_SESSION, request.user, place=place_of(request), now=request.now
        )
        messages.success(request, _("Signed out there."))
    return redirect("account")


@sensitive_post_parameters("old_password", "new_password1", "new_password2")
@signed_in()
def change_password(request):
    """With the one until now. Every other device has to sign in again."""
    form = NewPasswordForm(request.user, filled(request))
    if request.method == "POST":
        taken = throttle.take(throttle.PROOFS, request.user.pk, now=request.now)
        if form.is_valid():
            taken.give_back()
            person = form.save()
            accounts.end_sessions(person, but=request.session.session_key or "")
            here = UserSession.objects.filter(session_key=request.session.session_key)
            update_session_auth_hash(request, person)
            here.update(session_key=request.session.session_key)
            signing_in.remember(
                What.CHANGE_PASSWORD, person, place=place_of(request), now=request.now
            )
            messages.success(request, _("The new password holds from now on."))
            return redirect("account")
        if "old_password" not in form.errors:
            taken.give_back()  # who knows it is not guessing
    status = 422 if form.errors else 200
    return render(request, "account/change_password.html", {"form": form}, status=status)


@signed_in()
def resume(request):
    """What was typed when the session had ended: sent now, or left."""
    typed = sessions.typed(request)
    if request.method == "POST":
        sessions.drop_typed(request)
        return redirect("home")
    if typed is None:
        return redirect("home")
    fields = [(name, value) for name, values in typed["fields"] for value in values]
    context = {"path": typed["path"], "fields": fields}
    return render(request, "account/resume.html", context)


@sensitive_post_parameters("password", "code", "credential")
@signed_in()
def prove(request):
    """Password, code or passkey again, before money moves."""
    person = request.user
    kinds = set(Authenticator.objects.filter(user=person).values_list("type", flat=True))
    ways = {"password": person.has_usable_password(), "code": bool(kinds & set(accounts.BY_CODE))}
    form = ProofForm(filled(request), **ways)
    passkey = Type.WEBAUTHN in kinds
    if request.method == "POST":
        taken = throttle.take(throttle.PROOFS, person.pk, now=request.now)
        if by := _proved(request, form):
            taken.give_back()
            request.session["proved"] = request.now.timestamp()
            record_authentication(request, person, by, reauthenticated=True)
            signing_in.remember(What.PROVE, person, place=place_of(request), now=request.now)
            return redirect("resume" if sessions.typed(request) else _onward(request))
        signing_in.remember(What.FAIL_PROOF, person, place=place_of(request), now=request.now)
    context = {"form": form, "next": _onward(request), "ways": ways}
    if passkey:
        context["options"] = begin_authentication(person)
    status = 422 if form.is_bound else 200
    return render(request, "account/prove.html", context, status=status)


def _proved(request, form) -> str:
    """By what: "password" or "mfa"; empty with a fault in the form."""
    person = request.user
    if request.POST.get("credential"):
        held = ProofByPasskeyForm(user=person, data=request.POST)
        if held.is_valid():
            return "mfa"
        form.add_error(None, _("The passkey did not answer. Try again, or take another way."))
        return ""
    if not form.is_valid():
        return ""
    said = form.cleaned_data
    if said.get("password"):
        if person.check_password(said["password"]):
            return "password"
        form.add_error("password", _("This is not your password."))
    elif accounts.right_code(person, said["code"], request.now):
        return "mfa"
    else:
        form.add_error("code", WRONG_CODE)
    return ""


def _onward(request) -> str:
    """Where they wanted to go, on this site."""
    to = OnwardForm(request.POST).said() or OnwardForm(request.GET).said()
    here = url_has_allowed_host_and_scheme(
        to, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return to if here else reverse("home")
