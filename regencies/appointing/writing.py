"""Writing what a list of officials does, all of it or nothing."""

from collections.abc import Callable
from datetime import datetime

from django.db import connection, transaction

from regencies.appointing.planning import DATA, TERMS, Plan
from regencies.models import Appointment, Change, Person, plain

BATCH = 1_000


class Different(Exception):
    """Something has changed since the preview."""


@transaction.atomic
def write(
    planned: Callable[[], Plan], *, seen: str | None, by: Person | None, now: datetime, reason: str
) -> Plan:
    """planned: makes the plan, again, alone with the appointments. seen: of the preview that a
    person looked at. Each appointment and each person changed leaves a Change."""
    with connection.cursor() as cursor:
        # Two lists at once would each end the other's officials.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('appointments'))")
    plan = planned()
    if seen is not None and plan.seen != seen:
        raise Different
    for person in plan.people.new:
        person.date_joined = now
    Person.objects.bulk_create(plan.people.new, BATCH)
    known = {person.pk: person for person in plan.people.by_username.values() if person.pk}
    changed = [known[pk] for pk in plan.before]
    Person.objects.bulk_update(changed, DATA, BATCH)
    new = [held for held in plan.held if held.before is None]
    Appointment.objects.bulk_create([held.row for held in new], BATCH)
    old = [held for held in plan.held if held.before is not None]
    Appointment.objects.bulk_update([held.row for held in old], TERMS, BATCH)
    said = {"by": by, "at": now, "reason": reason}
    Change.objects.bulk_create(
        [
            Change(what=Change.What.PERSON, key=person.username, before=plan.before[person.pk],
                   after={name: getattr(person, name) for name in DATA}, **said)
            for person in changed
        ] + [
            Change(what=Change.What.APPOINTMENT, key=_key(held.row), before=held.before,
                   after=plain(held.row), regency_id=held.row.regency_id, **said)
            for held in plan.held
        ], BATCH,
    )  # fmt: skip
    return plan


def _key(row: Appointment) -> str:
    parts = (row.person.username, row.acting, row.role, row.place_code)
    return " ".join(part for part in parts if part)
