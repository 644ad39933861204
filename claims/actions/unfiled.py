"""A death without a claim: the village files, or says why not, and is reminded until then."""

import itertools
import uuid
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Exists
from django.utils.translation import gettext as _

from claims import notices
from claims.actions.filing import keep, start
from claims.actions.refusals import Incomplete, NotYours, TooLate
from claims.models import Claim, Death, DeathAnswer
from claims.models.deaths import BEGUN, UNFILED_REASONS, claims_of
from claims.rules.states import Kind, State
from claims.rules.unfiled import next_reminder
from regencies.models import Actor, Appointment, Figure, Person, Role
from regencies.models.people import VILLAGE_ROLES

SECOND, EVERY, CAMAT = "death_second_reminder_days", "death_reminder_days", "death_camat_days"
# Reminders fall at eight, as those of a clock do.
AT = time(8)
DECIDED = (State.REJECTED, State.APPROVED, State.AWARDED, State.SETTLED)
LONGEST_NOTE = 2000
VILLAGE_NAME = 22  # signs of it that an address of a notice has room for
# A draft's own key: whoever presses the button twice has one.
FILED = uuid.UUID("5e0b6a52-2f0e-4c55-9b1c-0f2f6f6f9a31")
BATCH = 400


class Claimed(TooLate):
    """There is a claim or a reason already."""

    def __init__(self):
        super().__init__(None, "")

    @property
    def title(self):
        return _("This is done already")

    def sentence(self):
        return _("A claim or a reason for this death is on record. Look at the list again.")


def _locked(pk: int, by: Person, now: datetime) -> tuple[Death, Appointment]:
    row = Death.objects.select_for_update(of=("self",)).select_related(
        "village__district__regency", "participant", "likely"
    ).get(pk=pk)  # fmt: skip
    seats = [seat for seat in Actor.at(by, now).seats
             if seat.role in VILLAGE_ROLES and seat.village_id == row.village_id]  # fmt: skip
    if not seats:
        raise NotYours
    return row, min(seats, key=lambda seat: bool(seat.acting))


@transaction.atomic
def confirm_death(pk: int, *, same: bool, by: Person, now: datetime) -> Death:
    """Whether the likely one is this person: by somebody who knows the village. Raises NotYours,
    Claimed."""
    row, _seat = _locked(pk, by, now)
    if row.likely_id is None:
        raise Claimed
    row.settled_by = by
    row.participant = row.likely if same else None
    row.likely = None
    if not same:
        row.next_action_at = None
    row.save(update_fields=["settled_by", "participant", "likely", "next_action_at"])
    return row


@transaction.atomic
def answer_death(
    pk: int, *, reason: str, note: str, key: UUID, by: Person, now: datetime
) -> DeathAnswer:
    """Put on record why there is no claim; then nobody is reminded any more. The same click again
    is the same row. Raises NotYours, Incomplete, Claimed."""
    row, _seat = _locked(pk, by, now)
    if found := DeathAnswer.objects.filter(key=key, death=row).first():
        return found
    if row.answered_at:
        raise Claimed
    if reason not in UNFILED_REASONS:
        raise Incomplete({"reason": _("Choose a reason.")})
    if not note.strip():
        raise Incomplete({"note": _("Write down why: those who come after you will ask.")})
    row.answered_at, row.next_action_at = now, None
    row.save(update_fields=["answered_at", "next_action_at"])
    return DeathAnswer.objects.create(
        death=row, reason=reason, note=note.strip()[:LONGEST_NOTE], key=key, by=by, at=now
    )


@transaction.atomic
def file_death(pk: int, *, by: Person, now: datetime) -> Claim:
    """A draft with what is known of the person. One that the village has begun already is that
    one. Raises NotYours, Claimed."""
    row, _seat = _locked(pk, by, now)
    person = row.participant
    if row.answered_at or person is None or not Death.objects.unfiled().filter(pk=pk).exists():
        raise Claimed
    indexes = {row.nik_index, person.nik_index} - {""}
    begun = Claim.objects.filter(
        village=row.village, nik_index__in=indexes, state__in=BEGUN
    ).order_by("id")
    if found := begun.first():
        return found
    accident = row.accident
    claim = start(
        kind=Kind.ACCIDENT if accident else Kind.DEATH, village=row.village,
        key=_key(row, by), by=by, now=now,
        event_on=None if accident else row.died_on, died_on=row.died_on if accident else None,
        at_work=True if accident else None,
    )  # fmt: skip
    known = {
        "name": person.name, "nik": person.nik.reveal() or row.nik.reveal(),
        "kk": person.kk.reveal(), "born_on": person.born_on or row.born_on,
        "sex": person.sex or row.sex, "akta_number": row.akta,
    }  # fmt: skip
    values = {name: value for name, value in known.items() if value}
    return keep(claim.pk, values, by=by, now=now)


