"""The second factor: asked for after the password, set up before any desk opens."""

from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import JsonResponse
from django.urls import Resolver404, resolve
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from claims.actions import accounts, signing_in
from claims.actions.throttle import CODES, take
from claims.views.adapters import WRONG_CODE
from claims.views.sessions import turned_away
from claims.whence import place_of
from regencies.models import AccountEvent
from regencies.models.people import VILLAGE_ROLES

# Village offices share a phone: config/docs/accounts.md says why none is asked for there.
EXEMPT = set(VILLAGE_ROLES)
# Open before a factor is set up: the setting up itself, and the way out.
OPEN = {"account", "change_password", "end_sessions", "resume", "prove", "login", "logout",
        "set_language", "healthz", "worker", "shell", "standard"}  # fmt: skip


class SecondFactor:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.REQUIRE_SECOND_FACTOR and wanting(request) and not _open(request.path_info):
            if "application/json" in request.headers.get("Accept", ""):
                return JsonResponse({"sentence": _("Set up a second factor first.")}, status=403)
            messages.warning(
                request, _("Your office asks for a second factor. Set one up, then go on.")
            )
            return turned_away("account")
        return self.get_response(request)


def wanting(request) -> bool:
    """Signed in, bound to have a second factor, and without one."""
    if hasattr(request, "by_system") or not request.user.is_authenticated:
        return False
    if not required_of(request.user, request.actor) or request.session.get("factor"):
        return False
    if accounts.has_factor(request.user):
        # Asked once in a session: a factor that is taken away ends all of them.
        request.session["factor"] = True
        return False
    return True


def required_of(person, actor) -> bool:
    return bool(person.is_staff or person.is_superuser or actor.roles() - EXEMPT)


def _open(path: str) -> bool:
    try:
        name = resolve(path).view_name
    except Resolver404:
        return False
    return name in OPEN or name.startswith("mfa_")


@method_decorator(sensitive_post_parameters("code", "credential"), name="dispatch")
class AskFactor(AuthenticateView):
    """After the right password. Five tries in a quarter of an hour, whoever asks."""

    def post(self, request, *args, **kwargs):
        person = self.stage.login.user
        taken = take(CODES, person.pk, now=request.now)
        code = self.form.data.get("code", "")
        if self.form.is_valid():
            totp = code and self.form.authenticator.type == Authenticator.Type.TOTP
            if not totp or accounts.first_use(person, code, request.now):
                taken.give_back()
                return self.form_valid(self.form)
            self.form.add_error("code", WRONG_CODE)
        what = AccountEvent.What.FAIL_FACTOR
        signing_in.remember(what, person, place=place_of(request), now=request.now)
        return self.form_invalid(self.form)

    def form_invalid(self, form):
        answer = super().form_invalid(form)
        answer.status_code = 422
        return answer
