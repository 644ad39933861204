"""What people read about a list of participants: its columns, and why a row was refused."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regencies.models import RosterImport
from regencies.roster.judging import Fault

COUNTS = ("rows", "refused", "people_new", "people_changed", "people_same", "covers_new",
          "covers_changed", "covers_same")  # fmt: skip
COLUMN_WORDS = {
    "nik": _("NIK"),
    "kk": _("KK number"),
    "name": _("Full name"),
    "born_on": _("Date of birth"),
    "sex": _("Sex"),
    "village_code": _("Village code"),
    "district": _("Kecamatan"),
    "village": _("Village"),
    "category": _("Category"),
    "segment": _("Segment (PU or BPU)"),
    "base": _("Wage base"),
    "kpj": _("BPJS number (KPJ)"),
    "decile": _("Decile"),
    "decile_source": _("Source of the decile"),
    "decile_as_of": _("Decile as of"),
    "cover_from": _("Covered from"),
    "cover_to": _("Covered until"),
    "payer": _("Payer"),
    "agreement": _("Agreement (PKS)"),
    "months": _("Months paid"),
    "row": _("Row"),
}
# Each completes "NIK: ...".
FAULT_WORDS = {
    "empty": _("is empty"),
    "spoiled": _(
        "was spoiled by the spreadsheet, which keeps only 15 digits. Take it from the card or from "
        "the first list, and format the column as text"
    ),
    "not_digits": _("has signs that are no digits"),
    "not_16_digits": _("has not 16 digits"),
    "unknown_province": _("begins with no province (its first two digits)"),
    "impossible_date": _("holds a date that can't be (digits 7 to 12)"),
    "dummy_serial": _("ends in 0000, which is given to nobody"),
    "too_long": _("is too long"),
    "unprintable": _("has signs that can't be printed"),
    "no_name": _("is no name: no letters, or a number in it"),
    "no_day": _("is no day. Write it like 2 September 2025 or 2/9/2025, the day first"),
    "two_digit_year": _("has a year of two digits. Write all four"),
    "in_the_future": _("lies in the future"),
    "no_sex": _("is neither L nor P"),
    "no_segment": _("is neither PU nor BPU"),
    "no_money": _("is no sum in whole rupiah"),
    "no_decile": _("is no whole number from 1 to 10"),
    "no_months": _("is no whole number of months"),
    "no_village_code": _("is no code of a village such as 16.02.05.2011"),
    "village_unknown": _("is no village that we know here. Is the kecamatan right?"),
    "village_ambiguous": _("is the name of several villages here. Add the kecamatan or the code"),
    "village_elsewhere": _("lies in another regency"),
    "no_category": _("is none of the known categories"),
    "empty_beside_decile": _("is empty, though the row tells of a decile"),
    "empty_beside_cover": _("is empty, though the row tells of cover"),
    "ends_before": _("is before the first day of cover"),
    "too_many_months": _("are more than the period touches"),
    "too_many_cells": _("has more cells than the head of the list"),
    "differs": _("differs from row %(line)s, which has the same NIK"),
    "period_differs": _("differs from row %(line)s, which begins the same period"),
}  # fmt: skip
FILE_WORDS = {
    "too_big": _("The file is too big for a list of participants."),
    "old_excel": _("This is a file of an old Excel. Save it as XLSX."),
    "no_table": _("This can't be read as a table. Save the list as XLSX, or as CSV."),
    "no_head": _("No row names the columns. Write NIK, Nama and so on above the list."),
    "no_rows": _("There are no people in this file."),
    "gave_up": _("The service could not go on with this file. Tell whoever keeps the service."),
    "unreadable": _("The file can't be read any more. Choose it again."),
}  # fmt: skip


def sentence(fault: Fault) -> str:
    """ "NIK: has not 16 digits", in the language of now; never with the value."""
    why = str(FAULT_WORDS[fault.code])
    if fault.line:
        why = why % {"line": fault.line}
    return f"{COLUMN_WORDS[fault.column]}: {why}"


def told(one: RosterImport) -> str:
    """What a list would do or has done, in one line."""
    return gettext(
        "%(rows)s rows, %(refused)s of them refused. People: %(people_new)s added, "
        "%(people_changed)s changed, %(people_same)s the same. Periods of cover: "
        "%(covers_new)s added, %(covers_changed)s changed, %(covers_same)s the same."
    ) % {name: getattr(one, name) for name in COUNTS}
