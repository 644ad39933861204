"""What somebody types to show who they are: a code, a password, the name of a passkey."""

from contextlib import contextmanager

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal import auth
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth.forms import PasswordChangeForm
from django.utils.translation import gettext_lazy as _

from claims.actions import accounts
from regencies.models.accounts import FACTOR
from regencies.models.sealed import seal, unseal_or_nothing

ONE_TIME = {"autocomplete": "one-time-code", "inputmode": "numeric", "class": "digits",
            "autocapitalize": "none", "spellcheck": "false"}  # fmt: skip


def code_field(label, hint) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=20, widget=forms.TextInput(attrs=ONE_TIME),
        error_messages={"required": _("Type the code.")},
    )  # fmt: skip


class CodeForm(AuthenticateForm):
    code = code_field(
        _("Code"), _("The six digits that the app shows now, or one of your recovery codes.")
    )


class NewAppForm(ActivateTOTPForm):
    """Until the code was right the secret waits in the session, sealed as it is afterwards."""

    code = code_field(
        _("Code of the app"), _("The six digits that the app shows after you added this account.")
    )

    def __init__(self, *args, user, **kwargs):
        self.user = user
        forms.Form.__init__(self, *args, **kwargs)
        session = context.request.session
        waiting = session.get(auth.SECRET_SESSION_KEY, "") if self.is_bound else ""
        self.secret = unseal_or_nothing(waiting, FACTOR)
        if not self.secret:
            self.secret = auth.generate_totp_secret()
            session[auth.SECRET_SESSION_KEY] = seal(self.secret, FACTOR)

    def clean_code(self):
        """It opens nothing a second time, neither at the entrance."""
        code = super().clean_code()
        accounts.first_use(self.user, code, context.request.now)
        return code


BREAKS = (AttributeError, KeyError, TypeError, ValueError, AssertionError, NotImplementedError,
          RecursionError, OverflowError)  # fmt: skip


@contextmanager
def read():
    """What a browser passes on is anybody's text: of another shape, the libraries break over it."""
    try:
        yield
    except BREAKS as broken:
        raise forms.ValidationError(_("The passkey did not answer. Try again.")) from broken


class Credential(forms.JSONField):
    widget = forms.HiddenInput

    def to_python(self, value):
        with read():  # a number of five thousand digits, for one
            return super().to_python(value)


class PasskeyForm(AuthenticateWebAuthnForm):
    credential = Credential()

    def clean_credential(self):
        with read():
            return super().clean_credential()


class ProofByPasskeyForm(ReauthenticateWebAuthnForm):
    credential = Credential()

    def clean_credential(self):
        with read():
            return super().clean_credential()


class NewPasskeyForm(AddWebAuthnForm):
    name = forms.CharField(
        label=_("Name of this passkey"), max_length=60, required=False,
        help_text=_("So that you know it again: “office laptop”, “blue key”."),
    )  # fmt: skip
    credential = Credential()

    def clean(self):
        with read():
            return super().clean()


class ProofForm(forms.Form):
    """One of both is enough."""

    password = forms.CharField(
        label=_("Password"), strip=False, required=False, max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )  # fmt: skip
    code = code_field(_("Or a code"), _("Of the app, or a recovery code."))

    def __init__(self, *args, password: bool, code: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].required = False
        if not password:
            del self.fields["password"]
        if not code:
            del self.fields["code"]
        for field in self.fields.values():
            field.wanted = True  # one of them: neither is said to be optional

    def clean(self):
        said = super().clean()
        if not any(said.values()):
            raise forms.ValidationError(_("Type your password."))
        return said


class NewPasswordForm(PasswordChangeForm):
    error_messages = {
        "password_incorrect": _("This is not your password."),
        "password_mismatch": _("This is not what you typed above."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        labels = {
            "old_password": _("Password until now"),
            "new_password1": _("New password"),
            "new_password2": _("The same password again"),
        }
        for name, label in labels.items():
            self.fields[name].label = label
            self.fields[name].max_length = 200
        self.fields["new_password1"].help_text = _(
            "At least ten signs. Some words in a row are easy to keep and hard to guess."
        )
        self.fields["new_password2"].help_text = ""
