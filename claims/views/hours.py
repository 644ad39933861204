"""The 2 x 24 hours of an accident at work, as every desk reads them. Late is shown, and no bar."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims import actions
from claims.models import Claim
from claims.rules.accidents import hours_late
from claims.templatetags.santunan import moment


def hours_told(claim: Claim, now: datetime) -> list[tuple[str, str]]:
    """(tone, sentence) for stage I, and for stage II once a doctor has declared the end."""
    if not claim.is_accident() or not claim.at_work:
        return []
    return [*_report(claim, now), *_claim(claim, now)]


def _report(claim: Claim, now: datetime) -> Iterator[tuple[str, str]]:
    due_at = actions.report_due(claim)
    if due_at is None:
        return
    said = {"due": moment(due_at)}
    done_at = claim.reported_at or claim.submitted_at
    late = hours_late(due_at, done_at or now)
    if done_at and not late:
        words = _("Stage I was reported in time: the 2 × 24 hours lasted until %(due)s.")
        yield "good", words % said
    elif done_at:
        words = _("Stage I was reported %(late)s after the 2 × 24 hours had ended (%(due)s).")
        yield "warn", words % (said | {"late": _long(late)})
    elif late:
        yield "warn", _("The 2 × 24 hours for stage I ended on %(due)s. Report it all the same: "
                        "being late never blocks a claim.") % said  # fmt: skip
    else:
        yield "info", _("Stage I: report by %(due)s (2 × 24 hours).") % said


def _claim(claim: Claim, now: datetime) -> Iterator[tuple[str, str]]:
    due_at = actions.ended_due(claim)
    if due_at is None:
        return
    said = {"due": moment(due_at)}
    late = hours_late(due_at, claim.submitted_at or now)
    if claim.submitted_at and not late:
        yield "good", _("Stage II came in time: the 2 × 24 hours lasted until %(due)s.") % said
    elif claim.submitted_at:
        words = _("Stage II came %(late)s after the 2 × 24 hours had ended (%(due)s).")
        yield "warn", words % (said | {"late": _long(late)})
    elif late:
        yield "warn", _("The 2 × 24 hours for stage II ended on %(due)s. Submit it all the same: "
                        "being late never blocks a claim.") % said  # fmt: skip
    else:
        yield "info", _("Stage II: submit by %(due)s (2 × 24 hours after the doctor declared "
                        "the end).") % said  # fmt: skip


def _long(hours: int) -> str:
    """In whole days from two days on: nobody counts in hours what took weeks."""
    if hours < 2 * 24:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    return _("%(n)d days") % {"n": hours // 24}
