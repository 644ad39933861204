"""Who sits where: the people of a role at the places that events lie in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Q

from claims.models import Deadline, Event
from regencies.models import Appointment, Leave, Person, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES


@dataclass(frozen=True)
class Seats:
    """The seats at the places of some events on their day, and who of them is on leave."""

    rows: dict[tuple[str, str], list[Appointment]]
    away: set[int]

    def at(self, role: str, claim) -> list[Person]:
        """Who sits in this role where the claim is: those who are there, or, where all are away,
        all of them: an empty office must not swallow a warning."""
        places = (claim.village_id, claim.district_id, claim.regency_id)
        found = [row.person for place in places for row in self.rows.get((role, place), [])]
        return [person for person in found if person.pk not in self.away] or found

    def instead_of(self, holder: Person, claim) -> list[Person]:
        """Who has the file in hand: its holder, or while they are away their stand-ins, or
        whoever else might take it."""
        if holder.pk not in self.away:
            return [holder]
        rows = self.rows.get((Role.OPD_VERIFIER, claim.regency_id), [])
        standing_in = [
            row.person
            for row in rows
            if row.acts_for_id == holder.pk and row.person_id not in self.away
        ]
        return standing_in or self.at(Role.OPD_VERIFIER, claim)


def seats_of(owed) -> Seats:
    """The seats of all roles that some events name, in two queries."""
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
    found: dict[tuple[str, str], list[Appointment]] = {}
    days: dict[date, set[int]] = {}
    for row in rows:
        day = at.astimezone(ZoneInfo(row.regency.zone)).date()
        if row.holds_on(day):
            place = row.village_id or row.district_id or row.regency_id
            found.setdefault((row.role, place), []).append(row)
            days.setdefault(day, set()).add(row.person_id)
    away = {pk for day, people in days.items() for pk in Leave.objects.absent(people, day)}
    return Seats(found, away)


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
