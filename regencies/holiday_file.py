"""A file of days off, as an office writes it in a spreadsheet: rows that are right, and a plain
sentence for each that is not."""

import csv
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from regencies.models import Confidence, Holiday

WANTED = ("day", "name", "kind", "source", "confidence")
DAYS = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y")
LONGEST = 400  # rows; a year has some thirty


@dataclass(frozen=True)
class Fault:
    """Line of the file (0: the file as a whole), and what is wrong."""

    line: int
    sentence: str


def read_holidays(text: str, year: int, codes: Collection[str]) -> tuple[list[dict], list[Fault]]:
    """The rows of one year, and every fault. codes: regencies whose own days may be told."""
    # A spreadsheet of this country separates by semicolons.
    mark = ";" if text.partition("\n")[0].count(";") > 1 else ","
    lines = csv.DictReader(text.lstrip("\ufeff").splitlines(), delimiter=mark, strict=True)
    rows, faults, seen = [], [], {}
    try:
        lacking = [name for name in WANTED if name not in (lines.fieldnames or [])]
        if lacking:
            said = _("The first line must name the columns. Missing: %(names)s.")
            return [], [Fault(1, said % {"names": ", ".join(lacking)})]
        for line in lines:
            if len(rows) + len(faults) >= LONGEST:
                faults.append(Fault(0, _("The file is too long for one year.")))
                break
            try:
                row = _row(line, year, codes)
                place = (row["day"], row["regency"])
                if place in seen:
                    raise ValueError(
                        _("This day stands in the file twice, first in line %(line)s.")
                        % {"line": seen[place]}
                    )
            except ValueError as problem:
                faults.append(Fault(lines.line_num, str(problem)))
                continue
            seen[place] = lines.line_num
            rows.append(row)
    except csv.Error:
        faults.append(Fault(lines.line_num, _("From here on this is no table (CSV).")))
    if not rows and not faults:
        faults.append(Fault(0, _("There are no rows in this file.")))
    return rows, faults


def _row(line: dict, year: int, codes: Collection[str]) -> dict:
    if None in line or None in line.values():
        raise ValueError(_("Too many or too few columns."))
    said = {name: value.strip() for name, value in line.items()}
    day = _day(said["day"], year)
    name, source = said["name"], said["source"]
    if not name:
        raise ValueError(_("The name is missing."))
    if not source:
        raise ValueError(_("The source is missing: which decree says so?"))
    if len(name) > 200 or len(source) > 300:
        raise ValueError(_("The name or the source is too long."))
    if said["kind"] not in Holiday.Kind.values:
        kinds = ", ".join(Holiday.Kind.values)
        raise ValueError(
            _("“%(said)s” is no kind of holiday. Kinds: %(kinds)s.")
            % {"said": said["kind"], "kinds": kinds}
        )
    if said["confidence"] not in Confidence.values:
        raise ValueError(_("The confidence must be H, M or L."))
    regency = said.get("regency") or None
    if regency is not None and regency not in codes:
        raise ValueError(_("Regency “%(said)s” is not yours.") % {"said": regency})
    if (said["kind"] == Holiday.Kind.LOCAL) != (regency is not None):
        raise ValueError(_("A local holiday names its regency, and no other kind does."))
    return {
        "day": day, "name": name, "kind": said["kind"], "source": source,
        "confidence": said["confidence"], "regency": regency,
    }  # fmt: skip


def _day(said: str, year: int) -> date:
    for form in DAYS:
        try:
            day = datetime.strptime(said, form).date()  # noqa: DTZ007
        except ValueError:
            continue
        if day.year != year:
            raise ValueError(
                _("%(day)s is not in %(year)s.") % {"day": day.isoformat(), "year": year}
            )
        return day
    raise ValueError(_("“%(said)s” is no day. Write it like 2026-08-17.") % {"said": said[:40]})
