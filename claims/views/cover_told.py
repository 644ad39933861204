"""The cover that an award relies on, in words."""

from collections.abc import Mapping
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.actions.cover import covers_of, uncertain
from claims.models import Claim
from claims.models.check_words import HOW_WORDS, REASON_WORDS
from claims.templatetags.santunan import day

STANDINGS = REASON_WORDS["cover"]


def cover_rows(cover: Mapping | None) -> list[tuple[str, object]]:
    """What an award froze of the cover, as labels and values; nothing if it froze none."""
    if not cover:
        return []
    standing = cover["standing"]
    rows = [
        (_("Cover on the day of the event"), STANDINGS.get(standing, standing)),
        (_("Paid period relied on"), _period(cover["period"])),
        (_("Source of the months paid"), HOW_WORDS.get(cover["months_source"],
                                                       cover["months_source"])),
        (_("Why it was granted all the same"), cover.get("note", "") if standing != "covered"
         else ""),
    ]  # fmt: skip
    return [(label, value) for label, value in rows if value]


def _period(period: Mapping | None) -> str:
    if period is None:
        return ""
    first, last = (day(date.fromisoformat(period[end])) for end in ("from", "to"))
    said = [f"{first} – {last}", period["payer"], period["agreement"]]
    if n := period["months"]:
        said.append(ngettext("%(n)s month", "%(n)s months", n) % {"n": n})
    return ", ".join(part for part in said if part)


def doubts(claim: Claim) -> dict[str, str]:
    """Programme to why its cover is not certain, as a sentence beside the approver's note."""
    covers = covers_of(claim)
    return {
        code: _("%(why)s. To grant it, write down why it is granted all the same.")
        % {"why": str(STANDINGS[standing]).capitalize()}
        for code in covers
        if (standing := uncertain(covers, code))
    }