def _key(row: Death, by: Person) -> UUID:
    """Of the draft that this person begins: a second click is the same one, and after one that was
    withdrawn or expired comes another."""
    given_up = Claim.objects.filter(entered_by=by).exclude(state=State.DRAFT)
    keys = (uuid.uuid5(FILED, f"{row.pk} {n}") for n in itertools.count())
    return next(key for key in keys if not given_up.filter(key=key).exists())


# Reminding -------------------------------------------------------------------------------------


def remind(now: datetime, failed: list) -> int:
    """Everything that is due, some hundred at a time, each in a transaction of its own. Returns
    how many reminders fell."""
    told, tried = 0, set()
    while True:
        with transaction.atomic():
            rows = list(_due(now).exclude(pk__in=tried)[:BATCH])
            if not rows:
                return told
            tried |= {row.pk for row in rows}
            told += remind_of(rows, now, failed)


def _due(now: datetime):
    # SKIP LOCKED: a second sweeper takes other rows.
    return (
        Death.objects.ringing(now)
        .order_by("next_action_at", "id")
        .annotate(
            claimed=Exists(claims_of()), decided=Exists(claims_of().filter(state__in=DECIDED))
        )
        .select_related("village__district__regency")
        .select_for_update(skip_locked=True, no_key=True, of=("self",))
    )


def remind_of(rows: Sequence[Death], now: datetime, failed: list) -> int:
    """Tell the village of each of these locked rows, or let it be where there is a claim."""
    seats = notices.Seats(now, whole=True)
    terms: dict[str, tuple[int, int, int] | None] = {}
    told, moved = [], []
    for row in rows:
        regency = row.village.district.regency
        if regency.pk not in terms:
            terms[regency.pk] = _terms(regency, now, failed)
        if (days := terms[regency.pk]) is None:
            continue
        moved.append(row)
        zone = ZoneInfo(regency.zone)
        first = row.reminded_from.astimezone(zone).date()
        passed = (now.astimezone(zone).date() - first).days
        next_on = first + timedelta(days=next_reminder(passed, *days[:2]))
        row.next_action_at = datetime.combine(next_on, AT, tzinfo=zone)
        if row.claimed:
            # Should the village withdraw it, the reminders go on; what is decided is over.
            row.next_action_at = None if row.decided else row.next_action_at
        else:
            told.append((row, passed, passed >= days[2]))
    _tell(told, seats, now)
    Death.objects.bulk_update(moved, ["next_action_at"])
    return len(told)


def _terms(regency, now: datetime, failed: list) -> tuple[int, int, int] | None:
    figures = Figure.objects.in_force(now.astimezone(ZoneInfo(regency.zone)).date(), regency.pk)
    if not {SECOND, EVERY, CAMAT} <= figures.keys():
        failed.append(regency.pk)
        return None
    second, every, camat = (int(figures[key].value) for key in (SECOND, EVERY, CAMAT))
    return second, every, camat


def _tell(told: Sequence[tuple[Death, int, bool]], seats: notices.Seats, now: datetime) -> None:
    places = {row.village_id: notices.Place(row.village_id, row.village.district_id,
                                            row.regency_id, row.village.district.regency.zone)
              for row, _days, _camat in told}  # fmt: skip
    roles = (*VILLAGE_ROLES, Role.CAMAT, Role.OPD_HEAD)
    seats.look_up((place, roles) for place in places.values())
    of_village, of_camat = [], []
    for row, days, camat in told:
        place = places[row.village_id]
        about = f"{row.pk} {days} {row.village.name[:VILLAGE_NAME]}"
        near = seats.people(VILLAGE_ROLES, place, None)
        above = seats.people([Role.CAMAT], place, None) or seats.people(
            [Role.OPD_HEAD], place, None
        )
        of_village.append((about, near or above))
        if camat and near:
            of_camat.append((about, above))
    notices.owe_each_about("death_unfiled", of_village, now)
    notices.owe_each_about("death_waits", of_camat, now)
