"""Why a claim's data must stay, and why no longer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import LineField


class CodeForm(forms.Form):
    code = forms.RegexField(
        r"[0-9]{4}-[0-9]{2}-[0-9]{6,9}",
        label=_("Code of the claim"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"invalid": _("Write the code as it stands on the claim: 1602-26-000417.")},
    )


class HoldForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = LineField(
        label=_("Why must its data stay?"),
        help_text=_("The case, the examination or the question that is open. It is kept."),
        max_length=300,
    )


class LiftForm(forms.Form):
    reason = LineField(
        label=_("Why may they go again?"),
        help_text=_("It is kept beside the reason why they had to stay."),
        max_length=300,
    )
