"""What somebody types to find a claim. It is sent by POST: names and numbers of people never
stand in an address, nor in a log of addresses."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.finding import looks_long_enough


class FindForm(forms.Form):
    said = forms.CharField(
        label=_("Code, NIK or name"),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_said(self) -> str:
        said = self.cleaned_data["said"]
        if not looks_long_enough(said):
            raise forms.ValidationError(
                _("Write at least two letters of a name, six digits of a code, or a whole NIK.")
            )
        return said
