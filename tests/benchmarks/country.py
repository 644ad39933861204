"""A million claims: a few are made by the service's own actions, the rest are copies of them,
each at another place, of another person, with other people at the desks. Loaded by COPY."""

import random
import uuid
from datetime import date, datetime

from django.apps import apps
from django.db import connection

from claims import actions, posts, sweeps
from claims.models import Claim
from regencies.models import Appointment, Person, Role, Village
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES
from tests import build
from tests.benchmarks.loading import loading
from tests.benchmarks.mould import TABLES, Mould
from tests.build import JAKARTA

# Every claim that is open waits for somebody whose last day is Monday 9 March.
DUE = datetime(2026, 3, 10, 0, 0, tzinfo=JAKARTA)
OPEN_EVERY = 20
VERIFIERS = 3


def at(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=JAKARTA)


# People ---------------------------------------------------------------------------------------


def staff() -> dict[str, dict[str, list[int]]]:
    """Everybody who sits anywhere: by place code and role, the keys of its people."""
    villages = list(Village.objects.select_related("district"))
    taken = set(Appointment.objects.values_list("role", "regency", "district", "village"))
    wanted = []
    for village in villages:
        regency, district = village.district.regency_id, village.district_id
        for role in Role:
            if role in VILLAGE_ROLES:
                place = (role, regency, district, village.code)
            elif role in DISTRICT_ROLES:
                place = (role, regency, district, None)
            else:
                place = (role, regency, None, None)
            wanted += [place] * (place not in taken)
            taken.add(place)
    regencies = sorted({place[1] for place in wanted})
    wanted += [(Role.OPD_VERIFIER, code, None, None) for code in regencies] * (VERIFIERS - 1)
    people = Person.objects.bulk_create(
        Person(username=f"bench{n}", name=f"Orang {n}", email=f"bench{n}@example.org", password="!")
        for n in range(len(wanted))
    )
    Appointment.objects.bulk_create(
        Appointment(person=person, role=role, regency_id=regency, district_id=district,
                    village_id=village, from_on=date(2020, 1, 1))
        for person, (role, regency, district, village) in zip(people, wanted, strict=True)
    )  # fmt: skip
    seats: dict[str, dict[str, list[int]]] = {}
    for row in Appointment.objects.order_by("id"):
        place = row.village_id or row.district_id or row.regency_id
        seats.setdefault(place, {}).setdefault(row.role, []).append(row.person_id)
    return seats


# The claims that are copied -------------------------------------------------------------------


def told(state: str, now: datetime, people) -> Claim:
    return build.claim_in(state, people, now=now, event_on=(now - 3 * build.DAY).date())


def complete(now: datetime, people) -> Claim:
    """On the camat's desk with every paper that its case needs."""
    claim = told("draft", now, people)
    for paper in actions.missing_papers(claim):
        build.attach(claim, people, paper.key, now=now)
    build.do("submit", claim, people, now=now)
    return claim


def open_claims(people) -> list[tuple[int, Claim]]:
    """How many in a hundred of the open ones are like this."""
    taken, nobodys = told("endorsed", at(3, 2), people), told("endorsed", at(3, 2), people)
    actions.take(taken.pk, by=people[Role.OPD_VERIFIER], now=at(3, 2, 10))
    returned = told("endorsed", at(2, 20), people)
    build.do("send_back", returned, people, now=at(2, 23))
    return [
        (30, complete(at(3, 6), people)),
        (20, taken),
        (10, nobodys),
        (10, told("verified", at(3, 2), people)),
        (15, returned),
        (15, told("awarded", at(3, 2), people)),
    ]


def closed_claims(people) -> list[tuple[int, Claim]]:
    found = []
    for month in (9, 10, 11, 12):
        when = at(month, 20, year=2025)
        found.append((15, told("settled", when, people)))
        found.append((5, told("rejected", when, people)))
        found.append((5, told("withdrawn", when, people)))
    return found


# The copies -----------------------------------------------------------------------------------

FIRST = ("Sulaiman", "Rusdi", "Aminah", "Hasan", "Nurbaya", "Marzuki", "Zainab", "Darmawan",
         "Siti", "Idris", "Halimah", "Yusuf")  # fmt: skip
LAST = ("Effendi", "Harun", "Alamsyah", "Kurniawan", "Lestari", "Saputra", "Wijaya", "Hidayat")
BORN = date(1950, 1, 1)
CHUNK = 5000


class Country:
    """Grows in steps, so that one run can measure at several sizes."""

    def __init__(self, seed: int = 7):
        self.dice = random.Random(seed)
        people = build.everybody()
        slots = {person.pk: role.value for role, person in people.items()}
        opened, closed = open_claims(people), closed_claims(people)
        for when in (at(3, 6), at(3, 8), at(3, 9)):
            sweeps.run(when, lambda when=when: when)
            posts.run(when)
        self.open = self._moulds(opened, slots)
        self.closed = self._moulds(closed, slots)
        # Hired after the first claims, which only those know of who are in every mould.
        self.places = staff()
        self.size, self.opened = len(opened + closed), len(opened)
        self.villages = list(
            Village.objects.values_list("code", "district_id", "district__regency_id")
        )
        with connection.cursor() as cursor:
            self.next = {}
            for table in TABLES:
                cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM claims_{table}")
                self.next[table] = cursor.fetchone()[0]

    def _moulds(self, claims, slots) -> tuple[list[Mould], list[int]]:
        return [Mould(claim, slots) for _, claim in claims], [share for share, _ in claims]

    def grow(self, size: int) -> None:
        """Up to so many claims, one in twenty of them open, shuffled, as the years would."""
        with loading() as cursor:
            while self.size < size:
                n = min(CHUNK, size - self.size)
                texts = {table: [] for table in TABLES}
                for _ in range(n):
                    for table, text in self._one().items():
                        texts[table].append(text)
                for table, lines in texts.items():
                    names = ", ".join(
                        f'"{field.column}"'
                        for field in apps.get_model("claims", table)._meta.concrete_fields
                    )
                    with cursor.copy(f"COPY claims_{table} ({names}) FROM STDIN") as stream:
                        stream.write("".join(lines))

    def _one(self) -> dict[str, str]:
        self.size += 1
        is_open = self.opened < self.size // OPEN_EVERY
        self.opened += is_open
        moulds, shares = self.open if is_open else self.closed
        mould = self.dice.choices(moulds, shares)[0]
        village, district, regency = self.dice.choice(self.villages)
        number = self.next["claim"]
        values = {
            "village": village,
            "district": district,
            "regency": regency,
            "claim.code": f"{regency.replace('.', '')}-26-{number:07d}",
            "claim.key": str(uuid.UUID(int=number)),
            "claim.name": f"{self.dice.choice(FIRST)} {self.dice.choice(LAST)} {number % 997}",
            "claim.born_on": str(BORN + self.dice.randrange(19_000) * build.DAY),
            "claim.nik_index": f"{number:064x}",
            "claim.kk_index": f"{number + (1 << 64):064x}",
            "document.token": f"{number:030x}",
        }
        for place in (village, district, regency):
            for role, people in self.places.get(place, {}).items():
                values[role] = str(people[number % len(people)])
        for table, n in mould.counts.items():
            first = self.next[table]
            values.update((f"{table}#{i}", str(first + i)) for i in range(n))
            self.next[table] = first + n
        return mould.copy(values)
