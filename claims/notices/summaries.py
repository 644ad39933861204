"""The summary of a day: all that was not urgent, in one mail or one message for each person."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from claims.models import Notice
from claims.models.notice_words import DIGEST_GROUPS
from claims.notices.wording import text, written
from regencies.models import Person

LADDER = {"warn": 1, "breach": 2, "escalate": 3, "overdue": 2}
# More than this nobody reads in a mail or on a phone; the inbox has them all.
MAIL_LINES, MESSAGE_LINES = 100, 5


@dataclass(frozen=True)
class Group:
    heading: str
    # (the claim's code or nothing, the sentence)
    lines: list[tuple[str, str]]


def folded(rows: Sequence[Notice]) -> list[Notice]:
    """Without what is stale: of one clock the last rung alone, and nothing of a clock that has
    stopped since, or of a limit that was set anew."""
    last: dict[int, Notice] = {}
    kept = []
    for row in rows:
        event = row.event
        if row.kind not in LADDER or event.deadline_id is None:
            kept.append(row)
            continue
        clock = event.deadline
        if clock.stopped_at is None and clock.cycle == event.cycle:
            other = last.get(clock.pk)
            if other is None or (LADDER[row.kind], event.at) >= (
                LADDER[other.kind],
                other.event.at,
            ):
                last[clock.pk] = row
    return [*last.values(), *kept]


def grouped(rows: Sequence[Notice]) -> list[Group]:
    """The most severe first, in the language that is active. Two rows that say the same of one
    claim are one line."""
    left = folded(rows)
    groups = []
    for heading, kinds in DIGEST_GROUPS:
        mine = [row for row in left if row.kind in kinds or not kinds]
        left = [row for row in left if kinds and row.kind not in kinds]
        mine.sort(key=lambda row: (row.event.at if row.event else row.created_at, row.pk))
        lines = dict.fromkeys((row.claim.code if row.claim else "", text(row)) for row in mine)
        if lines:
            groups.append(Group(str(heading), list(lines)))
    return groups


def identity(rows: Sequence[Notice]) -> str:
    """The same rows, the same letters; another set, others."""
    ids = ",".join(str(pk) for pk in sorted(row.pk for row in rows))
    return f"digest-{hashlib.sha256(ids.encode()).hexdigest()[:24]}"


def _counted(groups: Sequence[Group]) -> str:
    n = sum(len(group.lines) for group in groups)
    return ngettext("%(n)d thing to know", "%(n)d things to know", n) % {"n": n}


def _cut(groups: Sequence[Group], most: int) -> tuple[list[Group], int]:
    """At most so many lines, and how many were left out."""
    kept, room = [], most
    for group in groups:
        if room > 0:
            kept.append(Group(group.heading, group.lines[:room]))
        room -= len(group.lines)
    return kept, max(0, -room)


def mail_of_day(person: Person, rows: Sequence[Notice], site: str) -> EmailMessage | None:
    """None where everything is stale by now."""
    with override(person.language):
        groups = grouped(rows)
        if not groups:
            return None
        shown, more = _cut(groups, MAIL_LINES)
        body = render_to_string("notices/digest.txt", {"groups": shown, "more": more, "site": site})
        subject = f"Santunan: {_counted(groups)}"
    return written(subject, body, person.email, identity(rows), site)


def message_of_day(person: Person, rows: Sequence[Notice], site: str) -> str | None:
    with override(person.language):
        groups = grouped(rows)
        if not groups:
            return None
        shown, more = _cut(groups, MESSAGE_LINES)
        said = [f"Santunan: {_counted(groups)}."]
        for group in shown:
            said.append(f"{group.heading}:")
            said += [f"- {code}: {line}" if code else f"- {line}" for code, line in group.lines]
        if more:
            said.append(_("and %(n)d more") % {"n": more})
        said.append(site + reverse("inbox"))
    return "\n".join(said)
