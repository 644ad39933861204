"""How facts and figures of an award are written. No queries here."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import figure_words
from claims.rules import terbilang
from claims.templatetags.santunan import NOTHING, left, rupiah, urgency, worded

register = template.Library()

for name, table in {
    "figure_words": figure_words.FIGURE_WORDS,
    "outcome_words": figure_words.OUTCOME_WORDS,
    "outcome_reason": figure_words.OUTCOME_REASONS,
    "confidence_words": figure_words.CONFIDENCE_WORDS,
    "unit_words": figure_words.UNIT_WORDS,
    "skip_words": figure_words.SKIP_WORDS,
    "unfiled_standing": figure_words.STANDING_WORDS,
}.items():
    register.filter(name, worded(table))

CONFIDENCE_TONES = {"H": "good", "M": "warn", "L": "bad"}
OUTCOME_TONES = {"payable": "good", "review": "warn", "not_payable": "bad"}


@register.filter
def in_words(amount):
    """empat puluh dua juta rupiah: Indonesian in every language, as on the papers."""
    return f"{terbilang.terbilang(int(amount))} rupiah"


SHORT = {"jkm": "JKM", "jkk": "JKK"}


@register.filter
def programme_short(code):
    """JKM, JKK; a regency's own benefit is its santunan."""
    return SHORT.get(code, "Santunan")


@register.filter
def confidence_tone(confidence):
    return CONFIDENCE_TONES.get(confidence, "calm")


@register.filter
def outcome_tone(decision):
    return OUTCOME_TONES.get(decision, "calm")


def shown(value) -> str:
    return f"{Decimal(value).normalize():f}".replace(".", ",")


def months(value) -> str:
    n = int(value)
    return ngettext("%(n)s month", "%(n)s months", n) % {"n": n}


@register.filter
def fact_value(value, key):
    """A fact in the unit of its key. Where there is no row at all, a template gives ""."""
    if value in (None, ""):
        return NOTHING
    if key == "total_disability":
        return _("yes") if Decimal(value) else _("no")
    if key == "decile":
        return str(int(value))
    if key.startswith("months"):
        return months(value)
    return f"{shown(value)}%" if key == "anatomical" else rupiah(value)


@register.filter
def input_value(value, key):
    """A frozen input: numbers as they are, the parts of a list together."""
    if value is True:
        return _("yes")
    if isinstance(value, list):
        return " + ".join(fact_value(part, key) for part in value)
    return fact_value(value, key)


class Clock:
    """The open clock of a payout in a list, whose columns were read with it."""

    def __init__(self, payout):
        self.due_at, self.paused_at, self.stopped_at = payout.due_at, payout.paused_at, None

    def late(self, now):
        return now >= self.due_at


@register.filter
def payout_left(payout, now):
    return _("waits for budget") if payout.paused_at else left(Clock(payout), now)


@register.filter
def payout_urgency(payout, now):
    return urgency(Clock(payout), now)


@register.filter
def figure_value(figure):
    """A frozen figure with its unit."""
    value, unit = figure["value"], figure["unit"]
    if unit == "rupiah":
        return rupiah(Decimal(value))
    if unit == "months":
        return months(Decimal(value))
    if unit == "percent":
        return f"{shown(value)}%"
    n = int(Decimal(value))
    if unit == "years":
        return ngettext("%(n)s year", "%(n)s years", n) % {"n": n}
    if unit == "days":
        return ngettext("%(n)s day", "%(n)s days", n) % {"n": n}
    if unit == "hours":
        return ngettext("%(n)s hour", "%(n)s hours", n) % {"n": n}
    return str(n)


@register.filter
def people_of(rows):
    """How many people stand in the rows of a list together."""
    return sum(row["people"] for row in rows)


@register.filter
def row_value(row):
    """A dated row's value with its unit; a row that ends its key has none."""
    if row is None or row.value is None:
        return NOTHING
    return figure_value({"value": row.value, "unit": row.unit})
