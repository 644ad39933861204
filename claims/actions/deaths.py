"""Deaths from a list or a village's word, put beside the list of participants."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q

from claims.actions.refusals import NotYours, Stale
from claims.models import Death, DeathList
from claims.rules.unfiled import Listed, likely
from regencies.deaths.reading import Judged, Table, Told, identity, judge
from regencies.models import (
    Actor,
    Appointment,
    Participant,
    Person,
    Regency,
    Role,
    RosterImport,
    Village,
    blind,
    digest,
)
from regencies.models.people import VILLAGE_ROLES
from regencies.roster.places import Places

BATCH = 500


@dataclass(frozen=True)
class Whose:
    """Whose list it is: a regency's, or one village's."""

    regency: Regency
    village: Village | None = None

    def today(self, now: datetime):
        return now.astimezone(ZoneInfo(self.regency.zone)).date()


@dataclass(frozen=True)
class Plan:
    """What loading would do. completed: deaths on record without a NIK that the list tells of with
    one, by key. protected: of the new ones those whose NIK is on the list of participants."""

    judged: list[Judged]
    added: list[Told]
    known: int
    completed: dict[int, Told]
    protected: int

    @property
    def refused(self) -> list[Judged]:
        return [row for row in self.judged if row.told is None]

    @property
    def seen(self) -> str:
        """A few letters that stand for what the preview says."""
        counts = [self.judged, self.added, self.completed, self.refused]
        return digest([self.known, *map(len, counts)])


def bringers(actor: Actor) -> list[Appointment]:
    """The seats from which this person may bring a list."""
    return [seat for seat in actor.seats if seat.role in (*VILLAGE_ROLES, Role.ADMINISTRATOR)]


def whose(seat: Appointment) -> Whose:
    return Whose(seat.regency, seat.village if seat.role in VILLAGE_ROLES else None)


def _may(by: Person, now: datetime, of: Whose) -> None:
    code = of.village.pk if of.village else None
    if not any(seat.regency_id == of.regency.pk and seat.village_id == code
               for seat in bringers(Actor.at(by, now))):  # fmt: skip
        raise NotYours


def what_loading_does(table: Table, of: Whose, now: datetime) -> Plan:
    """Every row with what would become of it; nothing is written."""
    own = of.village.pk if of.village else ""
    judged = judge(table, Places.of(of.regency.pk), of.today(now), own)
    told = [row.told for row in judged if row.told]
    on_record = _on_record(of.regency.pk, told)
    added: dict[str, Told] = {}
    completed: dict[int, Told] = {}
    for one in told:
        pk, numbered = _same(one, on_record)
        if not pk:
            added.setdefault(_identity(one), one)
        elif one.nik and not numbered:
            completed.setdefault(pk, one)
    indexes = [blind(one.nik, "nik") for one in added.values() if one.nik]
    protected = Participant.objects.filter(regency=of.regency, nik_index__in=indexes).count()
    return Plan(judged, list(added.values()), len(told) - len(added), completed, protected)


def _identity(told: Told) -> str:
    """One death once, whoever tells of it. Of a number nothing but its blind index."""
    if told.nik:
        return blind(told.nik, "nik")
    return _digest(identity(told))


def _digest(parts: Iterable) -> str:
    return hashlib.sha256("|".join(str(part) for part in parts).encode()).hexdigest()


def _bare(told: Told) -> str:
    """Told of with its NIK once, and once without, it is one death all the same."""
    return _digest((told.name.casefold(), told.died_on, told.village))


def _same(told: Told, on_record: dict[str, tuple[int, bool]]) -> tuple[int, bool]:
    """The death on record that this one is, and whether it has a NIK; (0, False) for none."""
    pk, numbered = on_record.get(_identity(told)) or on_record.get(_bare(told)) or (0, False)
    if told.nik and numbered and _identity(told) not in on_record:
        # Two numbers are two people, whatever their names.
        return 0, False
    return pk, numbered


def _on_record(regency: str, told: Sequence[Told]) -> dict[str, tuple[int, bool]]:
    """What each death on record may be known by, to its key and whether it has a NIK."""
    rows = Death.objects.filter(regency=regency).filter(
        Q(identity__in={_identity(one) for one in told})
        | Q(village__in={one.village for one in told}, died_on__in={one.died_on for one in told})
    )
    found: dict[str, tuple[int, bool]] = {}
    for pk, known_by, index, name, died_on, village in rows.order_by("nik_index", "id").values_list(
        "pk", "identity", "nik_index", "name", "died_on", "village"
    ):
        found[known_by] = (pk, bool(index))
        found.setdefault(_digest((name.casefold(), died_on, village)), (pk, bool(index)))
    return found


@transaction.atomic
def load_deaths(
    table: Table, of: Whose, *, seen: str | None, by: Person | None, now: datetime
) -> tuple[DeathList, Plan]:
    """What the preview showed; raises NotYours, Stale where it would be another by now. seen:
    None where no preview was shown."""
    if by is not None:
        _may(by, now, of)
    _alone(of.regency.pk)
    plan = what_loading_does(table, of, now)
    if seen is not None and plan.seen != seen:
        raise Stale
    row = DeathList.objects.create(
        regency=of.regency, village=of.village, by=by, at=now, file_name=table.name,
        sha256=table.sha256, rows=len(plan.judged), added=len(plan.added), known=plan.known,
        refused=len(plan.refused),
    )  # fmt: skip
    match([*_write(plan.added, of, row, by, now), *_complete(plan.completed)], now)
    return row, plan


@transaction.atomic
def add_death(told: Told, of: Whose, *, by: Person, now: datetime) -> Death:
    """A death that a village types. Told of already it is the one on record."""
    _may(by, now, of)
    _alone(of.regency.pk)
    on_record = _on_record(of.regency.pk, [told])
    pk, numbered = _same(told, on_record)
    if pk:
        if told.nik and not numbered:
            match(_complete({pk: told}), now)
        return Death.objects.get(pk=pk)
    (row,) = _write([told], of, None, by, now)
    match([row], now)
    return row


def _alone(regency: str) -> None:
    """Two lists of one regency wait for each other: what is new is asked before it is written."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"deaths {regency}"])


