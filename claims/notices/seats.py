"""Who sits where: the people of a role at the places that events lie in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Q

from claims.models import Claim, Deadline
from regencies.models import Appointment, Leave, Person, Role, in_charge
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

# The verifier who took the file, and where nobody did, all of them.
HOLDER = "holder"
READ = (
    "role", "regency__zone", "district", "village", "from_on", "to_on", "acts_for",
    *(f"person__{name}" for name in
      ("email", "phone", "chat", "channel", "sender", "quiet_from", "quiet_to")),
    *(f"person__sender__{name}" for name in ("active", "url")),
)  # fmt: skip
Seat = tuple[str, str]  # a role, and the code of the place where it sits


class Place(NamedTuple):
    """Where a claim lies: the codes, and the regency's zone."""

    village: str
    district: str
    regency: str
    zone: str

    def code(self, role: str) -> str:
        """Of the level on which this role sits."""
        if role in VILLAGE_ROLES:
            return self.village
        return self.district if role in DISTRICT_ROLES else self.regency


def place_of(claim: Claim) -> Place:
    return Place(claim.village_id, claim.district_id, claim.regency_id, claim.regency.zone)


class Seats:
    """Who sits where at one instant, and who of them is on leave. A sweep keeps it from batch to
    batch: whoever was looked up for one of them is known to the next."""

    def __init__(self, at: datetime, *, whole: bool = False):
        """whole: a role is looked up for a whole regency at once, as a sweep will ask for it."""
        self.at, self.whole = at, whole
        self._asked: set[Seat] = set()
        self._seated: dict[Seat, list[Appointment]] = defaultdict(list)
        self._away: set[int] = set()
        self._people: dict[int, Person] = {}
        self._holders: dict[int, int] = {}
        self._heads: dict[str, Person | None] = {}
        # What hearing has made of it.
        self.told: dict[tuple, list] = {}

    def look_up(self, asked: Iterable[tuple[Place, Iterable[str]]]) -> None:
        """Everybody in these roles at these places, in two queries or in none."""
        wanted = {
            (seat := Role.OPD_VERIFIER if role == HOLDER else role,
             place.regency if self.whole else place.code(seat))
            for place, roles in set(asked)
            for role in roles
        }  # fmt: skip
        unknown = wanted - self._asked
        if not unknown:
            return
        self._asked |= unknown
        by_day: dict[date, set[int]] = {}
        for row in _appointments(unknown, self.whole):
            code = row.village_id or row.district_id or row.regency_id
            day = self.at.astimezone(ZoneInfo(row.regency.zone)).date()
            if (row.role, row.regency_id if self.whole else code) in unknown and row.holds_on(day):
                self._seated[row.role, code].append(row)
                by_day.setdefault(day, set()).add(row.person_id)
        for day, people in by_day.items():
            self._away |= Leave.objects.absent(people, day)

    def head(self, regency: str) -> Person | None:
        """Who leads the office there."""
        if regency not in self._heads:
            self._heads[regency] = in_charge(Role.OPD_HEAD, [regency], self.at).get(regency)
        return self._heads[regency]

    def look_up_holders(self, claims: Collection[int]) -> None:
        """Who has taken these files, of those that somebody did."""
        rows = Deadline.objects.filter(claim__in=claims, stage="office", holder__isnull=False)
        self._holders = dict(rows.order_by("started_at").values_list("claim_id", "holder_id"))
        if unknown := set(self._holders.values()) - self._people.keys():
            self._people.update(Person.objects.select_related("sender").in_bulk(unknown))

    def holder(self, claim_id: int) -> int | None:
        return self._holders.get(claim_id)

    def people(self, roles: Iterable[str], place: Place, holder: int | None) -> list[Person]:
        """Those of these roles there, nobody twice. They have been looked up."""
        found: dict[int, Person] = {}
        for role in roles:
            if role == HOLDER:
                people = self._instead_of(holder, place) if holder else self._verifiers(place)
            else:
                people = self._there(role, place)
            found.update((person.pk, person) for person in people)
        return list(found.values())

    def _there(self, role: str, place: Place) -> list[Person]:
        """Those who are there, or, where all are away, all of them: an empty office must not
        swallow a warning."""
        found = [row.person for row in self._seated[role, place.code(role)]]
        return [person for person in found if person.pk not in self._away] or found

    def _verifiers(self, place: Place) -> list[Person]:
        return self._there(Role.OPD_VERIFIER, place)

    def _instead_of(self, holder: int, place: Place) -> list[Person]:
        """Who has the file in hand: its holder, or while they are away their stand-ins, or
        whoever else might take it."""
        if holder not in self._away:
            return [self._people[holder]]
        rows = self._seated[Role.OPD_VERIFIER, place.regency]
        standing_in = [
            row.person for row in rows
            if row.acts_for_id == holder and row.person_id not in self._away
        ]  # fmt: skip
        return standing_in or self._verifiers(place)


def _appointments(seats: set[Seat], whole: bool):
    codes = {code for _, code in seats}
    there = Q(regency__in=codes)
    if not whole:
        there = (
            Q(village__in=codes)
            | Q(village=None, district__in=codes)
            | Q(district=None, regency__in=codes)
        )
    rows = Appointment.objects.filter(
        there, role__in={role for role, _ in seats}, person__is_active=True
    )
    # A move reads a dozen of them: no more of each than who hears how, and until when.
    return rows.select_related("person__sender", "regency").only(*READ).order_by("id")
