"""The forms about letters. Cleaned data is what the action takes."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm

# 22 signs: 128 bits in the alphabet of addresses.
CODE = re.compile(r"[A-Za-z0-9_-]{22}")


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
        help_text=_("The last part of the address beside the QR, 22 signs."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_code(self):
        """Empty where it is no code at all: it is answered like an unknown one."""
        typed = "".join(self.cleaned_data["code"].split()).rstrip("/")
        found = CODE.fullmatch(typed.rpartition("/")[2])
        return found[0] if found else "-"