def _write(
    told: Sequence[Told], of: Whose, row: DeathList | None, by: Person | None, now: datetime
) -> list[Death]:
    return Death.objects.bulk_create(
        [Death(regency=of.regency, village_id=one.village, death_list=row, name=one.name,
               nik=one.nik, born_on=one.born_on, sex=one.sex, died_on=one.died_on, akta=one.akta,
               accident=one.accident, identity=_identity(one), by=by, created_at=now,
               looked_at=now)
         for one in told],
        batch_size=BATCH,
    )  # fmt: skip


def _complete(told: dict[int, Told]) -> list[Death]:
    """A list knows the number that a village did not. What somebody has settled stays."""
    rows = list(Death.objects.filter(pk__in=told, participant=None, answered_at=None))
    for row in rows:
        row.nik, row.identity = told[row.pk].nik, _identity(told[row.pk])
        row.akta = row.akta or told[row.pk].akta
        row.save(update_fields=["nik", "nik_index", "identity", "akta"])
    return rows


# Beside the list of participants ---------------------------------------------------------------


def match(deaths: Sequence[Death], now: datetime) -> int:
    """Whom of the list each of them is: by the NIK, else likely by name, birth and village. Who is
    found is to be reminded of at once. Returns how many were."""
    by_nik = {
        (row.regency_id, row.nik_index): row.pk
        for row in Participant.objects.filter(
            regency__in={one.regency_id for one in deaths},
            nik_index__in={one.nik_index for one in deaths if one.nik_index},
        ).only("regency", "nik_index")
    }
    near = _near([one for one in deaths if (one.regency_id, one.nik_index) not in by_nik])
    found = []
    for one in deaths:
        one.looked_at = now
        one.participant_id = by_nik.get((one.regency_id, one.nik_index))
        if one.participant_id is None:
            one.likely_id = likely(one.name, near.get((one.village_id, one.born_on), ()))
        else:
            one.likely_id = None
        if one.participant_id or one.likely_id:
            found.append(one)
            if one.reminded_from is None:
                one.reminded_from = one.next_action_at = now
    fields = ["participant", "likely", "looked_at", "reminded_from", "next_action_at"]
    Death.objects.bulk_update(deaths, fields, batch_size=BATCH)
    return len(found)


def _near(deaths: Sequence[Death]) -> dict[tuple, list[Listed]]:
    """Those on the list by village and birth."""
    born = {one.born_on for one in deaths if one.born_on}
    if not born:
        return {}
    found: dict[tuple, list[Listed]] = {}
    rows = Participant.objects.filter(
        village__in={one.village_id for one in deaths}, born_on__in=born
    )
    for pk, name, village, on in rows.values_list("pk", "name", "village", "born_on"):
        found.setdefault((village, on), []).append(Listed(pk, name))
    return found


def regencies_to_match(now: datetime):
    """Those with a list of participants newer than the look at a death that none has known."""
    unknown = Death.objects.filter(
        regency=OuterRef("regency"), participant=None, settled_by=None,
        looked_at__lt=OuterRef("loaded_at"),
    )  # fmt: skip
    loaded = RosterImport.objects.filter(loaded_at__lte=now)
    newer = loaded.filter(Exists(unknown), regency=OuterRef("pk"))
    return Regency.objects.filter(served=True).filter(Exists(newer))


@transaction.atomic
def match_again(code: str, *, now: datetime) -> int | None:
    """Some of the deaths that no list has known, beside the newest one; the next run finds the
    rest."""
    newest = RosterImport.objects.filter(regency=code, loaded_at__lte=now).order_by("-loaded_at")
    loaded_at = newest.values_list("loaded_at", flat=True).first()
    rows = list(
        Death.objects.filter(
            regency=code, participant=None, settled_by=None, looked_at__lt=loaded_at
        )
        .order_by("looked_at", "id")
        .select_for_update(skip_locked=True, no_key=True)[:BATCH]
    )
    answered = [row for row in rows if row.answered_at]
    Death.objects.filter(pk__in=[row.pk for row in answered]).update(looked_at=now)
    return match([row for row in rows if not row.answered_at], now) if rows else None
