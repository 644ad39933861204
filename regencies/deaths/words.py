"""What people read about a list of deaths: its columns, and why a row or the file was refused."""

from django.utils.translation import gettext_lazy as _

from regencies.roster.judging import Fault
from regencies.roster.words import COLUMN_WORDS as OF_PEOPLE
from regencies.roster.words import FAULT_WORDS as FAULTS_OF_PEOPLE
from regencies.roster.words import FILE_WORDS as FILES_OF_PEOPLE

COLUMN_WORDS = OF_PEOPLE | {
    "died_on": _("Day of death"),
    "akta": _("Number of the akta kematian"),
    "accident": _("By an accident at work"),
}
FAULT_WORDS = FAULTS_OF_PEOPLE | {
    "no_nik_nor_birth": _("is empty, and so is the date of birth: one of them is needed"),
    "before_birth": _("is before the date of birth"),
    "village_not_yours": _("is another village than yours"),
    "differs": _("differs from row %(line)s, which tells of the same person"),
}
FILE_WORDS = FILES_OF_PEOPLE | {
    "no_head_of_deaths": _(
        "No row names the columns. Above the list must stand Nama, Tanggal Meninggal, and NIK or "
        "Tanggal Lahir."
    ),
    "too_many_rows": _("These are too many rows for one list. Cut it into several."),
    "too_big": _("The file is too big for a list of deaths."),
}


def sentence(fault: Fault) -> str:
    """ "NIK: has not 16 digits", in the language of now; never with the value."""
    why = str(FAULT_WORDS[fault.code])
    if fault.line:
        why = why % {"line": fault.line}
    return f"{COLUMN_WORDS[fault.column]}: {why}"
