"""Who sits where: the people of a role at the places that events lie in."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from django.db.models import Q

from claims.models import Deadline, Event
from regencies.models import Appointment, Person, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

Seats = dict[tuple[str, str], list[Person]]


def seats_of(owed) -> Seats:
    """People by role and place code, for every place that the events lie in."""
    claims = [event.claim for event, _ in owed]
    roles = {role for _, wanted in owed for role in wanted}
    if "holder" in roles:
        roles.add(Role.OPD_VERIFIER)
    rows = (
        Appointment.objects.filter(
            Q(village__in={claim.village_id for claim in claims})
            | Q(village=None, district__in={claim.district_id for claim in claims})
            | Q(district=None),
            role__in=roles,
            regency__in={claim.regency_id for claim in claims},
            person__is_active=True,
        )
        .select_related("person__sender", "regency")
        .order_by("id")
    )
    at = owed[0][0].recorded_at
    found: Seats = {}
    for row in rows:
        day = at.astimezone(ZoneInfo(row.regency.zone)).date()
        if row.from_on <= day and (row.to_on is None or day <= row.to_on):
            place = row.village_id or row.district_id or row.regency_id
            found.setdefault((row.role, place), []).append(row.person)
    return found


def at(seats: Seats, role: str, claim) -> list[Person]:
    places = (claim.village_id, claim.district_id, claim.regency_id)
    return [person for place in places for person in seats.get((role, place), [])]


def holders(events: Sequence[Event]) -> dict[int, Person]:
    """Who has taken the file, by claim."""
    rows = Deadline.objects.filter(
        claim__in={event.claim_id for event in events}, stage="office", holder__isnull=False
    ).select_related("holder__sender")
    return {row.claim_id: row.holder for row in rows.order_by("started_at")}


def place_of(role: str, claim) -> str:
    """The code of the place where a claim of this kind looks for the role."""
    if role in VILLAGE_ROLES:
        return claim.village_id
    return claim.district_id if role in DISTRICT_ROLES else claim.regency_id
