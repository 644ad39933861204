"""Which regency's standard of service."""

from django import forms
from django.utils.translation import gettext_lazy as _


class RegencyForm(forms.Form):
    regency = forms.ChoiceField(label=_("Regency"))

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["regency"].choices = list(names.items())

    def chosen(self) -> str:
        """The code that was asked for, else the first; empty where none is served."""
        self.is_valid()
        first = next((code for code, _name in self.fields["regency"].choices), "")
        return self.cleaned_data.get("regency") or first
