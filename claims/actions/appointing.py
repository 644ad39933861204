"""Officials of a regency, from a list that its administrator has looked at."""

from datetime import datetime

from claims.actions.reference import administered, written
from claims.actions.refusals import Stale
from regencies.appointing.places import Places
from regencies.appointing.planning import Plan, plan
from regencies.appointing.reading import Table, judge
from regencies.appointing.writing import Different, write
from regencies.models import Person


def what_appointing_does(table: Table, *, by: Person, now: datetime) -> Plan:
    """Every row with what would become of it; nothing is written. Only the administrator's own
    regencies."""
    codes = {seat.regency_id for seat in administered(by, now)}
    return plan(judge(table, Places.of(codes)), codes, by)


def appoint(table: Table, *, seen: str, by: Person, now: datetime, reason: str) -> Plan:
    """What the preview showed; raises Stale where it would be another by now."""
    try:
        return write(
            lambda: what_appointing_does(table, by=by, now=now),
            seen=seen, by=by, now=now, reason=written(reason),
        )  # fmt: skip
    except Different:
        raise Stale from None
