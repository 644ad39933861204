"""What the public calculator of due days asks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField
from claims.forms.rows import NumberField, SpanRow
from claims.models.figure_words import UNIT_WORDS
from claims.rules.deadlines import CALENDAR, SLIDE, WORKING

# A page shows each day, so it counts no further than a person would read.
MOST_DAYS = 366
PAUSES = 3


class PauseRow(SpanRow):
    def clean(self):
        found = super().clean()
        begins, ends = found.get("from_on"), found.get("to_on")
        if begins and ends and (ends - begins).days >= MOST_DAYS:
            self.add_error("to_on", _("This page counts pauses of a year at most."))
        return found


class GivenForm(forms.Form):
    """What a link to the page fills in before anybody has asked for a day."""

    days = forms.CharField(required=False, max_length=20)
    unit = forms.CharField(required=False, max_length=20)
    regency = forms.CharField(required=False, max_length=20)

    def said(self) -> dict[str, str]:
        """A bad value counts as not said."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DaysForm(forms.Form):
    use_required_attribute = False

    starts_on = DayField(
        label=_("Day of receipt"),
        help_text=_("The day on which the file came to the office. It is day 0."),
    )
    days = NumberField(MOST_DAYS, label=_("Number of days"))
    unit = forms.ChoiceField(
        label=_("Which days count?"),
        choices=[(unit, UNIT_WORDS[unit]) for unit in (CALENDAR, WORKING, SLIDE)],
        widget=forms.RadioSelect,
    )
    regency = forms.ChoiceField(label=_("Days off of which regency?"), required=False)

    def __init__(self, data=None, *, regencies: dict[str, str], **kwargs):
        super().__init__(data, **kwargs)
        choices = [("", _("the whole country's only")), *regencies.items()]
        self.fields["regency"].choices = choices
        pauses = range(1, PAUSES + 1)
        rows = self.data if self.is_bound else None
        self.pauses = [PauseRow(rows, prefix=f"pause{n}") for n in pauses]

    def clean_days(self):
        if not (days := self.cleaned_data["days"]):
            raise forms.ValidationError(_("At least one day."))
        return days

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[row.is_valid() for row in self.pauses]])
