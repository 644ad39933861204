"""A claim as the API tells it."""

from datetime import date, datetime, time
from decimal import Decimal

from claims.actions.checklist import Checklist
from claims.forms.sent import PAGES
from claims.models import Claim
from claims.models.words import STATE_WORDS

PHONES = ("reporter_phone", "heir_phone")


def line(claim: Claim) -> dict:
    return {
        "code": claim.code, "kind": claim.kind, "state": str(claim.state),
        "village": claim.village_id, "version": claim.version,
        "moved_at": claim.moved_at.isoformat(),
    }  # fmt: skip


def status_of(claim: Claim, papers: Checklist, now: datetime) -> dict:
    """Nothing in it says whose claim it is."""
    faulty = {row.key for row, _verdict in papers.faulty}
    return line(claim) | {
        "state_said": str(STATE_WORDS[claim.state]),
        "district": claim.district_id,
        "created_at": claim.created_at.isoformat(),
        "submitted_at": claim.submitted_at.isoformat() if claim.submitted_at else None,
        "clocks": [
            {"stage": row.stage, "due_on": row.due_on.isoformat(),
             "original_due_on": row.original_due_on.isoformat(),
             "paused": row.paused_at is not None, "late": row.late(now)}
            for row in claim.deadlines.open().order_by("pk")
        ],
        "missing": [
            {"paper": row.key, "name": row.name, "faulty": row.key in faulty}
            for row in papers.missing
        ],
        "programmes": [
            {"programme": row.programme_id, "verdict": row.verdict}
            for row in claim.programmes.all()
        ],
        "payouts": [
            {"number": number, "programme": row.programme_id, "state": str(row.state)}
            for number, row in enumerate(claim.payouts.order_by("pk"), 1)
        ],
    }  # fmt: skip


def told(claim: Claim, status: dict) -> dict:
    facts = {fact.key: fact.stated for fact in claim.facts.all()}
    pages = {
        name: {
            field: said(field, getattr(claim, field))
            for field in (*page.SAVED, *page.SEALED)
        } | {key: _plain(facts.get(key)) for key in page.FACTS}
        for name, page in PAGES.items()
    }  # fmt: skip
    children = claim.children.values("name", "born_on", "level", "grade", "married", "working")
    return {
        "status": status,
        **pages,
        "children": [{name: _plain(value) for name, value in row.items()} for row in children],
    }


def said(field: str, value) -> object:
    """A number of a person as its mask; of a telephone the last digits."""
    if field in PHONES:
        return f"•••{value[-3:]}" if value else ""
    return _plain(value)


def _plain(value) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == int(value) else float(value)
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int) else str(value)


def clashes(claim: Claim, sent: dict) -> list[dict]:
    """Fields that were sent and stand there otherwise: both values. What is shown masked is always
    among them: one that fell out of the list would say that it was guessed right."""
    facts = {fact.key: fact.stated for fact in claim.facts.all()}
    found = []
    for name, page in PAGES.items():
        for field, mine in (sent.get(name) or {}).items():
            if field in page.SEALED:
                shown = (str(getattr(claim, field)), "•••" if mine else "")
            else:
                value = facts.get(field) if field in page.FACTS else getattr(claim, field, None)
                if field not in PHONES and _plain(value) == mine:
                    continue
                shown = (said(field, value), said(field, mine))
            found.append({"field": f"{name}.{field}", "theirs": shown[0], "yours": shown[1]})
    return found


def sent_fields(sent: dict) -> list[dict]:
    """The same for a system that may not read claims: what it sent, by name, compared with
    nothing."""
    return [{"field": f"{name}.{field}"} for name in PAGES for field in sent.get(name) or {}]
