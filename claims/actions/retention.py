"""When data of a claim may go, who holds them back, and the minutes of what was destroyed.

The time of each category is a dated figure with its source. What stays is what trail and awards
rest on: code, place, states, days, amounts, facts without a name, and every event. People on lists
go by the same minutes: claims.actions.unlisting.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from claims.actions.clicks import PageUsed
from claims.actions.counting import local_day
from claims.actions.exporting import seat_in
from claims.actions.mover import locked, record
from claims.actions.reference import written
from claims.actions.refusals import Incomplete, Refusal
from claims.models import Destruction, Hold
from claims.models.retention import DESTROYERS, HOLDERS, WITNESSES
from regencies.models import Figure, Person, Regency

# Category to the figure that says how many years.
KEPT_FOR = {
    "paid": "keep_paid_years",
    "unpaid": "keep_unpaid_years",
    "scholarship": "keep_scholarship_years",
    "death": "keep_death_years",
    "participant": "keep_participant_years",
}
# The age at which a scholarship ends at the latest; its own figure may say less, never more.
LAST_AGE = 23
DUE = """
    WITH one AS (
        SELECT claim.id, claim.state, claim.moved_at,
            (SELECT max(paid_on) FROM claims_payout p WHERE p.claim_id = claim.id) AS paid_on,
            (SELECT max(child.born_on) FROM claims_scholarship s
                JOIN claims_child child ON child.id = s.child_id
                WHERE s.claim_id = claim.id) AS youngest,
            EXISTS (SELECT FROM claims_scholarship s
                WHERE s.claim_id = claim.id AND s.ended_at IS NULL) AS at_school
        FROM claims_claim claim
        WHERE claim.regency_id = %(regency)s
            AND (claim.state IN ('settled', 'rejected', 'withdrawn') OR ('draft' = claim.state
                AND EXISTS (SELECT FROM claims_letter l WHERE l.claim_id = claim.id)))
            AND NOT EXISTS (SELECT FROM claims_event e
                WHERE e.claim_id = claim.id AND e.move = 'expire')
            AND NOT EXISTS (SELECT FROM claims_destroyed d WHERE d.claim_id = claim.id)
            AND NOT EXISTS (SELECT FROM claims_hold h
                WHERE h.claim_id = claim.id AND h.lifted_at IS NULL)
            AND NOT EXISTS (SELECT FROM claims_objection o
                WHERE o.claim_id = claim.id AND 'filed' = o.state)
            AND NOT EXISTS (SELECT FROM claims_question q JOIN claims_payout p ON p.id = q.payout_id
                WHERE p.claim_id = claim.id AND q.settled_at IS NULL)
    ), dated AS (
        SELECT id, CASE WHEN youngest IS NOT NULL THEN 'scholarship'
                        WHEN paid_on IS NOT NULL THEN 'paid' ELSE 'unpaid' END AS category,
            CASE WHEN youngest IS NOT NULL THEN greatest(
                    youngest + make_interval(years => %(age)s + %(scholarship)s),
                    coalesce(paid_on, moved_at) + make_interval(years => %(paid)s))
                 WHEN paid_on IS NOT NULL THEN paid_on + make_interval(years => %(paid)s)
                 ELSE moved_at + make_interval(years => %(unpaid)s) END AS due_at
        FROM one WHERE NOT at_school
    )
    SELECT id, category, due_at::date FROM dated
    WHERE due_at::date <= %(today)s AND id = coalesce(%(claim)s, id) ORDER BY id
