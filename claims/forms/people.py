"""The administrator's forms for lists of officials and for opening their accounts."""

from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.brought import BroughtForm, list_file
from regencies.appointing.reading import Table, table_of
from regencies.appointing.words import FILE_WORDS


class PeopleFileForm(BroughtForm):
    file = list_file(
        _("File (XLSX or CSV)"),
        _(
            "One appointment in a row. Columns: Kode wilayah (or Kecamatan and Desa), Jabatan, "
            "Nama, No HP, Surel, Mulai, Sampai; if need be Nama pengguna, Status (Plh or Plt), "
            "Atas nama and No SK."
        ),
    )
    words = FILE_WORDS
    choose = _("Choose a file with the list of officials.")

    def read(self, path: Path, name: str) -> Table:
        return table_of(path)

    def again(self, kept: str) -> Table:
        return Table.again(kept)


class InviteForm(forms.Form):
    """Who of those on the page, by mail or by slip."""

    person = forms.TypedMultipleChoiceField(
        coerce=int, error_messages={"required": _("Tick somebody first.")}
    )
    way = forms.ChoiceField(choices=[("mail", "mail"), ("slip", "slip")])

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [(one.pk, str(one)) for one in people]
