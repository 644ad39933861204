"""The staged rows into the roster, some thousands at a time: each round is one transaction, for a
change of the roster holds the open claims of these people until it is committed."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max

from regencies.models import RosterImport, RosterRow
from regencies.roster.staging import (
    COVER,
    COVER_DIFFERS,
    COVERS,
    DIFFERS,
    PERSON,
    ROSTER,
    TABLE,
)

ROUND = 5_000  # rows
# Null in the staged row, never in the roster.
TEXTS = ("sex", "kpj", "decile_source", "kk_index")
SOME = f"""WITH s AS (SELECT DISTINCT ON (nik_index) * FROM {TABLE}
    WHERE roster_import_id = %(id)s AND line > %(after)s AND line <= %(to)s
    ORDER BY nik_index, line)"""  # noqa: S608
UPDATE = f"""{SOME} UPDATE {ROSTER} p SET
    {", ".join(f"{name} = coalesce(s.{name}, p.{name})" for name in PERSON)},
    kk = CASE WHEN s.kk_index IS DISTINCT FROM p.kk_index THEN coalesce(s.kk, p.kk) ELSE p.kk END,
    updated_at = %(now)s, roster_import_id = %(id)s
    FROM s WHERE p.regency_id = %(regency)s AND p.nik_index = s.nik_index AND ({DIFFERS})"""  # noqa: S608
INSERT = f"""{SOME} INSERT INTO {ROSTER} (regency_id, nik, nik_index, kk, {", ".join(PERSON)},
    created_at, updated_at, roster_import_id)
    SELECT %(regency)s, s.nik, s.nik_index, coalesce(s.kk, ''),
    {
    ", ".join(
        "coalesce(s.segment, k.segment)"
        if name == "segment"
        else f"coalesce(s.{name}, '')"
        if name in TEXTS
        else f"s.{name}"
        for name in PERSON
    )
},
    %(now)s, %(now)s, %(id)s FROM s JOIN regencies_category k ON k.code = s.category
    WHERE NOT EXISTS (SELECT 1 FROM {ROSTER} p
        WHERE p.regency_id = %(regency)s AND p.nik_index = s.nik_index)
    ON CONFLICT DO NOTHING"""  # noqa: S608
PERIODS = f"""WITH s AS (SELECT DISTINCT ON (p.id, s.from_on, s.payer) p.id AS participant_id, s.*
    FROM {TABLE} s JOIN {ROSTER} p ON p.regency_id = %(regency)s AND p.nik_index = s.nik_index
    WHERE s.roster_import_id = %(id)s AND s.line > %(after)s AND s.line <= %(to)s
    AND s.from_on IS NOT NULL ORDER BY p.id, s.from_on, s.payer, s.line)"""  # noqa: S608
SAME_PERIOD = "c.participant_id = s.participant_id AND c.from_on = s.from_on AND c.payer = s.payer"
UPDATE_COVER = f"""{PERIODS} UPDATE {COVERS} c SET
    {", ".join(f"{name} = coalesce(s.{name}, c.{name})" for name in COVER)},
    roster_import_id = %(id)s FROM s WHERE {SAME_PERIOD} AND ({COVER_DIFFERS})"""  # noqa: S608
INSERT_COVER = f"""{PERIODS} INSERT INTO {COVERS}
    (participant_id, from_on, to_on, payer, agreement, months, roster_import_id)
    SELECT s.participant_id, s.from_on, s.to_on, s.payer, coalesce(s.agreement, ''), s.months,
    %(id)s FROM s WHERE NOT EXISTS (SELECT 1 FROM {COVERS} c WHERE {SAME_PERIOD})
    ON CONFLICT DO NOTHING"""  # noqa: S608
STEPS = {
    "people_changed": UPDATE,
    "people_new": INSERT,
    "covers_changed": UPDATE_COVER,
    "covers_new": INSERT_COVER,
}


def merge(one: RosterImport, now: datetime, size: int = ROUND) -> None:
    """What is left of a list, round by round; what a killed worker has done is not done again."""
    last = RosterRow.objects.filter(roster_import=one).aggregate(last=Max("line"))["last"] or 0
    while one.through < last:
        to = min(one.through + size, last)
        with transaction.atomic():
            words = {"id": one.pk, "regency": one.regency_id, "now": now,
                     "after": one.through, "to": to}  # fmt: skip
            for name, sql in STEPS.items():
                setattr(one, name, getattr(one, name) + _count(sql, words))
            one.through, one.percent, one.attempts = to, 100 * to // last, 0
            one.save(update_fields=["through", "percent", "attempts", *STEPS])


def _count(sql: str, words: dict) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, words)
        return cursor.rowcount