"""


class YourOwnWitness(Refusal):
    status = 403

    def sentence(self):
        return _("Two people destroy: one decides, another one stands beside.")


class NoTime(Refusal):
    status = 409

    def sentence(self):
        return _("No figure says how long these data are kept, so nothing is destroyed.")


class LiftedMeanwhile(Refusal):
    """The hold of this click stands no longer: to answer with it would be a lie."""

    status = 409

    @property
    def title(self):
        return _("Nothing is held back now")

    def sentence(self):
        return _(
            "This page was used already, and what it held back was lifted meanwhile. Open the page "
            "again if the data must stay."
        )


@dataclass(frozen=True)
class Due:
    claim_id: int
    category: str
    due_on: date


# Holding back --------------------------------------------------------------------------------


@transaction.atomic
def hold(claim_id: int, *, reason: str, by: Person, now: datetime, key: UUID) -> Hold:
    """Whatever its time says, this claim's data stay. The same click again is the same hold, while
    it stands. Raises NotYours, Incomplete, LiftedMeanwhile, PageUsed."""
    claim = locked(claim_id)
    seat = seat_in(claim.regency_id, HOLDERS, by, now)
    reason = written(reason)
    # Of any claim: the key is unique among all holds.
    done = Hold.objects.filter(key=key).first()
    if done and done.claim_id != claim.pk:
        raise PageUsed
    standing = claim.holds.standing().first()
    if done and done == standing and (done.by_id, done.reason) == (by.pk, reason):
        return done
    if standing:
        raise Incomplete({"reason": _("It is held back already.")})
    if done:
        raise LiftedMeanwhile
    record(claim, "hold", by=by, now=now, seat=seat, note=reason)
    return Hold.objects.create(claim=claim, reason=reason, by=by, at=now, key=key)


@transaction.atomic
def lift_hold(claim_id: int, *, reason: str, by: Person, now: datetime) -> Hold | None:
    """Its time counts again. Nothing stands: nothing (the same click again)."""
    claim = locked(claim_id)
    seat = seat_in(claim.regency_id, HOLDERS, by, now)
    row = claim.holds.standing().select_for_update(of=("self",)).first()
    if row is None:
        return None
    row.lifted_by, row.lifted_at, row.lifted_why = by, now, written(reason)
    row.save(update_fields=["lifted_by", "lifted_at", "lifted_why"])
    record(claim, "lift_hold", by=by, now=now, seat=seat, note=row.lifted_why)
    return row


# What is due ---------------------------------------------------------------------------------


def rules_of(regency: Regency, now: datetime) -> dict[str, list]:
    """Category to [years, source]. Raises NoTime: a time is never guessed."""
    figures = Figure.objects.in_force(local_day(now, regency.zone), regency.pk)
    if missing := set(KEPT_FOR.values()) - figures.keys():
        raise NoTime(missing)
    return {name: [int(figures[key].value), figures[key].source] for name, key in KEPT_FOR.items()}


def due(regency: Regency, now: datetime, claim_id: int | None = None) -> list[Due]:
    """Ended claims of this regency whose data may go, and drafts that only their letter has kept;
    held ones left out. claim_id: asked of this one alone."""
    years = {name: said[0] for name, said in rules_of(regency, now).items()}
    today = now.astimezone(ZoneInfo(regency.zone)).date()
    with connection.cursor() as cursor:
        said = {"regency": regency.pk, "today": today, "age": LAST_AGE, "claim": claim_id} | years
        cursor.execute(DUE, said)
        return [Due(*row) for row in cursor.fetchall()]


def held(regency: Regency) -> int:
    return Hold.objects.standing().filter(claim__regency=regency).count()


# Destroying ----------------------------------------------------------------------------------


def begin_destruction(
    regency: Regency, *, by: Person, witness: Person, reason: str, now: datetime
) -> Destruction:
    """Its minutes, before the first row goes. One that was cut short is gone on with by the same
    two people."""
    seat_in(regency.pk, DESTROYERS, by, now)
    seat_in(regency.pk, WITNESSES, witness, now)
    if by == witness:
        raise YourOwnWitness
    if row := Destruction.objects.filter(regency=regency, ended_at=None).first():
        if {row.by_id, row.witness_id} == {by.pk, witness.pk}:
            return row
        raise Incomplete(
            {"by": _("Minutes of %(day)s are not ended: whoever began them goes on.")
             % {"day": row.at.date()}}
        )  # fmt: skip
    return Destruction.objects.create(
        regency=regency, by=by, witness=witness, reason=written(reason), at=now,
        rules=rules_of(regency, now),
    )  # fmt: skip


def end_destruction(row: Destruction, *, now: datetime) -> Destruction:
    row.refresh_from_db(fields=["counts"])
    row.counts |= {
        category: {"claims": n, "files": files}
        for category, n, files in _counted(row)
    }  # fmt: skip
    row.sha256, row.ended_at = checksum(row), now
    row.save(update_fields=["counts", "sha256", "ended_at"])
    return row


def count_people(row: Destruction, category: str, n: int) -> None:
    """So many more of a list, in the transaction in which they go."""
    row = Destruction.objects.select_for_update().get(pk=row.pk)
    before = row.counts.get(category, {}).get("people", 0)
    row.counts[category] = {"people": before + n}
    row.save(update_fields=["counts"])


def _counted(row: Destruction) -> Iterator[tuple[str, int, int]]:
    for category, n in (
        row.lines.order_by("category").values_list("category").annotate(n=Count("pk"))
    ):
        files = row.lines.filter(category=category).values_list("files", flat=True)
        yield category, n, sum(map(len, files))


def checksum(row: Destruction) -> str:
    """Over the lines as they stand, and how many of each list: whoever edits one later shows."""
    digest = hashlib.sha256()
    for line in row.lines.select_related("claim").order_by("id").iterator(1_000):
        said = [line.claim.code, line.category, str(line.due_on), line.files]
        digest.update(json.dumps(said, separators=(",", ":")).encode() + b"\n")
    for category, said in sorted(row.counts.items()):
        if "people" in said:
            digest.update(f"{category} {said['people']}\n".encode())
    return digest.hexdigest()
