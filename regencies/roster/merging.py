"""The staged rows into the roster, some thousands at a time: each round is one transaction, for a
change of the roster holds the open claims of these people until it is committed."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max

from regencies.models import RosterImport, RosterRow
from regencies.roster.staging import (
    COVER,
    COVERS,
    PERIODS,
    PERSON,
    ROSTER,
    STAGED,
    ask,
    beside,
    roomy,
)

ROUND = 5_000  # rows
# Null in the staged row, never in the roster.
TEXTS = ("sex", "kpj", "decile_source", "kk_index")
STEPS = ("people_changed", "people_new", "covers_changed", "covers_new")


def _of_a_new_person(name: str) -> str:
    if name == "segment":
        return "coalesce(s.segment, k.segment)"
    return f"coalesce(s.{name}, '')" if name in TEXTS else f"s.{name}"


# The rows are laid beside the roster once, and all four steps go on from there.
SQL = f"""WITH s AS MATERIALIZED ({beside(*STAGED)} AND s.line > %(after)s AND s.line <= %(to)s),
people_changed AS (UPDATE {ROSTER} p SET
    {", ".join(f"{name} = coalesce(s.{name}, p.{name})" for name in PERSON)},
    kk = CASE WHEN s.kk_index IS DISTINCT FROM p.kk_index THEN coalesce(s.kk, p.kk) ELSE p.kk END,
    updated_at = %(now)s, roster_import_id = %(id)s
    FROM s WHERE p.id = s.participant_id AND s.differs RETURNING p.id),
people_new AS (INSERT INTO {ROSTER} (regency_id, nik, nik_index, kk, {", ".join(PERSON)},
    created_at, updated_at, roster_import_id)
    SELECT %(regency)s, s.nik, s.nik_index, coalesce(s.kk, ''),
    {", ".join(map(_of_a_new_person, PERSON))}, %(now)s, %(now)s, %(id)s
    FROM (SELECT DISTINCT ON (nik_index) * FROM s WHERE new
        ORDER BY nik_index, line) s
    LEFT JOIN regencies_category k ON k.code = s.category RETURNING id, nik_index),
covers_changed AS (UPDATE {COVERS} c SET
    {", ".join(f"{name} = coalesce(s.{name}, c.{name})" for name in COVER)},
    roster_import_id = %(id)s FROM s WHERE c.id = s.cover_id AND s.cover_differs RETURNING c.id),
covers_new AS (INSERT INTO {COVERS}
    (participant_id, from_on, to_on, payer, agreement, months, roster_import_id)
    SELECT DISTINCT ON ({PERIODS}) coalesce(s.participant_id, n.id), s.from_on, s.to_on, s.payer,
    coalesce(s.agreement, ''), s.months, %(id)s
    FROM s LEFT JOIN people_new n USING (nik_index)
    WHERE s.cover_new ORDER BY {PERIODS}, s.line RETURNING id)
SELECT {", ".join(f"(SELECT count(*) FROM {name})" for name in STEPS)}"""  # noqa: S608


def merge(one: RosterImport, now: datetime, size: int = ROUND) -> None:
    """What is left of a list, round by round; what a killed worker has done is not done again."""
    last = RosterRow.objects.filter(roster_import=one).aggregate(last=Max("line"))["last"] or 0
    while one.through < last:
        to = min(one.through + size, last)
        try:
            _round(one, to, last, now)
        except IntegrityError:
            # Somebody has just brought one of these people by hand: now they are seen.
            one.refresh_from_db()
            _round(one, to, last, now)


@transaction.atomic
def _round(one: RosterImport, to: int, last: int, now: datetime) -> None:
    roomy()
    (done,) = ask(
        SQL, {"id": one.pk, "regency": one.regency_id, "now": now, "after": one.through, "to": to}
    )
    for name, count in zip(STEPS, done, strict=True):
        setattr(one, name, getattr(one, name) + count)
    # Everybody counts as unchanged until a round says otherwise; whom a hand changes between two
    # rounds, it says twice.
    one.people_same = max(0, one.people_same - done[0] - done[1])
    one.covers_same = max(0, one.covers_same - done[2] - done[3])
    one.through, one.percent, one.attempts = to, 100 * to // last, 0
    one.save(update_fields=["through", "percent", "attempts", *STEPS, "people_same", "covers_same"])
