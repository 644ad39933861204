"""In which language."""

from django import forms
from django.conf import settings


class LanguageForm(forms.Form):
    language = forms.ChoiceField(required=False, choices=settings.LANGUAGES)

    def said(self) -> str:
        """One of ours, the service's own where none of them was asked for."""
        self.is_valid()
        return self.cleaned_data.get("language") or settings.LANGUAGE_CODE
