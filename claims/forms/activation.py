"""What an official types to open an account: name and code from slip or mail, and a password."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.forms.receiving import PLAIN
from claims.rules.slips import OPENING_LENGTH, secret_typed

SECRET = {"autocomplete": "new-password"}


class ActivationForm(forms.Form):
    username = forms.CharField(
        label=_("User name"), max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={"required": _("Type the user name that stands on the slip.")},
    )  # fmt: skip
    secret = forms.CharField(
        label=_("Code"), max_length=120,
        help_text=_("16 letters and digits in groups. Small letters and spaces do not matter."),
        widget=forms.TextInput(attrs=PLAIN | {"class": "digits"}),
        error_messages={"required": _("Type the code that stands on the slip.")},
    )  # fmt: skip
    password = forms.CharField(
        label=_("New password"), strip=False, max_length=200,
        help_text=_("At least ten signs. Some words in a row are easy to keep and hard to guess."),
        widget=forms.PasswordInput(attrs=SECRET),
        error_messages={"required": _("Choose a password.")},
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password again"), strip=False, max_length=200,
        widget=forms.PasswordInput(attrs=SECRET),
        error_messages={"required": _("Type the password once more.")},
    )  # fmt: skip

    def clean_secret(self):
        return secret_typed(self.cleaned_data["secret"], OPENING_LENGTH)

    def clean_again(self):
        again = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise ValidationError(_("This is not what you typed above."))
        return again
