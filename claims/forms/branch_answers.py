"""The branch's answers as a file or, once read, as the text that the preview was made from."""

import tempfile
from pathlib import Path

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.actions.branch_answers import COLUMNS
from claims.answer_files import FILE_WORDS, Answers, read
from regencies.roster.files import BadFile
from regencies.roster.words import FILE_WORDS as OF_TABLES

MOST_BYTES = 2_000_000
# What the form carries back, below DATA_UPLOAD_MAX_MEMORY_SIZE.
MOST_KEPT = 800_000
WORDS = OF_TABLES | FILE_WORDS | {
    "too_big": _("This file is too big for a list of answers."),
    "no_head_of_answers": _(
        "No row names the columns. Write Kode, Hasil, Jumlah, Tanggal and Alasan above the list."
    ),
    "no_rows": _("There are no answers in this file."),
}  # fmt: skip


class AnswerFileForm(forms.Form):
    file = forms.FileField(
        label=_("File of the branch (XLSX or CSV)"),
        help_text=_(
            "One payout in a row: Kode (1602-26-000417/1), Hasil (dibayar or ditolak), Jumlah, "
            "Tanggal, Alasan."
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
    )
    kept = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["file"].wanted = True
        self.table: Answers | None = None

    def clean(self):
        said = super().clean()
        try:
            if file := said.get("file"):
                if file.size > MOST_BYTES:
                    raise BadFile("too_big")
                self.table = _read(file)
            elif said.get("kept"):
                self.table = Answers.again(said["kept"], COLUMNS)
        except BadFile as problem:
            raise forms.ValidationError(WORDS[problem.args[0]]) from None
        if self.table is None:
            raise forms.ValidationError(_("Choose the file with the branch's answers."))
        if len(self.table.kept()) > MOST_KEPT:
            raise forms.ValidationError(WORDS["too_many_lines"])
        return said


def _read(file) -> Answers:
    with tempfile.NamedTemporaryFile() as copy:
        for block in file.chunks():
            copy.write(block)
        copy.flush()
        return read(Path(copy.name), COLUMNS)
