"""Of the history of a claim: every event, every clock with its days, the checks, the notes."""

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.models import Claim
from claims.models.check_words import CHECK_WORDS, RESULT_WORDS
from claims.models.figure_words import SKIP_WORDS, UNIT_WORDS
from claims.models.letter_words import LETTER_WORDS
from claims.models.paper_words import JUDGED_WORDS
from claims.models.words import (
    EVENT_WORDS,
    LATENESS_REASONS,
    PAYOUT_LABELS,
    STAGE_WORDS,
    STATE_LABELS,
)
from claims.templatetags.santunan import REASONS, day, iso_day, moment, role_words
from claims.templatetags.sources import source_text
from claims.views.check_rows import CheckRow
from claims.views.paper_groups import name_papers
from claims.views.sheets import Why, whys

STATES = STATE_LABELS | PAYOUT_LABELS


def said(label: object, value: object) -> str:
    return f"{label}: {value}"


def events(claim: Claim) -> list[dict]:
    """In the order in which they happened: who, from which role, for whom, why."""
    rows = claim.events.select_related(
        "by", "acts_for", "payout__programme", "deadline", "objection", "spoken"
    )
    return [_event(row) for row in name_papers(list(rows))]


def _event(event) -> dict:
    head = str(EVENT_WORDS.get(event.move, event.move))
    if event.payout:
        head = f"{head} ({event.payout.programme})"
    if event.deadline:
        head = f"{head}: {STAGE_WORDS[event.deadline.stage]}"
    if event.by:
        doer = ", ".join(str(word) for word in (event.by, role_words(event.title)) if word)
        if event.acts_for:
            doer += ", " + _("standing in for %(who)s") % {"who": event.acts_for}
    else:
        doer = _("by the family") if event.move == "confirm" else _("by the clock")
    sub = f"{moment(event.at)} · {doer}"
    if event.recorded_at > event.at:
        sub += " · " + _("written down %(at)s") % {"at": moment(event.recorded_at)}
    return {"head": head, "sub": sub, "lines": _lines(event)}


def _lines(event) -> list[str]:
    data, found = event.data, []
    if event.from_state or event.to_state:
        states = (str(STATES.get(code, code)) for code in (event.from_state, event.to_state))
        found.append(" → ".join(states))
    if event.reason:
        found.append(capfirst(str(REASONS.get(event.reason, event.reason))))
    for change in data.get("checks", ()):
        name = CHECK_WORDS.get(change["key"], change["key"])
        before, after = (RESULT_WORDS.get(change[end], change[end]) for end in ("from", "to"))
        found.append(f"{name}: {before} → {after}")
    if one := data.get("check"):
        found.append(
            f"{CHECK_WORDS.get(one['key'], one['key'])}: "
            f"{RESULT_WORDS.get(one['result'], one['result'])}"
        )
    if one := data.get("letter"):
        found.append(f"{LETTER_WORDS.get(one['kind'], one['kind'])}, {one['number']}")
    if data.get("reference"):
        found.append(said(_("Reference"), data["reference"]))
    if data.get("to_name"):
        found.append(_("To %(name)s") % {"name": data["to_name"]})
    if event.move == "reschedule":
        days = {"old": iso_day(data["old_on"]), "new": iso_day(data["due_on"])}
        found.append(_("From %(old)s to %(new)s") % days)
    for paper in event.papers_told:
        verdict = JUDGED_WORDS.get(paper["verdict"], paper["verdict"])
        told = said(paper["name"], verdict) if verdict else paper["name"]
        found.append(f"{told} “{paper['note']}”" if paper["note"] else told)
    if late := data.get("late"):
        why = {"day": iso_day(late["due_on"]), "why": LATENESS_REASONS.get(late["reason"], "")}
        told = _("After the last day, %(day)s: %(why)s.") % why
        found.append(f"{told} “{late['note']}”" if late.get("note") else told)
    return [*found, event.words] if event.words else found


def clocks(claim: Claim) -> list[dict]:
    """Each with the rule it began with and the trace of its days, counted and skipped."""
    rows = claim.deadlines.select_related("holder", "payout__programme", "breach")
    rows = list(rows.order_by("started_at", "id"))
    for row in rows:
        row.claim = claim
    return [_clock(row) for row in whys(rows)]


def _clock(why: Why) -> dict:
    clock, terms = why.clock, why.clock.terms
    head = capfirst(str(STAGE_WORDS[clock.stage]))
    if clock.payout:
        head = f"{head} ({clock.payout.programme})"
    ended = moment(clock.stopped_at) if clock.stopped_at else _("still open")
    lines = [said(_("Ended"), ended)]
    if clock.holder:
        lines.append(said(_("Holder"), clock.holder))
    if terms.get("days") is not None:
        unit = UNIT_WORDS.get(terms.get("unit"), terms.get("unit", ""))
        rule = source_text(terms.get("source", ""))
        lines.append(said(_("Rule"), f"{terms['days']} {unit}. {rule}"))
    if clock.original_due_on != clock.due_on:
        first = {"day": day(clock.original_due_on)}
        lines.append(_("At first it was %(day)s.") % first)
    counted = [f"{n}. {day(on)}" for on, n, reason in why.days if n]
    skipped = [
        f"{day(on)} ({SKIP_WORDS.get(reason, reason)})" for on, n, reason in why.days if not n
    ]
    if counted:
        lines.append(said(_("Days counted"), "; ".join(counted)))
    if skipped:
        lines.append(said(_("Days skipped"), "; ".join(skipped)))
    for start, end, reason in why.pauses:
        days = f"{day(start)} – {day(end) if end else '…'}"
        lines.append(said(_("Stood still"), f"{days} ({reason})"))
    if breach := getattr(clock, "breach", None):
        reason = LATENESS_REASONS.get(breach.reason, breach.reason)
        late = [_("Late by %(n)s days") % {"n": breach.days_late if breach.ended_at else "…"},
                str(reason), breach.note]  # fmt: skip
        lines.append("; ".join(word for word in late if word))
    sub = f"{moment(clock.started_at)} → {day(clock.due_on)}"
    return {"head": head, "sub": sub, "lines": lines}


def notes(claim: Claim) -> list[dict]:
    rows = claim.notes.select_related("event__by").order_by("id")
    return [
        {"head": str(row.event.by), "sub": moment(row.event.at), "lines": [row.text]}
        for row in rows
    ]


def check(row: CheckRow) -> dict:
    """One check: its result, why, by which source, and who overruled it."""
    found = row.check
    head = f"{row.name}: {RESULT_WORDS.get(found.result, found.result)}"
    if found.programme_id:
        head = f"{head} ({found.programme_id.replace('_', ' ').upper()})"
    lines = [capfirst(row.sentence)]
    if row.others:
        lines.append(", ".join(one.claim.code for one in row.others if one.claim))
    if row.source:
        lines.append(_("Source: %(source)s") % {"source": source_text(row.source)})
    if found.overruled:
        by = {"name": found.overruled_by, "at": moment(found.overruled_at)}
        lines += [_("Overruled by %(name)s, %(at)s") % by, found.overrule_note]
    return {
        "head": head,
        "sub": moment(found.checked_at),
        "lines": [line for line in lines if line],
    }
