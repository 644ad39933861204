"""Who sits where: the people of a role at the places that events lie in."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from claims.models import Claim, Deadline
from regencies.models import Person, Role, in_charge
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

# The verifier who took the file, and where nobody did, all of them.
HOLDER = "holder"
# Whoever has no such seat any more has no file in hand either: one who takes it, or the head to
# whom it was given when it was late.
HOLDING = (Role.OPD_VERIFIER, Role.OPD_HEAD)
# In plain SQL: every move asks it, and as a QuerySet it takes longer to write than to answer.
# Another office's system is no one who hears: a seat that only it holds is empty.
SEATED = """
SELECT p.id, p.email, p.phone, p.chat, p.channel, p.sender_id, p.quiet_from, p.quiet_to,
    a.role AS seat, a.village_id AS village, a.district_id AS district, a.regency_id AS regency,
    a.acts_for_id AS acts_for, EXISTS (
        SELECT FROM regencies_leave l
        WHERE l.person_id = p.id AND l.from_on <= %(day)s AND l.to_on >= %(day)s
    ) AS away
FROM regencies_appointment a JOIN regencies_person p ON p.id = a.person_id
WHERE p.is_active AND a.from_on <= %(day)s AND (a.to_on IS NULL OR a.to_on >= %(day)s)
    AND a.role = ANY(%(roles)s)
    AND NOT EXISTS (SELECT FROM regencies_system s WHERE s.person_id = p.id)
"""
IN_REGENCY = "a.regency_id = ANY(%(codes)s)"
AT_PLACE = """(a.village_id = ANY(%(codes)s)
    OR a.village_id IS NULL AND a.district_id = ANY(%(codes)s)
    OR a.district_id IS NULL AND a.regency_id = ANY(%(codes)s))"""
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
        self._days: dict[str, date] = {}
        self._asked: set[Seat] = set()
        self._seated: dict[Seat, list[Person]] = defaultdict(list)
        self._away: set[int] = set()
        self._holders: dict[int, int] = {}
        self._heads: dict[str, Person | None] = {}
        # What hearing has made of it.
        self.told: dict[tuple, list] = {}
        # Systems of other offices that want to be told, by regency: what hooks has found.
        self.hooked: dict[str, list] = {}

    def look_up(self, asked: Iterable[tuple[Place, Iterable[str]]]) -> None:
        """Everybody in these roles at these places, in a query for each day that it is there, or
        in none."""
        wanted = {
            (seat, place.regency if self.whole else place.code(seat)): self._day(place.zone)
            for place, roles in set(asked)
            for role in roles
            for seat in (HOLDING if role == HOLDER else (role,))
        }
        unknown = wanted.keys() - self._asked
        if not unknown:
            return
        self._asked |= unknown
        # Hardly ever two: the zones of the country are two hours apart.
        for day in {wanted[seat] for seat in unknown}:
            seats = {seat for seat in unknown if wanted[seat] == day}
            for person in _seated(seats, self.whole, day):
                code = person.village or person.district or person.regency
                if (person.seat, person.regency if self.whole else code) in seats:
                    self._seated[person.seat, code].append(person)
                    if person.away:
                        self._away.add(person.pk)

    def _day(self, zone: str) -> date:
        if zone not in self._days:
            self._days[zone] = self.at.astimezone(ZoneInfo(zone)).date()
        return self._days[zone]

    def head(self, regency: str) -> Person | None:
        """Who leads the office there."""
        if regency not in self._heads:
            self._heads[regency] = in_charge(Role.OPD_HEAD, [regency], self.at).get(regency)
        return self._heads[regency]

    def look_up_holders(self, claims: Collection[int]) -> None:
        """Who has taken these files: by the last clock of each, for one that was opened again is
        nobody's until somebody takes it."""
        rows = Deadline.objects.filter(claim__in=claims, stage="office")
        rows = rows.order_by("started_at", "id").values_list("claim_id", "holder_id")
        self._holders = dict(rows)

    def holder(self, claim_id: int) -> int | None:
        return self._holders.get(claim_id)

    def holding(self, person_id: int | None, place: Place) -> Person | None:
        """This person, if they sit where a file may be in their hands. HOLDER has been looked
        up there."""
        seated = (person for role in HOLDING for person in self._seated[role, place.regency])
        return next((person for person in seated if person.pk == person_id), None)

    def people(self, roles: Iterable[str], place: Place, holder: int | None) -> list[Person]:
        """Those of these roles there, nobody twice. They have been looked up."""
        found: dict[int, Person] = {}
        for role in roles:
            if role == HOLDER:
                people = self._with(holder, place)
            else:
                people = self._there(role, place)
            found.update((person.pk, person) for person in people)
        return list(found.values())

    def _there(self, role: str, place: Place) -> list[Person]:
        """Those who are there, or, where all are away, all of them: an empty office must not
        swallow a warning."""
        found = self._seated[role, place.code(role)]
        return [person for person in found if person.pk not in self._away] or found

    def _verifiers(self, place: Place) -> list[Person]:
        return self._there(Role.OPD_VERIFIER, place)

    def _with(self, holder: int | None, place: Place) -> list[Person]:
        """Who has the file in hand: its holder, or while they are away their stand-ins, or
        whoever else might take it."""
        person = self.holding(holder, place)
        if person is None:
            return self._verifiers(place)
        if holder not in self._away:
            return [person]
        standing_in = [
            person for person in self._seated[Role.OPD_VERIFIER, place.regency]
            if person.acts_for == holder and person.pk not in self._away
        ]  # fmt: skip
        return standing_in or self._verifiers(place)


def _seated(seats: set[Seat], whole: bool, day: date) -> Iterable[Person]:
    """Those in force on that day, in the order of their appointments, each with `seat`, `village`,
    `district`, `regency`, `acts_for` and `away`. Of themselves no more than how they hear."""
    asked = {
        "day": day,
        "roles": [role for role, _ in seats],
        "codes": [code for _, code in seats],
    }
    rows = Person.objects.raw(
        f"{SEATED} AND {IN_REGENCY if whole else AT_PLACE} ORDER BY a.id", asked
    )
    return rows.prefetch_related("sender")
