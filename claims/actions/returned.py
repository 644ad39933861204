"""What a claim said when it was sent back, so that what the village changed can be shown.

It is kept sealed beside the event of the return, and not in it: the trail is chained and never
edited, and this must be sealed anew when the keys are rotated, and go when the claim's data are
destroyed. Numbers of people are kept as their blind index alone: one can tell that they changed,
and not from what.
"""

import json
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal

from claims.models import BeforeReturn, Child, Claim, Event
from claims.models.before_return import PURPOSE
from regencies.models.sealed import seal, unseal

NUMBERS = ("nik", "kk", "heir_nik", "account")
DAYS = ("born_on", "event_on", "died_on", "healed_on")
WORDS = (
    "kind", "name", "sex", "event_place", "cause", "akta_number", "reporter_name",
    "reporter_relation", "reporter_phone", "heir_name", "heir_relation", "heir_phone",
    "heir_phone_whose", "heir_language", "payee_name", "payee_relation", "bank",
)  # fmt: skip
OF_A_CHILD = ("name", "level", "grade", "married", "working")


@dataclass(frozen=True)
class Before:
    """claim: not of the database; as it stood when it was sent back, with today's numbers of
    people. numbers: the names of those that are others today. stated: what the village said of
    each fact. event: the return."""

    event: Event
    claim: Claim
    stated: dict[str, Decimal | None]
    children: list[Child] = field(default_factory=list)
    numbers: frozenset[str] = frozenset()


def keep_before(event: Event) -> None:
    """Beside the event of a return, once: everything that the village may change."""
    if not BeforeReturn.objects.filter(event=event).exists():
        BeforeReturn.objects.create(event=event, told=seal(_told(event.claim), PURPOSE))


def _told(claim: Claim) -> str:
    told = {
        "words": {name: getattr(claim, name) for name in WORDS},
        "days": {name: _iso(getattr(claim, name)) for name in DAYS},
        "time": _iso(claim.event_time),
        "at_work": claim.at_work,
        "numbers": {name: getattr(claim, f"{name}_index") for name in NUMBERS},
        "facts": {
            key: None if stated is None else str(stated)
            for key, stated in claim.facts.values_list("key", "stated")
        },
        "children": [
            {name: getattr(child, name) for name in OF_A_CHILD} | {"born_on": str(child.born_on)}
            for child in claim.children.all()
        ],
    }
    return json.dumps(told)


def _iso(value) -> str | None:
    return value.isoformat() if value else None


def before_return(claim: Claim, events: list[Event]) -> Before | None:
    """As the claim stood at its last return, once the village has answered it. events: of the
    claim, in their order. None: never returned, not yet answered, or returned before this was
    kept."""
    answered = None
    for event in reversed(events):
        if event.move == "answer":
            answered = event
        elif event.move == "send_back":
            kept = BeforeReturn.objects.filter(event=event).first() if answered else None
            return _opened(claim, event, kept.told) if kept else None
    return None


def _opened(claim: Claim, event: Event, sealed: str) -> Before:
    told = json.loads(unseal(sealed, PURPOSE))
    days = {name: date.fromisoformat(day) if day else None for name, day in told["days"].items()}
    old = Claim(
        regency=claim.regency, district=claim.district, village=claim.village,
        at_work=told["at_work"],
        event_time=time.fromisoformat(told["time"]) if told["time"] else None,
        **told["words"], **days, **{name: getattr(claim, name) for name in NUMBERS},
    )  # fmt: skip
    return Before(
        event,
        old,
        {key: None if said is None else Decimal(said) for key, said in told["facts"].items()},
        [
            Child(**child | {"born_on": date.fromisoformat(child["born_on"])})
            for child in told["children"]
        ],
        frozenset(n for n in NUMBERS if getattr(claim, f"{n}_index") != told["numbers"][n]),
    )
