"""A regency begins to be served: with the programmes, figures, papers and checks of the whole
country, time limits of its own, and a first administrator who goes on from there."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from regencies.appointing.judging import Judged, Row
from regencies.appointing.planning import plan
from regencies.appointing.writing import write
from regencies.models import Change, DeadlineRule, Person, Regency, Role, Village, plain
from regencies.models.changes import FOUNDED
from regencies.tables import table

# Its limits are our own choice throughout, and say so: no decree of another regency is copied.
PATTERN = "16.06"


class Unfounded(Exception):
    """The regency can't begin; its one argument is a Fault of the administrator's row, or None
    where the regency has no villages in the register."""


@dataclass(frozen=True)
class Administrator:
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True)
class Founded:
    """What was done: nothing of it on a second run."""

    rules: int
    # With whether they are new.
    administrator: Person | None = None
    new: bool = False


@transaction.atomic
def found(
    code: str, *, from_on: date, now: datetime, office: dict[str, str] | None = None,
    administrator: Administrator | None = None,
) -> Founded:  # fmt: skip
    """office: fields of Regency that name its office; an empty one leaves what is known. Raises
    Unfounded, Regency.DoesNotExist."""
    regency = Regency.objects.select_for_update().get(pk=code)
    if not Village.objects.filter(district__regency=regency, active=True).exists():
        raise Unfounded(None)
    reason = f"{FOUNDED}{code}"
    before = plain(regency)
    regency.served = True
    for name, value in (office or {}).items():
        setattr(regency, name, value or getattr(regency, name))
    if plain(regency) != before:
        regency.full_clean()
        regency.save()
        _note(Change.What.REGENCY, code, regency, before, now, reason)
    rules = _limits(code, from_on, now, reason)
    if administrator is None:
        return Founded(rules)
    return Founded(rules, *_appointed(code, administrator, from_on, now, reason))


def _limits(code: str, from_on: date, now: datetime, reason: str) -> int:
    """The pattern's limits, where the regency has none of that stage."""
    has = set(DeadlineRule.objects.filter(regency=code).values_list("stage", "programme"))
    pattern = [row for row in table("deadline_rules") if row["regency"] == PATTERN]
    new = []
    for row in pattern:
        if (row["stage"], row["programme"]) not in has:
            said = row | {"from_on": from_on, "regency_id": code, "programme_id": row["programme"]}
            del said["regency"], said["programme"]
            new.append(DeadlineRule(**said))
    DeadlineRule.objects.bulk_create(new)
    for rule in new:
        _note(Change.What.DEADLINE_RULE, rule.stage, rule, None, now, reason)
    return len(new)


def _appointed(
    code: str, said: Administrator, from_on: date, now: datetime, reason: str
) -> tuple[Person, bool]:
    row = Row(0, Role.ADMINISTRATOR.value, code, said.name, from_on,
              email=said.email, phone=said.phone)  # fmt: skip

    def planned():
        return plan([Judged(0, [], row)], [code], None)

    held = Person.objects.filter(
        appointments__role=Role.ADMINISTRATOR, appointments__regency=code, name=said.name
    ).first()
    if held:
        return held, False
    done = write(planned, seen=None, by=None, now=now, reason=reason)
    (one,) = done.outcomes
    if one.held is None:
        raise Unfounded(one.judged.faults[0])
    return one.held.row.person, one.new_person


def _note(what, key: str, row, before, now: datetime, reason: str) -> None:
    Change.objects.create(
        what=what, key=key, regency_id=getattr(row, "regency_id", row.pk), before=before,
        after=plain(row), by=None, at=now, reason=reason,
    )  # fmt: skip
