"""The checks as a reviewer reads them: what is wrong first, each in a sentence, with its source."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from claims import actions
from claims.actions.checks import OVERRULERS, needs_words
from claims.models import Check, Claim
from claims.models.check_words import (
    ALIKE_WORDS,
    CHECK_WORDS,
    DIFFERING_WORDS,
    HOW_WORDS,
    REASON_WORDS,
)
from claims.models.choices import RELATION_WORDS
from claims.models.claim import CHECKED_STATES
from claims.rules.checks import KEYS
from claims.rules.states import Duty, State
from claims.rules.told import FAIL, NO_DATA, PASS, WARN
from claims.templatetags.santunan import day
from regencies.models import Actor

ORDER = {key: place for place, key in enumerate(KEYS)}
LISTS = {"nearer": RELATION_WORDS, "differing": DIFFERING_WORDS, "missing": {}}


@dataclass(frozen=True)
class Alike:
    """A claim that looks like this one. claim None: not for this person to see."""

    claim: Claim | None
    points: int | None
    words: list[str]
    apart: bool = False


@dataclass(frozen=True)
class CheckRow:
    """One check. blocks: it stands in the way of a grant; needs_words: it does until a reviewer
    writes down why it is right; may: this person may overrule it."""

    check: Check
    name: str
    sentence: str
    source: str = ""
    blocks: bool = False
    needs_words: bool = False
    may: bool = False
    others: list[Alike] = field(default_factory=list)
    more: int = 0


def checks_of(claim: Claim, actor: Actor, now: datetime, *, deciding: bool = False) -> dict:
    """The rows of every check in three groups, in a fixed number of queries. deciding: on the
    page of a decision nobody is led to overrule, which would take that decision from them."""
    checks = list(claim.checks.select_related("overruled_by"))
    keys = actions.blocking(claim, now)
    claims = named_claims(checks, actor)
    may = not deciding and _may_overrule(claim, actor)
    rows = [row_of(check, keys, claims, may=may) for check in checks]
    rows.sort(key=lambda row: (_weight(row), ORDER.get(row.check.key, len(KEYS))))
    return {
        # What was overruled stays in sight: whoever decides reads the words.
        "checks_open": [row for row in rows if row.check.result in {FAIL, WARN}],
        "checks_unknown": [row for row in rows if row.check.result == NO_DATA],
        "checks_passed": [row for row in rows if row.check.result == PASS],
        "checks_due": claim.state in CHECKED_STATES and claim.checked_version != claim.version,
    }


def _weight(row: CheckRow) -> int:
    if row.check.overruled:
        return 3
    return {FAIL: 0 if row.blocks or row.needs_words else 1, WARN: 2}.get(row.check.result, 4)


def row_of(check: Check, blocking: set[str], claims: dict, *, may: bool) -> CheckRow:
    told = check.data.get("claims", ())
    blocks = check.result == FAIL and check.key in blocking
    return CheckRow(
        check,
        CHECK_WORDS.get(check.key, check.key),
        sentence(check),
        source=check.source,
        blocks=blocks,
        needs_words=needs_words(check) and not blocks,
        may=may and check.troubles and not blocks,
        others=[
            Alike(
                claims.get(one["code"]),
                one.get("points"),
                [str(ALIKE_WORDS.get(code, code)) for code in one.get("reasons", ())],
                apart=one.get("apart", False),
            )
            for one in told
        ],
        more=check.data.get("n", 0) - len(told) if told else 0,
    )


def sentence(check: Check) -> str:
    """Why, in words. An older code that has lost its words is shown as it is."""
    words = REASON_WORDS.get(check.key, {}).get(check.reason)
    if words is None:
        return check.reason
    said = {key: _said(key, value) for key, value in check.data.items()}
    return str(words) % said if said else str(words)


def _said(key: str, value) -> object:
    if key == "how":
        return HOW_WORDS.get(value, value)
    if key.endswith("_on"):
        return day(date.fromisoformat(value))
    if key in LISTS:
        return ", ".join(str(LISTS[key].get(one, one)) for one in value)
    return value


def named_claims(checks: Iterable[Check], actor: Actor) -> dict[str, Claim]:
    """The claims that the checks name, as far as this person may know of them."""
    codes = {one["code"] for check in checks for one in check.data.get("claims", ())}
    if not codes:
        return {}
    return {row.code: row for row in Claim.objects.visible_to(actor).filter(code__in=codes)}


def _may_overrule(claim: Claim, actor: Actor) -> bool:
    if claim.state not in {State.ENDORSED, State.VERIFIED}:
        return False
    seat = actor.seat(OVERRULERS, claim)
    held = claim.duties_held()
    return seat is not None and all(
        held.get(person.pk, Duty.VERIFY) == Duty.VERIFY for person in seat.people
    )
