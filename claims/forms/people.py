"""The administrator's forms for lists of officials and for opening their accounts."""

import tempfile
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from regencies.appointing.reading import Table, table_of
from regencies.appointing.words import FILE_WORDS
from regencies.roster.files import BadFile

MOST_BYTES = 2_000_000
# What the form of a preview carries back (as it stands: multipart), below
# DATA_UPLOAD_MAX_MEMORY_SIZE.
MOST_KEPT = 800_000


class PeopleFileForm(forms.Form):
    """A list as a file or, once read, as the text that the preview was made from."""

    file = forms.FileField(
        label=_("File (XLSX or CSV)"),
        help_text=_(
            "One appointment in a row. Columns: Kode wilayah (or Kecamatan and Desa), Jabatan, "
            "Nama, No HP, Surel, Mulai, Sampai; if need be Nama pengguna, Status (Plh or Plt), "
            "Atas nama and No SK."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].wanted = True
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
            raise forms.ValidationError(_("Choose a file with the list of officials."))
        if len(self.table.kept()) > MOST_KEPT:
            raise forms.ValidationError(FILE_WORDS["too_many_rows"])
        return said


def _read(file) -> Table:
    with tempfile.NamedTemporaryFile() as copy:
        for block in file.chunks():
            copy.write(block)
        copy.flush()
        return table_of(Path(copy.name))


class InviteForm(forms.Form):
    """Who of those on the page, by mail or by slip."""

    person = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick somebody first.")}
    )
    way = forms.ChoiceField(choices=[("mail", "mail"), ("slip", "slip")])

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(one.pk, str(one)) for one in people]
