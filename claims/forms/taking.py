"""Handing a file over. Cleaned data is what the action takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm


class GiveForm(ActForm):
    to = forms.TypedChoiceField(label=_("To whom"), coerce=int, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args, receivers, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer(receivers)

    def offer(self, receivers) -> None:
        self.fields["to"].choices = [(row.pk, row.name) for row in receivers]
