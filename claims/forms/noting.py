"""A note of the office. Cleaned data is what the action takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm


class InsideNoteForm(ActForm):
    text = forms.CharField(
        label=_("New note"),
        help_text=_("Only the office reads it. @ and a name tells that colleague."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
