"""Lists of deaths, a death that a village types, and why nobody files."""

import tempfile
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import CardField, DayField, LineField, PickField
from claims.models.deaths import UNFILED_REASONS
from regencies.deaths.reading import Table, Told, table_of
from regencies.deaths.words import COLUMN_WORDS, FILE_WORDS
from regencies.roster.files import BadFile

MOST_BYTES = 2_000_000
# What the form of a preview carries back, below DATA_UPLOAD_MAX_MEMORY_SIZE.
MOST_KEPT = 1_500_000


class DeathFileForm(forms.Form):
    """A list as a file or, once read, as the sealed text that the preview was made from."""

    whose = forms.TypedChoiceField(label=_("Whose list"), coerce=int)
    file = forms.FileField(
        label=_("File (XLSX or CSV)"),
        help_text=_(
            "One death in a row. Columns: NIK, Nama, Tanggal lahir, Tanggal meninggal, Kode desa "
            "(or Kecamatan and Desa), Nomor akta and, where it is known, Kecelakaan kerja (ya)."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, seats, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].wanted = True
        self.fields["whose"].choices = [(n, seat.place.name) for n, seat in enumerate(seats)]
        self.fields["whose"].initial = 0
        if len(seats) < 2:
            self.fields["whose"].widget = forms.HiddenInput()
        self.table: Table | None = None

    def clean(self):
        said = super().clean()
        try:
            if file := said.get("file"):
                if file.size > MOST_BYTES:
                    raise BadFile("too_big")
                self.table = _read(file)
            elif said.get("kept"):
                self.table = Table.again(said["kept"])
        except BadFile as problem:
            raise forms.ValidationError(FILE_WORDS[problem.args[0]]) from None
        if self.table is None:
            raise forms.ValidationError(_("Choose a file with the list of deaths."))
        if len(self.table.kept()) > MOST_KEPT:
            raise forms.ValidationError(FILE_WORDS["too_many_rows"])
        return said


def _read(file) -> Table:
    with tempfile.NamedTemporaryFile() as copy:
        for block in file.chunks():
            copy.write(block)
        copy.flush()
        return table_of(Path(copy.name), file.name)


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
