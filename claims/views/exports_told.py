"""What an export was asked for, in words."""

from datetime import date

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.board import next_month
from claims.models.words import STATE_LABELS

MONTH = "F Y"
TABLES = {
    "board": gettext_lazy("What is late"),
    "cover": gettext_lazy("Cover and renewal"),
    "money": gettext_lazy("Figures"),
}


def told(said: dict) -> str:
    """January 2026 to March 2026, Submitted, kecamatan 16.02.05."""
    parts = []
    if "table" in said:
        parts.append(str(TABLES[said["table"].partition(".")[0]]))
    if "from" in said:
        first, after = (date.fromisoformat(said[name]) for name in ("from", "before"))
        last = next_month(after, -1)
        if (first.year, first.month) == (last.year, last.month):
            parts.append(date_format(first, MONTH))
        else:
            words = {"first": date_format(first, MONTH), "last": date_format(last, MONTH)}
            parts.append(_("%(first)s to %(last)s") % words)
    if said.get("programme"):
        parts.append(said["programme"].replace("_", " ").upper())
    if said.get("district"):
        parts.append(_("kecamatan %(code)s") % {"code": said["district"]})
    if said.get("state"):
        parts.append(capfirst(str(STATE_LABELS[said["state"]])))
    if said.get("covered_until"):
        last = date_format(date.fromisoformat(said["covered_until"]), "j F Y")
        parts += [said["payer"], said["agreement"], _("covered until %(day)s") % {"day": last}]
        parts.append(said["village"])
    return ", ".join(part for part in parts if part)
