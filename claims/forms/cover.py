"""Which end of cover a page is of, as its address says it; and why it is not renewed."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField, PickField
from claims.models.cover import COVER_REASONS
from claims.renewals import Group


class GroupForm(forms.Form):
    regency = forms.RegexField(r"^[0-9]{2}\.[0-9]{2}$")
    payer = forms.CharField(max_length=80, strip=False)
    agreement = forms.CharField(max_length=80, strip=False, required=False)
    ends_on = forms.DateField(input_formats=["%Y-%m-%d"])
    next_on = forms.DateField(input_formats=["%Y-%m-%d"], required=False)
    village = forms.RegexField(r"^([0-9.]{13}|-)$", required=False)
    # The last one of the page before.
    after = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def group(self) -> Group:
        """Of valid words alone."""
        return Group(*(self.cleaned_data[name] for name in GROUP))


GROUP = ("regency", "payer", "agreement", "ends_on", "next_on")


class EndingReasonForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = PickField(COVER_REASONS, label=_("Why it is not renewed"))
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("Name the letter, the decree or the talk. These words stay on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    again_on = DayField(
        label=_("Remind again from"),
        required=False,
        help_text=_("Empty: nobody is reminded of it any more."),
    )

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_again_on(self):
        on = self.cleaned_data["again_on"]
        if on and on <= self.today:
            raise forms.ValidationError(_("Choose a day to come."))
        return on
