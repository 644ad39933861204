"""How values are written on a page: money, days, states, time left. No queries here."""

from datetime import date, datetime, timedelta

from babel.numbers import format_decimal
from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from claims.models import Scholarship, choices, family_words, words
from regencies.models import Role

register = template.Library()
NOTHING = "–"
DAY = timedelta(days=1)
# A limit this near is shown in the colour of a warning.
SOON = 2 * DAY

TONES = {
    "reported": "info", "submitted": "info", "endorsed": "info", "verified": "info",
    "sent_back": "warn",
    "approved": "good", "awarded": "good", "settled": "good", "rejected": "bad",
}  # fmt: skip
PAYOUT_TONES = {
    "awarded": "info", "forwarded": "info", "ordered": "info", "paid": "good",
    "waiting": "warn", "failed": "bad", "bounced": "bad", "refused": "bad",
}  # fmt: skip
OBJECTION_TONES = {"filed": "warn", "upheld": "good", "dismissed": "bad"}
EVENT_TONES = {
    "send_back": "warn", "warn": "warn", "remind": "warn", "wait": "warn", "recheck": "warn",
    "reject": "bad",
    "object": "warn", "dismiss": "bad", "drop": "calm", "reopen": "warn",
    "breach": "bad", "escalate": "bad", "fail": "bad", "bounce": "bad", "refuse": "bad",
    "overrule": "warn", "start": "calm", "take": "calm", "give": "calm", "note": "calm",
    "assess": "calm", "check": "calm",
    "ask_receipt": "warn", "confirm": "good", "new_secret": "calm",
    "reschedule": "warn", "judge": "calm", "attach": "calm", "detach": "calm",
    "look_up": "calm", "warn_draft": "warn",
    "ask_school": "warn", "return_school": "warn", "end_school": "calm",
    "issue": "calm", "withdraw_letter": "warn", "read_letter": "calm",
}  # fmt: skip
REASONS = (
    words.RETURN_REASONS
    | words.WITHDRAW_REASONS
    | words.REFUSAL_REASONS
    | words.RESCHEDULE_REASONS
    | words.EXPIRY_REASONS
    | words.WAIT_REASONS
    | family_words.NEW_SECRET_REASONS
    | dict(Scholarship.End.choices)
)


def worded(table):
    """A filter that looks a code up in a table of words; an unknown code is shown as it is."""

    def look_up(code):
        return table.get(code, code)

    return look_up


for name, table in {
    "state_label": words.STATE_LABELS,
    "state_words": words.STATE_WORDS,
    "waits_for": words.WAITS_FOR,
    "payout_label": words.PAYOUT_LABELS,
    "objection_label": words.OBJECTION_LABELS,
    "event_words": words.EVENT_WORDS,
    "stage_words": words.STAGE_WORDS,
    "kind_words": words.KIND_WORDS,
    "duty_words": words.DUTY_WORDS,
    "verdict_words": words.VERDICT_WORDS,
    "line_words": words.LINE_WORDS,
    "fact_words": words.FACT_WORDS,
    "reason_words": REASONS,
    "lateness_words": words.LATENESS_REASONS,
    "relation_words": choices.RELATION_WORDS,
    "bank_words": choices.BANKS,
    "level_words": choices.LEVELS,
    "sex_words": choices.SEXES,
}.items():
    register.filter(name, worded(table))


@register.filter
def tone(state):
    return TONES.get(state, "calm")


@register.filter
def payout_tone(state):
    return PAYOUT_TONES.get(state, "calm")


@register.filter
def objection_tone(state):
    return OBJECTION_TONES.get(state, "calm")


@register.filter
def event_tone(move):
    return EVENT_TONES.get(move, "fine")


@register.filter
def rupiah(amount):
    """Rp42.000.000, in every language: that is how it stands on the papers."""
    if amount in (None, ""):
        return NOTHING
    sign = "−" if int(amount) < 0 else ""
    return f"{sign}Rp{abs(int(amount)):,}".replace(",", ".")


@register.filter
def number(n):
    """119.940, or 119,940, as the language of the page has it."""
    return format_decimal(n, locale=get_language() or "id")


@register.filter
def day(value):
    """2 September 2025. An instant is shown as the day it is in the page's zone."""
    if isinstance(value, datetime):
        value = timezone.localtime(value)
    return date_format(value, "j F Y") if isinstance(value, date) else NOTHING


@register.filter
def iso_day(value):
    """A day that was kept as text."""
    return day(date.fromisoformat(value)) if value else NOTHING


@register.filter
def moment(value):
    """2 September 2025, 14:30 WIB."""
    return date_format(timezone.localtime(value), "j F Y, H:i T") if value else NOTHING


@register.filter
def role_words(title):
    """The title kept with an event ("plh camat") in the language of the page."""
    acting, _space, role = str(title).rpartition(" ")
    label = Role(role).label if role in Role.values else role
    return f"{acting.capitalize()}. {label}" if acting else label


@register.filter
def left(deadline, now):
    """How long until the limit, or since. The due instant is the midnight that ends the day."""
    if deadline.stopped_at is None and deadline.paused_at:
        return _("stands still")
    until = deadline.due_at - (deadline.stopped_at or now)
    if until <= timedelta(0):
        late = -until // DAY + 1
        return ngettext("%(n)d day late", "%(n)d days late", late) % {"n": late}
    if deadline.stopped_at:
        return _("in time")
    days = until // DAY
    if days == 0:
        return _("last day today")
    return ngettext("%(n)d day left", "%(n)d days left", days) % {"n": days}


@register.filter
def urgency(deadline, now):
    if deadline.stopped_at is None and deadline.paused_at:
        return "calm"
    if deadline.late(now):
        return "bad"
    if deadline.stopped_at:
        return "good"
    return "warn" if deadline.due_at - now < SOON else "info"


@register.filter
def file_words(content_type):
    return "PDF" if content_type == "application/pdf" else _("Photo")
