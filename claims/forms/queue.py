"""What a queue's address may say."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QueueForm(forms.Form):
    """What a queue's address may say. Anything else is the first page of the first tab."""

    show = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    q = forms.CharField(required=False, max_length=60, strip=True, label=_("Code or name"))

    def said(self) -> dict:
        """The values that are well formed; a bad one counts as not said."""
        self.is_valid()
        found = {"show": "", "page": 1, "q": ""}
        return found | {name: value for name, value in self.cleaned_data.items() if value}
