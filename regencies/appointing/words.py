"""What people read about a list of officials: its columns, and why a row was refused."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from regencies.appointing.judging import Fault
from regencies.appointing.planning import Plan
from regencies.roster.words import FILE_WORDS as OF_TABLES

COLUMN_WORDS = {
    "place_code": _("Code of the place"),
    "regency": _("Regency"),
    "district": _("Kecamatan"),
    "village": _("Village"),
    "role": _("Role"),
    "name": _("Full name"),
    "username": _("User name"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "from": _("From"),
    "to": _("Until"),
    "acting": _("Acting as (Plh. or Plt.)"),
    "acts_for": _("Acts for"),
    "decree": _("Decree (SK)"),
    "row": _("Row"),
}
# Each completes "E-mail: ...".
FAULT_WORDS = {
    "empty": _("is empty"),
    "too_long": _("is too long"),
    "unprintable": _("has signs that can't be printed"),
    "no_name": _("is no name: no letters, or a number in it"),
    "no_day": _("is no day. Write it like 2 September 2025 or 2/9/2025, the day first"),
    "two_digit_year": _("has a year of two digits. Write all four"),
    "ends_before": _("is before the first day"),
    "no_role": _("is no role that we know"),
    "no_phone": _("is no telephone number"),
    "no_email": _("is no address of a mailbox"),
    "no_acting": _("is neither Plh nor Plt"),
    "no_place_code": _("is no code of a place such as 16.02.05.2011, 16.02.05 or 16.02"),
    "place_elsewhere": _("lies in a regency in which you can't appoint"),
    "place_unknown": _("is no place that we know here"),
    "place_ambiguous": _("is the name of several places here. Write the code"),
    "wants_village": _("is no village, and this role is that of a village"),
    "wants_district": _("is no kecamatan, and this role is that of a kecamatan"),
    "wants_regency": _("is no regency, and this role is that of the regency"),
    "acts_for_without": _("is told, but not whether as Plh or Plt"),
    "acts_for_unknown": _("has never held this seat"),
    "acts_for_nobody": _("is told, but nobody has held this seat before"),
    "too_many_cells": _("has more cells than the head of the list"),
    "twice": _("says the same as row %(about)s"),
    "nobody": _("is that of nobody here"),
    "of_another": _("is that of %(about)s. Each mailbox opens one account: write another, or none"),
    "several": _("may be each of %(about)s. Add the user name"),
    "closed": _("is that of an account that was closed (%(about)s)"),
    "oneself": _("is your own: somebody else must appoint you"),
    "kept_elsewhere": _(
        "differs from what the account %(about)s says, which another regency or the service "
        "itself keeps as well. Leave it empty"
    ),
    "holds_already": _("overlaps: the same person holds this seat since %(about)s"),
    "seat_taken": _("overlaps with a later official (%(about)s). Write until when it lasts"),
    "overlaps": _("overlaps with row %(about)s, which says until when"),
}
FILE_WORDS = OF_TABLES | {
    "no_head_of_people": _(
        "No row names the columns. Above the list stand Kode wilayah, Jabatan, Nama, Telepon, "
        "Surel, Mulai and Sampai."
    ),
    "no_rows": _("There are no rows in this file."),
    "too_many_rows": _("The list is too long: at most 5,000 rows at a time."),
}


def sentence(fault: Fault) -> str:
    """ "Phone: is no telephone number", in the language of now."""
    return f"{COLUMN_WORDS[fault.column]}: {FAULT_WORDS[fault.code] % {'about': fault.about}}"


def told(plan: Plan) -> str:
    """What a list would do or has done, in one line."""
    return (
        gettext(
            "Appointments: %(created)s added, %(changed)s changed, %(same)s the same, %(refused)s "
            "refused. %(people)s new accounts; %(ended)s earlier appointments end."
        )
        % plan.counts
    )
