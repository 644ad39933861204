"""What a list of officials would do: every row created, changed, the same or refused, and whose
appointments end by it. Reads alone; writing.py writes."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

from regencies.appointing.judging import Fault, Judged, Row
from regencies.appointing.people import People, Refused, bare
from regencies.appointing.roles import SINGLE
from regencies.models import Appointment, Person, digest, plain

DAY = timedelta(days=1)
DATA = ("name", "phone", "email")
TERMS = ("to_on", "acting", "acts_for", "decree")


@dataclass
class Held:
    """An appointment on record or planned; before: what the record says, None for a new one."""

    row: Appointment
    before: dict | None
    # The line of the list that speaks of it, and whether it names a last day.
    line: int = 0
    ends: bool = False

    @property
    def changed(self) -> bool:
        return self.before is None or plain(self.row) != self.before

    def overlaps(self, first: date, last: date | None) -> bool:
        return (last is None or self.row.from_on <= last) and (
            self.row.to_on is None or self.row.to_on >= first
        )


@dataclass
class Outcome:
    """What becomes of one row. ends: the appointments that end by it, with their new last day."""

    judged: Judged
    what: str = "refused"  # created, changed, same, refused
    held: Held | None = None
    new_person: bool = False
    ends: list[Held] = field(default_factory=list)


@dataclass
class Plan:
    outcomes: list[Outcome]
    people: People
    held: list[Held]
    # The data of a person before the list, by their key.
    before: dict[int, dict]

    def of(self, what: str) -> list[Outcome]:
        return [one for one in self.outcomes if one.what == what]

    @property
    def counts(self) -> dict[str, int]:
        return {what: len(self.of(what)) for what in ("created", "changed", "same", "refused")} | {
            "people": len(self.people.new),
            "ended": sum(len(one.ends) for one in self.outcomes),
        }

    @property
    def changes(self) -> int:
        return self.counts["created"] + self.counts["changed"]

    @property
    def seen(self) -> str:
        """Equal plans, equal letters: a preview is confirmed only as it was looked at."""
        return digest([
            [one.judged.line, one.what, [[f.column, f.code, f.about] for f in one.judged.faults],
             _words(one.held), [_words(held) for held in one.ends]]
            for one in self.outcomes
        ])  # fmt: skip


def _words(held: Held | None) -> list | None:
    if held is None:
        return None
    row = held.row
    said = [row.person.username, row.role, row.place_code, row.from_on, row.to_on, row.acting,
            row.decree, *(getattr(row.person, name) for name in DATA)]  # fmt: skip
    return [str(one) for one in said]


def plan(judged: list[Judged], codes: Collection[str], by: Person | None) -> Plan:
    """codes: the regencies that whoever brings the list may appoint in. by: nobody, where a
    command does it. Six queries, whatever the length of the list."""
    return _Planner(judged, codes, by).plan()


class _Planner:
    def __init__(self, judged: list[Judged], codes: Collection[str], by: Person | None):
        rows = [one.row for one in judged if one.row]
        self.judged, self.by = judged, by
        self.people = People(rows)
        self.seats: dict[tuple[str, str], list[Held]] = defaultdict(list)
        regencies = {row.place[:5] for row in rows}
        on_record = Appointment.objects.of_people().filter(regency__in=regencies)
        for row in on_record.select_related("person", "acts_for").order_by("from_on", "id"):
            self.seats[row.role, row.place_code].append(Held(row, plain(row)))
            self.people.add(row.person, row.place_code)
        # One object for each person, whichever query brought it.
        for held in (held for seat in self.seats.values() for held in seat):
            held.row.person = self.people.by_username[held.row.person.username]
        self.elsewhere = self.people.elsewhere(codes) if by else set()
        self.before = {}

    def plan(self) -> Plan:
        outcomes = [Outcome(one) for one in self.judged]
        good = [one for one in outcomes if one.judged.row]
        # Who is stood in for is looked for among those of the same list, too.
        for one in sorted(
            good,
            key=lambda one: (bool(one.judged.row.acting), one.judged.row.from_on, one.judged.line),
        ):
            try:
                self._take(one, one.judged.row)
            except Refused as refused:
                one.what = "refused"
                one.judged.faults.append(refused.args[0])
        held = [held for seat in self.seats.values() for held in seat if held.changed]
        return Plan(outcomes, self.people, held, self.before)

    def _take(self, one: Outcome, row: Row) -> None:
        person = self.people.meant(row)
        seat = self.seats[row.role, row.place]
        held = next((h for h in seat if h.row.person == person and h.row.from_on == row.from_on),
                    None) if person else None  # fmt: skip
        if held and held.line:
            raise Refused(Fault("row", "twice", str(held.line)))
        terms = self._terms(row, held, person)
        data = self._data(row, person)
        ends = self._ends(row, person, held, seat)
        if self.by and person and person.pk == self.by.pk and (terms or data or held is None):
            raise Refused(Fault("name", "oneself"))
        # From here on nothing is refused any more.
        if person is None:
            person, one.new_person = self.people.made(row), True
        if data and person.pk:
            self.before.setdefault(person.pk, {name: getattr(person, name) for name in DATA})
        for name, value in data.items():
            setattr(person, name, value)
        self.people.add(person, row.place)
        if held is None:
            held = Held(_appointment(row, person), None)
            seat.append(held)
            one.what = "created"
        else:
            one.what = "changed" if terms or data else "same"
        for name, value in terms.items():
            setattr(held.row, name, value)
        held.line, held.ends = row.line, row.to_on is not None
        for other in ends:
            other.row.to_on = row.from_on - DAY
        one.held, one.ends = held, ends

    def _terms(self, row: Row, held: Held | None, person: Person | None) -> dict:
        """What differs from the record, of what the row says."""
        said: dict = {}
        if row.acting:
            said["acting"] = row.acting
            if row.acts_for or held is None or not held.row.acts_for:
                said["acts_for"] = self._stood_in_for(row, person)
        if row.to_on:
            said["to_on"] = row.to_on
        if row.decree:
            said["decree"] = row.decree
        if held is None:
            return said
        return {name: value for name, value in said.items() if getattr(held.row, name) != value}

    def _stood_in_for(self, row: Row, person: Person | None) -> Person:
        """The official named, or whoever held the seat last before that day."""
        holders = [held.row for held in self.seats[row.role, row.place] if not held.row.acting
                   and held.row.from_on <= row.from_on and held.row.person != person]  # fmt: skip
        if row.acts_for:
            wanted = bare(row.acts_for)
            holders = [held for held in holders if bare(held.person.name) == wanted
                       or held.person.username == row.acts_for]  # fmt: skip
            if not holders:
                raise Refused(Fault("acts_for", "acts_for_unknown"))
        if not holders:
            raise Refused(Fault("acting", "acts_for_nobody"))
        return max(holders, key=lambda held: held.from_on).person

    def _data(self, row: Row, person: Person | None) -> dict:
        """A name is changed only where the account is named: spellings differ from list to list."""
        if person is None:
            return {}
        if not person.is_active:
            raise Refused(Fault("name", "closed", person.username))
        said = {"phone": row.phone, "email": row.email, "name": row.name if row.username else ""}
        found = {name: value for name, value in said.items()
                 if value and value != getattr(person, name)}  # fmt: skip
        if found and person.pk in self.elsewhere:
            raise Refused(Fault(next(iter(found)), "kept_elsewhere", person.username))
        return found

    def _ends(self, row: Row, person: Person | None, held: Held | None,
              seat: list[Held]) -> list[Held]:  # fmt: skip
        """A new official ends the one before, the day before. Raises Refused where two would hold
        one seat, or one person one seat twice."""
        last = row.to_on or (held.row.to_on if held else None)
        acting = row.acting or (held.row.acting if held else "")
        ends = []
        for other in seat:
            if other is held or not other.overlaps(row.from_on, last):
                continue
            own = person is not None and other.row.person == person
            if own and other.row.acting == acting:
                raise Refused(Fault("from", "holds_already", f"{other.row.from_on:%d/%m/%Y}"))
            if not own and (acting or other.row.acting or row.role not in SINGLE):
                continue
            if other.row.from_on >= row.from_on:
                about = f"{other.row.person.name}, {other.row.from_on:%d/%m/%Y}"
                raise Refused(Fault("from", "seat_taken", about))
            if other.ends and other.line:
                raise Refused(Fault("from", "overlaps", str(other.line)))
            ends.append(other)
        return ends


def _appointment(row: Row, person: Person) -> Appointment:
    return Appointment(
        person=person, role=row.role, regency_id=row.place[:5],
        district_id=row.place[:8] if len(row.place) >= 8 else None,
        village_id=row.place if len(row.place) == 13 else None, from_on=row.from_on,
    )  # fmt: skip
