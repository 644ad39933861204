"""Where allauth meets this service: nobody signs up, addresses are ours to read, secrets are
sealed, and what happens to a key is on record."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.stagekit import clear_login
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.db.models.functions import Lower
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import notices
from claims.actions import accounts, signing_in
from claims.views import sessions
from claims.views.language import KNOWN, remember
from claims.views.sign_on import not_answering
from claims.views.village_slip import qr
from claims.whence import client_address, keep_mark, marked, place_of
from regencies.models import AccountEvent, Person
from regencies.models.accounts import FACTOR
from regencies.models.sealed import seal, unseal

What = AccountEvent.What
BEGUN_WITH = "begun_with"
WRONG_CODE = gettext_lazy("This code is not right, or was used already. Wait for the next one.")
# What allauth would send a mail about: the row, the notice, and what the page says.
HAPPENED = {
    "mfa/email/totp_activated": (What.ADD_FACTOR, gettext_lazy("The app is set up.")),
    "mfa/email/totp_deactivated": (What.REMOVE_FACTOR, gettext_lazy("The app is removed.")),
    "mfa/email/webauthn_added": (What.ADD_FACTOR, gettext_lazy("The passkey is set up.")),
    "mfa/email/webauthn_removed": (What.REMOVE_FACTOR, gettext_lazy("The passkey is removed.")),
    "mfa/email/recovery_codes_generated": (
        What.RECOVERY,
        gettext_lazy("Here are new recovery codes. The ones before open nothing."),
    ),
}


class AccountAdapter(DefaultAccountAdapter):
    error_messages = {**DefaultAccountAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        found = client_address(request)
        return found if found != "unknown" else "0.0.0.0"  # noqa: S104 - no address to bind

    def is_reauthentication_required(self, *, app, **kwargs):
        return not sessions.proved_of_late(self.request)

    def add_message(self, request, level, message_template=None, message_context=None,
                    extra_tags="", message=None):  # fmt: skip
        """Its own sentences are not ours; what went wrong is said all the same."""
        if message and level >= messages.ERROR:
            messages.add_message(request, level, message, extra_tags=extra_tags)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        """A row, a sentence on the page, and a notice: whoever did not do it should know."""
        if template_prefix not in HAPPENED:
            return
        what, said = HAPPENED[template_prefix]
        request = self.request
        # Whether there is one is asked anew, and where nobody can ask, the session ends.
        request.session.pop("factor", None)
        if what == What.REMOVE_FACTOR:
            accounts.end_sessions(user, but=request.session.session_key)
        signing_in.remember(what, user, place=place_of(request), now=request.now)
        about = request.now.isoformat(timespec="seconds")
        notices.owe_about(what, about, [user], request.now)
        messages.success(request, said)

    def pre_login(self, request, user, **more):
        """Between the password and the code lies a quarter of an hour, in a session of nobody."""
        request.session[BEGUN_WITH] = user.get_session_auth_hash()
        return super().pre_login(request, user, **more)

    def login(self, request, user):
        """Whose password was taken back meanwhile, or whose account was closed, begins anew."""
        begun_with = request.session.pop(BEGUN_WITH, "")
        if not (user.is_active and constant_time_compare(begun_with, user.get_session_auth_hash())):
            clear_login(request)
            raise ImmediateHttpResponse(redirect(sessions.login_page()))
        super().login(request, user)

    def respond_user_inactive(self, request, user):
        messages.error(request, _("This account is closed."))
        return redirect(sessions.login_page())

    def post_login(self, request, user, **more):
        """Signed in, with every factor asked for: from here they are known."""
        place = marked(place_of(request))
        signing_in.succeeded(user, place, request.now)
        response = super().post_login(request, user, **more)
        if sessions.typed(request):
            response["Location"] = reverse("resume")
        else:
            sessions.drop_typed(request)
        keep_mark(response, place)
        # A language chosen on this device stays; otherwise the person's own.
        if request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME) not in KNOWN:
            remember(response, user.language)
        return response


def told(sociallogin) -> dict:
    """Of whom its server spoke, as it came."""
    said = sociallogin.account.extra_data
    return said.get("userinfo") or said.get("id_token") or said


class FactorAdapter(DefaultMFAAdapter):
    error_messages = {**DefaultMFAAdapter.error_messages, "incorrect_code": WRONG_CODE}

    def encrypt(self, text):
        return seal(text, FACTOR)

    def decrypt(self, encrypted_text):
        return unseal(encrypted_text, FACTOR)

    def build_totp_svg(self, url):
        return qr(url)

    def get_totp_label(self, user):
        return user.username

    def _get_user_identifier(self, user):
        return user.username

    def _get_site_name(self):
        return settings.MFA_TOTP_ISSUER

    def generate_authenticator_name(self, user, type):
        return _("Passkey")


class SignOnAdapter(DefaultSocialAccountAdapter):
    """Who comes from the government's own sign-on is known by the mailbox that it vouches for. It
    opens an account that is there; it makes none."""

    def is_open_for_signup(self, request, sociallogin):
        return False

    def on_authentication_error(self, request, provider, error=None, exception=None,
                                extra_context=None):  # fmt: skip
        raise ImmediateHttpResponse(not_answering(request))

    def serialize_instance(self, instance):
        """What waits in a session for the second factor: not the password's hash, nor a phone."""
        return (
            {"id": instance.pk}
            if isinstance(instance, Person)
            else (super().serialize_instance(instance))
        )

    def pre_social_login(self, request, sociallogin):
        # Everybody without a number would have the same one: "None".
        if not isinstance(told(sociallogin).get("sub"), str):
            raise ImmediateHttpResponse(not_answering(request))
        # What else it tells of somebody is not ours to keep.
        sociallogin.account.extra_data, sociallogin.token = {}, None
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            return
        # Some servers write "false", a word: whoever only asks whether it is there hears yes.
        vouched = [
            str(row.email).lower() for row in sociallogin.email_addresses
            if row.verified is True and row.email
        ]  # fmt: skip
        people = Person.objects.alias(mailbox=Lower("email")).filter(mailbox__in=vouched)
        found = list(people.filter(is_active=True, system=None)[:2])
        if len(found) != 1:
            said = _(
                "Nobody with an account here has the mailbox that this sign-on vouches for. Sign "
                "in with your user name."
            )
            messages.error(request, said)
            raise ImmediateHttpResponse(redirect(sessions.login_page()))
        sociallogin.connect(request, found[0])
