"""Two claims that look alike, beside each other."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _

from claims.access import LOOK
from claims.models import Claim
from claims.models.check_words import ALIKE_WORDS
from claims.rules.duplicates import bare_name, bare_number
from claims.views.check_rows import checks_of
from claims.views.desks import PANEL_ROLES
from claims.views.doors import claim_or_404, seats
from claims.views.story import facts_of, label, number_labels

NUMBERS = ("nik", "kk", "heir_nik", "account")


@dataclass(frozen=True)
class Pair:
    """One line: what each of the two says of it, and whether that is the same."""

    label: str
    here: object
    there: object
    same: bool


@seats(*PANEL_ROLES, methods=LOOK)
def compare(request, code, other):
    """The claim at the left is the one that is being judged. Numbers of people stay masked, and
    are the same where their blind index is."""
    if code == other:
        raise Http404
    found, beside = claim_or_404(request, code), claim_or_404(request, other)
    told = checks_of(found, request.actor, request.now)
    row = next((row for row in told["checks_open"] if row.check.key == "duplicate"), None)
    alike = row and next((one for one in row.check.data["claims"] if one["code"] == other), None)
    return render(
        request,
        "panel/compare.html",
        {
            "claim": found, "other": beside, "sections": pairs(found, beside), "row": row,
            "alike": alike,
            "words": [ALIKE_WORDS.get(one, one) for one in alike["reasons"]] if alike else [],
        },
    )  # fmt: skip


def pairs(here: Claim, there: Claim) -> list[tuple[str, list[Pair]]]:
    """Section by section, in the order of the claim's own page; what neither says is left out."""
    other = {section.page: section for section in facts_of(there)}
    found = []
    for section in facts_of(here):
        beside = other.pop(section.page, None)
        theirs = {row.label: row.value for row in beside.rows} if beside else {}
        rows = [(row.label, row.value, theirs.pop(row.label, "")) for row in section.rows]
        rows += [(name, "", value) for name, value in theirs.items()]
        found.append((section.title, rows))
    found += [
        (section.title, [(row.label, "", row.value) for row in section.rows])
        for section in other.values()
    ]
    numbers = {number_labels([name]).pop(): name for name in NUMBERS}
    lines = [
        (title, [_pair(here, there, numbers, *row) for row in rows if row[1] or row[2]])
        for title, rows in found
    ]
    return [(title, rows) for title, rows in lines if rows]


def _pair(here: Claim, there: Claim, numbers: dict[str, str], name, mine, theirs) -> Pair:
    if name in numbers:
        field = f"{numbers[name]}_index"
        same = getattr(here, field) == getattr(there, field)
    elif name in {label("name"), _("Heir (ahli waris)"), label("payee_name")}:
        same = bare_name(str(mine)) == bare_name(str(theirs))
    elif name == label("akta_number"):
        same = bare_number(str(mine)) == bare_number(str(theirs))
    else:
        same = str(mine) == str(theirs)
    return Pair(name, mine, theirs, same)
