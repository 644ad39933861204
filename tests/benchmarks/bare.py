"""What a sweep is measured by: the same rows written in plain SQL, a few statements in one
transaction, and row by row, as the peers do it."""

from datetime import datetime

from django.db import connection, transaction

from claims.models import Breach, Deadline, Event, Notice
from regencies.models import Appointment, Person

# One rung has fallen for each clock, its breach; the benchmark looks that this is so.
DUE = """
CREATE TEMPORARY TABLE due ON COMMIT DROP AS
WITH heads AS (
    SELECT DISTINCT ON (a.regency_id) a.regency_id, a.person_id, p.name
    FROM regencies_appointment a JOIN regencies_person p ON p.id = a.person_id
    WHERE a.role = 'opd_head' AND p.is_active
    AND a.from_on <= %(on)s AND (a.to_on IS NULL OR a.to_on >= %(on)s)
    ORDER BY a.regency_id, a.id
), ringing AS (
    SELECT d.* FROM claims_deadline d WHERE next_action_at <= %(now)s AND set_aside_at IS NULL
    FOR UPDATE OF d SKIP LOCKED
)
SELECT d.id, d.claim_id, d.payout_id, d.stage, d.holder_id, d.due_on, d.cycle, d.rungs,
    d.rungs->0->>0 AS rung, (d.rungs->0->>1)::timestamptz AS at,
    c.village_id, c.district_id, c.regency_id, h.person_id AS given_id, h.name AS given,
    nextval('claims_event_id_seq') AS event_id
FROM ringing d JOIN claims_claim c ON c.id = d.claim_id
LEFT JOIN heads h ON h.regency_id = c.regency_id AND d.stage = 'office' AND d.holder_id IS NULL
"""
EVENTS = """
INSERT INTO claims_event (id, claim_id, payout_id, deadline_id, move, rung, cycle, from_state,
    to_state, title, at, recorded_at, reason, note, data)
SELECT event_id, claim_id, payout_id, id, rung, rung, cycle, '', '', '', at, %(now)s, '', '',
    jsonb_build_object('waits_for', stage, 'due_on', due_on, 'holder', holder_id)
    || CASE WHEN given_id IS NULL THEN '{}' ELSE jsonb_build_object('given_to', given) END
FROM due
"""
BREACHES = """
INSERT INTO claims_breach (deadline_id, claim_id, stage, holder_id, due_on, at, recorded_at,
    reason, note)
SELECT id, claim_id, stage, holder_id, due_on, at, %(now)s, '', '' FROM due
"""
NOTICES = """
WITH seats AS MATERIALIZED (
    SELECT a.role, coalesce(a.village_id, a.district_id, a.regency_id) AS place, a.person_id,
        p.email <> '' AS mailed
    FROM regencies_appointment a JOIN regencies_person p ON p.id = a.person_id
    WHERE p.is_active AND a.from_on <= %(on)s AND (a.to_on IS NULL OR a.to_on >= %(on)s)
), roles AS (
    SELECT event_id, claim_id, village_id, district_id, regency_id, holder_id,
        jsonb_array_elements_text(
            rungs->0->2 || CASE WHEN given_id IS NULL THEN '[]' ELSE '["opd_head"]'::jsonb END
        ) AS role
    FROM due
), told AS (
    SELECT r.event_id, r.claim_id, s.person_id, s.mailed
    FROM roles r, unnest(ARRAY[village_id, district_id, regency_id]) here
    JOIN seats s ON s.place = here
    WHERE s.role = r.role OR (r.role = 'holder' AND r.holder_id IS NULL AND s.role = 'opd_verifier')
    UNION
    SELECT r.event_id, r.claim_id, p.id, p.email <> ''
    FROM roles r JOIN regencies_person p ON p.id = r.holder_id WHERE r.role = 'holder'
)
INSERT INTO claims_notice (event_id, claim_id, person_id, channel, kind, about, created_at,
    sent_at, next_try_at, digested, attempts, error)
SELECT event_id, claim_id, person_id, channel, 'breach', '', %(now)s,
    CASE channel WHEN 'inbox' THEN %(now)s END, CASE channel WHEN 'email' THEN %(now)s END,
    false, 0, ''
FROM told, unnest(ARRAY['inbox', 'email']) channel WHERE mailed OR channel = 'inbox'
ON CONFLICT DO NOTHING
"""
MOVE_ON = """
UPDATE claims_deadline d SET rungs = due.rungs - 0, attempts = 0, last_error = '',
    next_action_at = (due.rungs->1->>1)::timestamptz, holder_id = coalesce(given_id, d.holder_id)
FROM due WHERE due.id = d.id
"""


def statements(now: datetime) -> int:
    """How many clocks rang."""
    words = {"now": now, "on": now.date()}
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (DUE, EVENTS, BREACHES, NOTICES):
            cursor.execute(statement, words)
        cursor.execute(MOVE_ON, words)
        return cursor.rowcount


def row_by_row(now: datetime, n: int) -> int:
    """Get, change, save, create: n rows, each in a transaction of its own."""
    due = Deadline.objects.ringing(now).order_by("next_action_at", "id")
    for pk in list(due.values_list("pk", flat=True)[:n]):
        with transaction.atomic():
            _one(pk, now)
    return n


def _one(pk: int, now: datetime) -> None:
    row = Deadline.objects.select_for_update(of=("self",)).select_related("claim").get(pk=pk)
    name, at, roles = row.rungs[0]
    data = {"waits_for": row.stage, "due_on": row.due_on.isoformat(), "holder": row.holder_id}
    holder = row.holder
    if row.stage == "office" and holder is None:
        head = _seated("opd_head", row.claim, now)[0]
        row.holder, data["given_to"] = head, head.name
        roles = [*roles, "opd_head"]
    same = {"claim": row.claim, "deadline": row, "at": at, "recorded_at": now}
    event = Event.objects.create(
        **same, payout_id=row.payout_id, move=name, rung=name, cycle=row.cycle, data=data
    )
    Breach.objects.create(**same, stage=row.stage, holder=holder, due_on=row.due_on)
    told = {}
    for role in roles:
        if role == "holder":
            found = [holder] if holder else _seated("opd_verifier", row.claim, now)
        else:
            found = _seated(role, row.claim, now)
        told |= {person.pk: person for person in found}
    for person in told.values():
        for channel in ("inbox", "email"):
            Notice.objects.create(
                event=event, claim=row.claim, person=person, channel=channel, kind=name,
                created_at=now, sent_at=now if channel == "inbox" else None,
                next_try_at=None if channel == "inbox" else now,
            )  # fmt: skip
    row.rungs = row.rungs[1:]
    row.next_action_at = row.rungs[0][1] if row.rungs else None
    row.save()


def _seated(role: str, claim, now: datetime) -> list[Person]:
    seats = Appointment.objects.seats([role], claim).on(now.date()).select_related("person")
    return [seat.person for seat in seats.order_by("id")]
