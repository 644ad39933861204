"""From which month to which: for reports, exports and the treasurer's bundle. Sent in an address
or by a button; anything else counts as not said."""

from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from claims.board import Period, next_month

FIRST_YEAR = 2024
MONTH_WORDS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"),
    _("August"), _("September"), _("October"), _("November"), _("December"),
)  # fmt: skip


class MonthsForm(forms.Form):
    """A year and its months, both ends included; nothing said: this year until now."""

    year = forms.TypedChoiceField(label=_("Year"), coerce=int, required=False)
    first = forms.TypedChoiceField(label=_("From"), coerce=int, required=False)
    last = forms.TypedChoiceField(label=_("Until"), coerce=int, required=False)

    def __init__(self, data=None, *, now: datetime, initial=None, **kwargs):
        today = timezone.localtime(now).date()
        usual = {"year": today.year, "first": 1, "last": today.month}
        if data is not None:
            data = usual | {name: value for name, value in data.items() if value}
        super().__init__(data, initial=usual | (initial or {}), **kwargs)
        years = range(today.year, FIRST_YEAR - 1, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        months = list(enumerate(MONTH_WORDS, start=1))
        for name in ("first", "last"):
            self.fields[name].choices = months
        for name in usual:
            # Something is always chosen.
            self.fields[name].wanted = True

    def clean(self):
        said = super().clean()
        first, last = said.get("first"), said.get("last")
        if first and last and last < first:
            self.add_error("last", _("The last month comes before the first."))
        return said

    def period(self) -> Period:
        """What was asked for, or where that is no period the usual one."""
        said = self.cleaned_data if self.is_valid() else self.initial
        first = date(said["year"], said["first"], 1)
        months = tuple(next_month(first, n) for n in range(said["last"] - said["first"] + 1))
        return Period(months, timezone.get_current_timezone())


def code_of(period: Period) -> str:
    """2026-01-2026-11, as file names and the log have it."""
    return f"{period.months[0]:%Y-%m}-{period.months[-1]:%Y-%m}"
