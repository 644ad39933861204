"""Which months, and of which kecamatan every cell."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.exporting import RegencyForm
from regencies.models import District


class ReportForm(RegencyForm):
    district = forms.ChoiceField(label=_("Kecamatan, month by month"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        places = District.objects.filter(regency__in=self.codes).order_by("name")
        self.places = {row.code: row.name for row in places}
        self.fields["district"].choices = [("", _("No kecamatan")), *self.places.items()]

    def said(self) -> dict[str, str]:
        """The regency and the kecamatan; a bad one counts as not said."""
        self.is_valid()
        found = {name: self.cleaned_data.get(name) or "" for name in ("regency", "district")}
        return found | {"regency": found["regency"] or self.codes[0]}

    def cleaned(self) -> dict:
        """What the buttons for files send again."""
        period = self.period()
        return {
            "regency": self.said()["regency"], "year": period.months[0].year,
            "first": period.months[0].month, "last": period.months[-1].month,
        }  # fmt: skip

    def place(self, code: str) -> str:
        return self.places[code]
