"""Who asks for a copy of their data, and how they were known."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.copying import HEIR, PERSON
from claims.forms.fields import LineField
from claims.rules import identity


class CopyForm(forms.Form):
    said = LineField(
        label=_("NIK, or code of the claim"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    who = forms.ChoiceField(
        label=_("Whose data, where it is a code"),
        choices=[(PERSON, _("the person who died or was hurt")), (HEIR, _("the heir"))],
    )
    proof = LineField(
        label=_("How was it made sure who asks?"),
        help_text=_("For instance: KTP seen and compared; for an heir also the letter."),
        max_length=200,
    )
    reason = LineField(
        label=_("What is asked for?"),
        help_text=_("The number of the letter, for instance. It stands in the log."),
        max_length=200,
    )

    def clean_said(self) -> str:
        said = self.cleaned_data["said"]
        digits = re.sub(r"[\s.\-]", "", said)
        if not digits.isdecimal() or not digits.isascii() or not 8 <= len(digits) <= 16:
            raise forms.ValidationError(_("Write a whole NIK or a whole code."))
        if len(digits) == 16 and identity.faults(digits):
            raise forms.ValidationError(_("There is no such NIK."))
        return digits
