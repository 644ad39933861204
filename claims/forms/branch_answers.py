"""The branch's answers as a file."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from claims.actions.branch_answers import COLUMNS
from claims.answer_files import FILE_WORDS, Answers, read
from claims.forms.brought import BroughtForm, list_file
from regencies.roster.words import FILE_WORDS as OF_TABLES

WORDS = OF_TABLES | FILE_WORDS | {
    "too_big": _("This file is too big for a list of answers."),
    "no_head_of_answers": _(
        "No row names the columns. Write Kode, Hasil, Jumlah, Tanggal and Alasan above the list."
    ),
    "no_rows": _("There are no answers in this file."),
}  # fmt: skip


class AnswerFileForm(BroughtForm):
    file = list_file(
        _("File of the branch (XLSX or CSV)"),
        _(
            "One payout in a row: Kode (1602-26-000417/1), Hasil (dibayar or ditolak), Jumlah, "
            "Tanggal, Alasan."
        ),
    )
    words = WORDS
    choose = _("Choose the file with the branch's answers.")
    too_many = "too_many_lines"

    def read(self, path: Path, name: str) -> Answers:
        return read(path, COLUMNS)

    def again(self, kept: str) -> Answers:
        return Answers.again(kept, COLUMNS)
