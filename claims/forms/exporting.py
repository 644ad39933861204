"""What an export shall hold, and why names and whole numbers are needed."""

import uuid
from collections.abc import Iterable

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.exports import FILED, Wanted
from claims.forms.months import MonthsForm
from claims.models.words import STATE_LABELS
from regencies.models import Actor, District, Programme, Regency

FORMATS = {"xlsx": _("Workbook (XLSX)"), "csv": _("Plain table (CSV)")}


class RegencyForm(MonthsForm):
    """A period of one of the regencies of this person's seats."""

    regency = forms.ChoiceField(label=_("Regency"), required=False)

    def __init__(self, data=None, *, actor: Actor, roles: Iterable[str], now, **kwargs):
        codes = sorted({seat.regency_id for seat in actor.seats if seat.role in roles})
        self.codes = codes
        usual = {"regency": codes[0]} if codes else {}
        super().__init__(None if data is None else usual | _said(data), now=now, **kwargs)
        field = self.fields["regency"]
        if len(codes) > 1:
            rows = Regency.objects.filter(code__in=codes)
            field.choices = [(row.code, row.name) for row in rows]
            self.order_fields(["regency"])
        else:
            field.choices = [(code, code) for code in codes]
            field.widget = forms.HiddenInput()
        self.initial = usual | self.initial


def _said(data) -> dict:
    return {name: value for name, value in data.items() if value}


class ExportForm(RegencyForm):
    """Which claims: by the day on which they were filed."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    district = forms.ChoiceField(label=_("Kecamatan"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    format = forms.ChoiceField(label=_("As a"), choices=[*FORMATS.items()])

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        every = pgettext_lazy("filter", "All")
        rows = Programme.objects.filter(Q(regency=None) | Q(regency__in=self.codes), active=True)
        places = District.objects.filter(regency__in=self.codes).order_by("name")
        self._offer("programme", every, [(row.code, row.name) for row in rows])
        self._offer("district", every, [(row.code, row.name) for row in places])
        self._offer("state", every, [(str(one), STATE_LABELS[one]) for one in FILED])

    def _offer(self, name: str, every, choices: list) -> None:
        self.fields[name].choices = [("", every), *choices]

    def wanted(self) -> Wanted:
        """Of a form that is right."""
        said, period = self.cleaned_data, self.period()
        return Wanted(
            said["regency"], period.months[0], period.after, said["programme"], said["district"],
            said["state"],
        )  # fmt: skip


class AskExportForm(ExportForm):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("What is it needed for?"),
        help_text=_("Name the letter or the audit. These words stay on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        del self.fields["format"]
        self.initial["key"] = uuid.uuid4()


class AnswerExportForm(forms.Form):
    """The other person's word. A refusal says why."""

    note = forms.CharField(
        label=_("Note"),
        help_text=_("Needed where you refuse."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
