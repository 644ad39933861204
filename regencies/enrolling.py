"""The roster into the database, batch by batch, so that a second run changes nothing."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from regencies.models import Coverage, Participant, Village, blind
from regencies.models.roster import KK, NIK
from regencies.roster_table import PERSON, Refused, Row

COLUMN_OF = {to: name for name, (to, _) in PERSON.items()}
Key = tuple[str, str]  # regency, index of the NIK


@dataclass
class Count:
    """What became of the rows."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    refused: int = 0

    def __str__(self) -> str:
        unchanged = self.rows - self.added - self.updated - self.refused
        return (
            f"{self.rows} rows: {self.added} added, {self.updated} updated, "
            f"{unchanged} unchanged, {self.refused} refused."
        )


@dataclass
class Enrolling:
    """One file on its way into the roster. Call it within a transaction.

    regency: for rows that name no village; empty if all do.
    batch: how many rows go into one round of statements.
    """

    now: datetime
    regency: str = ""
    refuse: Callable[[Refused], None] = lambda refused: None
    batch: int = 2_000
    count: Count = field(default_factory=Count)
    # What earlier lines said of a person and of a period: (line, values).
    persons: dict[Key, tuple[int, dict]] = field(default_factory=dict)
    covers: dict[tuple, tuple[int, dict]] = field(default_factory=dict)

    def load(self, found: Iterable[Row | Refused]) -> Count:
        rest = iter(found)
        while batch := list(islice(rest, self.batch)):
            self.count.rows += len(batch)
            self._write(list(self._fit(batch)))
        return self.count

    def _fit(self, batch: list[Row | Refused]) -> Iterator[tuple[Key, Row]]:
        """The rows of the batch that go with our places and with the lines before them."""
        codes = {row.village for row in batch if isinstance(row, Row) and row.village}
        villages = set(Village.objects.filter(code__in=codes).values_list("code", flat=True))
        for row in batch:
            if isinstance(row, Refused):
                self._refuse(row)
                continue
            regency = row.village[:5] or self.regency
            key = (regency, blind(row.nik, NIK))
            reason = self._misplaced(row, villages) or self._contradicted(row, key)
            if reason:
                self._refuse(Refused(row.line, *reason))
            else:
                yield key, row

    def _refuse(self, refused: Refused) -> None:
        self.count.refused += 1
        self.refuse(refused)

    def _misplaced(self, row: Row, villages: set[str]) -> tuple[str, str] | None:
        if not row.village:
            return None if self.regency else ("village_code", "is empty, and no --regency is given")
        if row.village not in villages:
            return "village_code", "is no village that we know"
        if self.regency and not row.village.startswith(f"{self.regency}."):
            return "village_code", f"lies outside {self.regency}"
        return None

    def _contradicted(self, row: Row, key: Key) -> tuple[str, str] | None:
        """Two lines on one person, or on one period, that differ: which is right, nobody knows."""
        line, said = self.persons.setdefault(key, (row.line, {}))
        for name, value in row.person.items():
            if said.get(name, value) != value:
                return COLUMN_OF[name], f"differs from line {line}, which has the same NIK"
        if row.cover:
            at = (*key, row.cover["from_on"], row.cover["payer"])
            line, cover = self.covers.setdefault(at, (row.line, row.cover))
            if cover != row.cover:
                return "cover_from", f"differs from line {line}, which has the same period"
        said.update(row.person)
        return None

    def _write(self, rows: list[tuple[Key, Row]]) -> None:
        known = {
            (one.regency_id, one.nik_index): one
            for one in Participant.objects.filter(nik_index__in={index for (_, index), _ in rows})
        }
        new: dict[Key, Participant] = {}
        changed = Changes(Participant)
        outcomes: dict[int, str] = {}
        for key, row in rows:
            if one := known.get(key):
                if changed.set(one, _person(row)):
                    outcomes[row.line] = "updated"
            elif one := new.get(key):
                changed.put(one, _person(row))
            else:
                new[key] = Participant(
                    regency_id=key[0], nik=row.nik, created_at=self.now, updated_at=self.now,
                    **row.person,
                )  # fmt: skip
                outcomes[row.line] = "added"
        Participant.objects.bulk_create(new.values())
        changed.write(updated_at=self.now)
        self._write_covers(rows, known | new, outcomes)
        self.count.added += sum(what == "added" for what in outcomes.values())
        self.count.updated += sum(what == "updated" for what in outcomes.values())

    def _write_covers(self, rows, participants: dict[Key, Participant], outcomes) -> None:
        ids = {participants[key].pk for key, row in rows if row.cover}
        known = {
            (one.participant_id, one.from_on, one.payer): one
            for one in Coverage.objects.filter(participant__in=ids)
        }
        new = []
        changed = Changes(Coverage)
        for key, row in rows:
            if not row.cover:
                continue
            owner = participants[key].pk
            one = known.get((owner, row.cover["from_on"], row.cover["payer"]))
            if one is None:
                one = Coverage(participant_id=owner, **row.cover)
                known[owner, one.from_on, one.payer] = one
                new.append(one)
                outcomes[row.line] = "added"
            elif one.pk and changed.set(one, row.cover):
                outcomes.setdefault(row.line, "updated")
        Coverage.objects.bulk_create(new)
        changed.write()


def _person(row: Row) -> dict[str, Any]:
    """The values to compare and keep; a KK is compared by its index, so that it stays sealed."""
    kk = {"kk_index": blind(row.person["kk"], KK)} if "kk" in row.person else {}
    return row.person | kk


class Changes:
    """Rows that are there and get other values, written by one statement for a few hundred."""

    def __init__(self, model):
        self.model, self.rows, self.columns = model, {}, set()

    def set(self, row, values: dict[str, Any]) -> bool:
        differing = {
            name for name, value in values.items() if name != "kk" and getattr(row, name) != value
        }
        if not differing:
            return False
        if "kk_index" in differing:
            differing.add("kk")
        self.put(row, {name: values[name] for name in differing})
        self.rows[row.pk] = row
        self.columns |= {self.model._meta.get_field(name).name for name in differing}
        return True

    def put(self, row, values: dict[str, Any]) -> None:
        for name, value in values.items():
            setattr(row, name, value)

    def write(self, **stamps) -> None:
        if not self.rows:
            return
        for row in self.rows.values():
            self.put(row, stamps)
        self.model.objects.bulk_update(
            self.rows.values(), sorted(self.columns | set(stamps)), batch_size=500
        )
