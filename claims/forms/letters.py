"""The forms about letters. Cleaned data is what the action takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.forms.fields import LineField
from claims.rules.slips import grouped, secret_typed


class OpenForm(forms.Form):
    note = LineField(
        label=_("What is it opened for?"),
        help_text=_("For instance: to print it, or to hand it to the family. It stays on record."),
        max_length=200,
    )


class WithdrawForm(ActForm):
    note = forms.CharField(
        label=_("Why the letter no longer holds"),
        help_text=_("For instance: a name was wrong. The reason stays in the file."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CodeForm(forms.Form):
    """What stands beside the QR: the address or its last part."""

    code = forms.CharField(
        label=_("Code of the letter"),
        help_text=_(
            "The last part of the address beside the QR: 26 letters and digits in groups. Small "
            "letters and spaces do not matter."
        ),
        max_length=200,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )

    def clean_code(self):
        """As it stands on the paper; a dash where it is no code at all, which is answered like an
        unknown one."""
        typed = self.cleaned_data["code"].strip().rstrip("/").rpartition("/")[2]
        return grouped(secret_typed(typed)) or "-"
