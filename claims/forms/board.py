"""What the addresses of the board may say. Anything else counts as not said."""

from datetime import date

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from claims.board import Period, next_month
from claims.models.words import STAGE_WORDS

YEAR = 12
# How far back a single month may be chosen.
MONTHS_BACK = 24
LISTS = {"late": _("Late now"), "held": _("At the office, not with the village")}


class PeriodForm(forms.Form):
    """A month, or the last twelve with this one."""

    period = forms.ChoiceField(label=_("Period"), required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.this = today.replace(day=1)
        months = [next_month(self.this, -n) for n in range(MONTHS_BACK)]
        self.months = {f"{month:%Y-%m}": month for month in months}
        self.fields["period"].choices = [
            ("", _("The last 12 months")),
            *((code, date_format(month, "F Y")) for code, month in self.months.items()),
        ]

    def said(self) -> Period:
        self.is_valid()
        month = self.months.get(self.cleaned_data.get("period") or "")
        year = [next_month(self.this, n) for n in range(1 - YEAR, 1)]
        return Period((month,) if month else tuple(year), timezone.get_current_timezone())

    @property
    def code(self) -> str:
        """The period in an address; empty for the last twelve months."""
        return self.cleaned_data.get("period") or ""


class CellForm(forms.Form):
    """Which cell of the board a list is of."""

    show = forms.ChoiceField(choices=[*LISTS.items()], required=False)
    stage = forms.ChoiceField(choices=[*STAGE_WORDS.items()], required=False)
    place = forms.RegexField(r"^[0-9.]{1,13}$", required=False)
    # 0: nobody.
    holder = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    page = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)

    def said(self) -> dict:
        self.is_valid()
        found = {"show": "late", "stage": "", "place": "", "holder": None, "page": 1}
        return found | {
            name: value for name, value in self.cleaned_data.items() if value not in ("", None)
        }
