"""Lists of deaths, a death that a village types, and why nobody files."""

from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.brought import BroughtForm, list_file
from claims.forms.fields import CardField, DayField, LineField, PickField
from claims.models.deaths import UNFILED_REASONS
from regencies.deaths.reading import Table, Told, table_of
from regencies.deaths.words import COLUMN_WORDS, FILE_WORDS


class DeathFileForm(BroughtForm):
    """What its page carries back is sealed."""

    whose = forms.TypedChoiceField(label=_("Whose list"), coerce=int)
    file = list_file(
        _("File (XLSX or CSV)"),
        _(
            "One death in a row. Columns: NIK, Nama, Tanggal lahir, Tanggal meninggal, Kode desa "
            "(or Kecamatan and Desa), Nomor akta and, where it is known, Kecelakaan kerja (ya)."
        ),
    )
    words = FILE_WORDS
    choose = _("Choose a file with the list of deaths.")

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [(n, seat.place.name) for n, seat in enumerate(seats)]
        self.fields["whose"].initial = 0
        if len(seats) < 2:
            self.fields["whose"].widget = forms.HiddenInput()

    def read(self, path: Path, name: str) -> Table:
        return table_of(path, name)

    def again(self, kept: str) -> Table:
        return Table.again(kept)


class DeathForm(forms.Form):
    """One death, as a village tells of it."""

    village = forms.ChoiceField(label=_("Village"))
    name = LineField(label=_("Full name"), max_length=120)
    nik = CardField(label=_("NIK"), required=False, help_text=_("As far as it is known."))
    born_on = DayField(label=_("Date of birth"), required=False)
    died_on = DayField(label=COLUMN_WORDS["died_on"])
    akta = LineField(label=COLUMN_WORDS["akta"], required=False, max_length=40)
    accident = forms.BooleanField(label=COLUMN_WORDS["accident"], required=False)

    def __init__(self, *args, villages, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["village"].choices = [(village.pk, village.name) for village in villages]
        self.fields["village"].initial = villages[0].pk
        if len(villages) < 2:
            self.fields["village"].widget = forms.HiddenInput()

    def clean(self):
        said = super().clean()
        born_on, died_on = said.get("born_on"), said.get("died_on")
        if died_on and died_on > self.today:
            self.add_error("died_on", _("This day is still to come."))
        if born_on and died_on and died_on < born_on:
            self.add_error("died_on", _("This is before the date of birth."))
        if not said.get("nik") and not born_on and not self.errors:
            self.add_error("nik", _("Write down the NIK, or the date of birth."))
        return said

    def told(self) -> Told:
        """Of valid values alone."""
        values = {name: value for name, value in self.cleaned_data.items() if value is not None}
        return Told(line=0, **values)


class UnfiledForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = PickField(UNFILED_REASONS, label=_("There is no claim because"))
    note = forms.CharField(
        label=_("In your own words"),
        help_text=_("Whom you spoke with, and when. These words stay on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
