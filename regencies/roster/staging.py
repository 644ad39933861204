"""The good rows of a list beside the roster: what they say of each other, and what they would do.

Set by set in the database: a list is two hundred thousand rows, and none of them stays in memory.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import connection

from regencies.models import Participant, RosterImport, RosterRow, Sealed, blind
from regencies.models.roster import KK, NIK
from regencies.models.sealed import seal

# What a row says of the person; kk goes with its index.
PERSON = ("name", "born_on", "sex", "village_id", "category", "segment", "base", "kpj", "decile",
          "decile_source", "decile_as_of_on", "kk_index")  # fmt: skip
COVER = ("to_on", "agreement", "months")
STAGED = ("line", "nik", "nik_index", "kk", *PERSON, "from_on", "payer", *COVER)
TABLE = RosterRow._meta.db_table
ROSTER = Participant._meta.db_table
COVERS = "regencies_coverage"
# Where a row says something else than the roster. An empty cell says nothing.
DIFFERS = " OR ".join(f"(s.{name} IS NOT NULL AND p.{name} IS DISTINCT FROM s.{name})"
                      for name in PERSON)  # fmt: skip
COVER_DIFFERS = " OR ".join(f"(s.{name} IS NOT NULL AND c.{name} IS DISTINCT FROM s.{name})"
                            for name in COVER)  # fmt: skip


def sealed_row(line: int, values: Mapping[str, Any]) -> tuple:
    """A judged row as the table holds it: no number open."""
    found = dict(values, line=line)
    found["nik_index"] = blind(values["nik"], NIK)
    found["nik"] = seal(values["nik"], NIK)
    if "kk" in values:
        found["kk_index"] = blind(values["kk"], KK)
        found["kk"] = seal(values["kk"], KK)
    return tuple(map(found.get, STAGED))


def stage(one: RosterImport, rows: Iterable[tuple]) -> None:
    columns = ", ".join(STAGED)
    with connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLE} (roster_import_id, {columns}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((one.pk, *row))


def ask(sql: str, *words) -> list[tuple]:
    """words: values in their order, or one mapping of them by name."""
    named = len(words) == 1 and isinstance(words[0], Mapping)
    with connection.cursor() as cursor:
        cursor.execute(sql, words[0] if named else words)
        return cursor.fetchall() if cursor.description else []


def analyse() -> None:
    """The planner knows nothing of rows that have just come."""
    ask(f"ANALYZE {TABLE}")


def contradictions(one: RosterImport) -> list[tuple[int, str, int]]:
    """(line, column of the staged row, line that it differs from): rows on one person, or on one
    period, that say different things. Which is right, nobody knows: the first one stays."""
    return [*_differing(one, "nik_index", PERSON),
            *_differing(one, "nik_index, from_on, payer", COVER)]  # fmt: skip


def _firsts(columns: Iterable[str]) -> str:
    """What the first row of a group that says anything says."""
    return ", ".join(
        f"(array_agg({name} ORDER BY line) FILTER (WHERE {name} IS NOT NULL))[1] AS {name}"
        for name in columns
    )


def _repeated(keys: str) -> str:
    """The rows that share their keys with others. Found first: in most lists there are few, and
    gathering what each group says costs more than all the rest."""
    return (
        f"SELECT * FROM {TABLE} WHERE roster_import_id = %(id)s AND ({keys}) IN "  # noqa: S608
        f"(SELECT {keys} FROM {TABLE} WHERE roster_import_id = %(id)s "
        f"GROUP BY {keys} HAVING count(*) > 1)"
    )


def _differing(one: RosterImport, keys: str, columns: tuple[str, ...]) -> list[tuple]:
    which = " ".join(
        f"WHEN s.{name} IS NOT NULL AND s.{name} IS DISTINCT FROM f.{name} THEN '{name}'"
        for name in columns
    )
    same = " AND ".join(f"s.{key.strip()} = f.{key.strip()}" for key in keys.split(","))
    return ask(
        f"WITH s AS ({_repeated(keys)}), f AS (SELECT {keys}, min(line) AS first, "  # noqa: S608
        f"{_firsts(columns)} FROM s GROUP BY {keys}) "
        f"SELECT * FROM (SELECT s.line, CASE {which} END AS differing, f.first FROM s "
        f"JOIN f ON {same}) x WHERE differing IS NOT NULL AND line > first ORDER BY line",
        {"id": one.pk},
    )


def taken_out(one: RosterImport, lines: list[int]) -> list[dict[str, Any]]:
    """These rows out of the table, with what they said, their numbers sealed."""
    columns = ", ".join(STAGED)
    rows = ask(
        f"DELETE FROM {TABLE} WHERE roster_import_id = %s AND line = ANY(%s) RETURNING {columns}",  # noqa: S608
        one.pk,
        lines,
    )
    found = [dict(zip(STAGED, row, strict=True)) for row in rows]
    for row in found:
        row["nik"] = Sealed(NIK, token=row["nik"]).reveal()
        row["kk"] = Sealed(KK, token=row["kk"]).reveal() if row["kk"] else ""
    return found


def agree(one: RosterImport) -> None:
    """Rows on one person complete each other, and an older decile does not replace a younger."""
    columns = ("kk", *PERSON)
    sets = ", ".join(f"{name} = f.{name}" for name in columns)
    lacking = " OR ".join(f"s.{name} IS DISTINCT FROM f.{name}" for name in PERSON)
    ask(
        f"WITH r AS ({_repeated('nik_index')}), f AS (SELECT nik_index, {_firsts(columns)} "  # noqa: S608
        f"FROM r GROUP BY nik_index) UPDATE {TABLE} s SET {sets} FROM f "
        f"WHERE s.roster_import_id = %(id)s AND s.nik_index = f.nik_index AND ({lacking})",
        {"id": one.pk},
    )
    ask(
        f"UPDATE {TABLE} s SET decile = NULL, decile_source = NULL, decile_as_of_on = NULL "  # noqa: S608
        f"FROM {ROSTER} p WHERE s.roster_import_id = %s AND p.regency_id = %s "
        "AND p.nik_index = s.nik_index AND p.decile_as_of_on > s.decile_as_of_on",
        one.pk,
        one.regency_id,
    )


def preview(one: RosterImport) -> dict[str, int]:
    """What loading would do: people and periods that are new, changed and the same."""
    ((new, changed, same),) = ask(
        f"WITH s AS (SELECT DISTINCT ON (nik_index) * FROM {TABLE} WHERE roster_import_id = %s "  # noqa: S608
        "ORDER BY nik_index, line) "
        f"SELECT count(*) FILTER (WHERE p.id IS NULL), count(*) FILTER (WHERE p.id IS NOT NULL "
        f"AND ({DIFFERS})), count(*) FILTER (WHERE p.id IS NOT NULL AND NOT ({DIFFERS})) FROM s "
        f"LEFT JOIN {ROSTER} p ON p.regency_id = %s AND p.nik_index = s.nik_index",
        one.pk,
        one.regency_id,
    )
    people = {"people_new": new, "people_changed": changed, "people_same": same}
    ((new, changed, same),) = ask(
        f"WITH s AS (SELECT DISTINCT ON (nik_index, from_on, payer) * FROM {TABLE} "  # noqa: S608
        "WHERE roster_import_id = %s AND from_on IS NOT NULL "
        "ORDER BY nik_index, from_on, payer, line) "
        "SELECT count(*) FILTER (WHERE c.id IS NULL), count(*) FILTER (WHERE c.id IS NOT NULL "
        f"AND ({COVER_DIFFERS})), count(*) FILTER (WHERE c.id IS NOT NULL "
        f"AND NOT ({COVER_DIFFERS})) "
        f"FROM s LEFT JOIN {ROSTER} p ON p.regency_id = %s AND p.nik_index = s.nik_index "
        f"LEFT JOIN {COVERS} c ON c.participant_id = p.id AND c.from_on = s.from_on "
        "AND c.payer = s.payer",
        one.pk,
        one.regency_id,
    )
    return people | {"covers_new": new, "covers_changed": changed, "covers_same": same}


def changing(one: RosterImport, most: int) -> list[dict[str, Any]]:
    """Some of the people whose row would change: name, village, and which columns."""
    which = ", ".join(
        f"CASE WHEN s.{name} IS NOT NULL AND p.{name} IS DISTINCT FROM s.{name} THEN '{name}' END"
        for name in PERSON
    )
    rows = ask(
        f"WITH s AS (SELECT DISTINCT ON (nik_index) * FROM {TABLE} WHERE roster_import_id = %s "  # noqa: S608
        "ORDER BY nik_index, line) "
        f"SELECT s.line, p.name, v.name, array_remove(ARRAY[{which}], NULL) FROM s "
        f"JOIN {ROSTER} p ON p.regency_id = %s AND p.nik_index = s.nik_index "
        f"LEFT JOIN regencies_village v ON v.code = p.village_id WHERE {DIFFERS} "
        "ORDER BY s.line LIMIT %s",
        one.pk,
        one.regency_id,
        most,
    )
    return [dict(zip(("line", "name", "village", "columns"), row, strict=True)) for row in rows]
