"""People of lists whose time is over: deaths that were told of, and participants.

Whoever has a claim stays as long as its data do, and so as long as it is held back. The minutes
say how many went and by which rule, and name nobody.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction

from claims.actions.destroying import GONE, standing_aside, wait_no_longer
from claims.actions.retention import count_people, rules_of
from claims.models import Destruction
from regencies.models import Participant, Regency

BATCH = 500
# Since the last day of cover, or since the list last said something new of them, if that is later.
OVER = """greatest((p.updated_at AT TIME ZONE %(zone)s)::date,
                    (SELECT max(to_on) FROM regencies_coverage WHERE participant_id = p.id))
                + make_interval(years => %(participant)s) <= %(today)s"""
# A death: since the day, or since it was told of, if that is later. One of a participant goes with
# the participant, or the next list would begin it again; and while nobody has filed or said why, it
# is open, and never goes.
# %(claims)s and %(deaths)s are taken as gone: those that go before, where it is only counted.
DUE = {
    "death": f"""
        SELECT one.id FROM claims_death one
        LEFT JOIN regencies_participant p ON p.id = coalesce(one.participant_id, one.likely_id)
        WHERE one.regency_id = %(regency)s
            AND greatest(one.died_on, (one.created_at AT TIME ZONE %(zone)s)::date)
                + make_interval(years => %(death)s) <= %(today)s
            AND NOT EXISTS (SELECT FROM claims_claim c
                WHERE c.nik_index IN (one.nik_index, p.nik_index) AND c.nik_index <> ''
                AND c.id <> ALL(%(claims)s::bigint[]))
            AND (p.id IS NULL OR ({OVER} AND (one.answered_at IS NOT NULL
                OR EXISTS (SELECT FROM claims_claim c
                    WHERE c.id = ANY(%(claims)s::bigint[]) AND c.nik_index <> ''
                    AND (c.nik_index = one.nik_index
                        OR (c.nik_index = p.nik_index AND one.participant_id = p.id))
                    AND c.state <> 'withdrawn' AND (c.kind = 'death' OR c.died_on IS NOT NULL)))))
    """,  # noqa: S608
    "participant": f"""
        SELECT p.id FROM regencies_participant p
        WHERE p.regency_id = %(regency)s AND {OVER}
            AND NOT EXISTS (SELECT FROM claims_claim c
                WHERE c.nik_index = p.nik_index AND c.nik_index <> ''
                AND c.id <> ALL(%(claims)s::bigint[]))
            AND NOT EXISTS (SELECT FROM claims_death d
                WHERE d.participant_id = p.id AND d.id <> ALL(%(deaths)s::bigint[]))
            AND NOT EXISTS (SELECT FROM claims_death d
                WHERE d.likely_id = p.id AND d.id <> ALL(%(deaths)s::bigint[]))
    """,  # noqa: S608
}
ROW = {"death": "one", "participant": "p"}
GOES = {
    "death": (
        "DELETE FROM claims_deathanswer WHERE death_id = ANY(%(ids)s::bigint[])",
        "DELETE FROM claims_death WHERE id = ANY(%(ids)s::bigint[])",
    ),
    "participant": (
        "DELETE FROM regencies_coverage WHERE participant_id = ANY(%(ids)s::bigint[])",
        "DELETE FROM regencies_participant WHERE id = ANY(%(ids)s::bigint[])",
    ),
}
# Their triggers let nobody delete a row.
STANDS_ASIDE = {"death": ("claims_deathanswer", "claims_death"), "participant": ()}


@dataclass(frozen=True)
class Batch:
    category: str
    ids: list[int]


def due(regency: Regency, now: datetime, claims: Sequence[int] = ()) -> dict[str, list[int]]:
    """Category to the rows that may go once these claims are destroyed."""
    said = _terms(regency, now) | {"claims": list(claims)}
    deaths = _ids("death", said)
    return {"death": deaths, "participant": _ids("participant", said | {"deaths": deaths})}


def batches(regency: Regency, now: datetime) -> Iterator[Batch]:
    """What is due, some hundred at a time; the deaths first, for they point at participants, who
    are looked for when those have gone."""
    for category in DUE:
        ids = _ids(category, _terms(regency, now))
        for first in range(0, len(ids), BATCH):
            yield Batch(category, ids[first : first + BATCH])


@transaction.atomic
def unlist(batch: Batch, minutes: Destruction, *, now: datetime) -> int:
    """How many of these went: those that are still due under their locks. Their count is in the
    minutes with it."""
    wait_no_longer()
    said = _terms(minutes.regency, now) | {"ids": batch.ids}
    row = ROW[batch.category]
    # The tables before the rows: who waits for a row of ours has the table already.
    with standing_aside(*STANDS_ASIDE[batch.category]) as cursor:
        found = _ids(
            batch.category, said, f"AND {row}.id = ANY(%(ids)s::bigint[]) FOR UPDATE OF {row}"
        )
        for statement in GOES[batch.category]:
            cursor.execute(statement, {"ids": found})
    if batch.category == "participant":
        _out_of_the_admins_log(found)
    if found:
        count_people(minutes, batch.category, len(found))
    return len(found)


def _out_of_the_admins_log(ids: Sequence[int]) -> None:
    """Whoever mended one of them there left the name in it."""
    kind = ContentType.objects.get_for_model(Participant)
    rows = LogEntry.objects.filter(content_type=kind, object_id__in=list(map(str, ids)))
    rows.update(object_repr=GONE)


def _terms(regency: Regency, now: datetime) -> dict:
    years = {category: said[0] for category, said in rules_of(regency, now).items()}
    today = now.astimezone(ZoneInfo(regency.zone)).date()
    return years | {
        "regency": regency.pk, "zone": regency.zone, "today": today, "claims": [], "deaths": [],
    }  # fmt: skip


def _ids(category: str, said: dict, more: str = "ORDER BY 1") -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(f"{DUE[category]} {more}", said)
        return [pk for (pk,) in cursor.fetchall()]
