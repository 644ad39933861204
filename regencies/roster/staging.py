"""The good rows of a list beside the roster: what they say of each other, and what they would do.

Set by set in the database: a list is two hundred thousand rows, and none of them stays in memory.
"""

from collections.abc import Iterable, Iterator, Mapping
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
# What rows must agree on, by what they share: a person, a period.
PEOPLE, PERIODS = "nik_index", "nik_index, from_on, payer"
AGREEING = ((PEOPLE, PERSON), (PERIODS, COVER))


def sealed_row(line: int, values: Mapping[str, Any], nonces: Iterator[bytes]) -> tuple:
    """A judged row as the table holds it: no number open."""
    found = dict(values, line=line)
    found["nik_index"] = blind(values["nik"], NIK)
    found["nik"] = seal(values["nik"], NIK, next(nonces))
    if "kk" in values:
        found["kk_index"] = blind(values["kk"], KK)
        found["kk"] = seal(values["kk"], KK, next(nonces))
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


def beside(*columns: str) -> str:
    """The staged rows with what the roster has of the same person and period.

    Each row looks it up by the unique index. Left to itself the planner, which knows nothing of
    rows that came a moment ago, reads the whole roster for some thousands of them. For the same
    reason new is a column: that an id is null it takes for the rare case.
    """
    return f"""SELECT {", ".join(f"s.{name}" for name in columns)},
        p.id AS participant_id, p.id IS NULL AS new,
        p.id IS NOT NULL AND ({DIFFERS}) AS differs,
        c.id AS cover_id, c.id IS NULL AND s.from_on IS NOT NULL AS cover_new,
        c.id IS NOT NULL AND ({COVER_DIFFERS}) AS cover_differs
        FROM {TABLE} s
        LEFT JOIN LATERAL (SELECT * FROM {ROSTER} WHERE regency_id = %(regency)s
            AND nik_index = s.nik_index AND nik_index <> '' LIMIT 1) p ON true
        LEFT JOIN LATERAL (SELECT * FROM {COVERS} WHERE participant_id = p.id
            AND from_on = s.from_on AND payer = s.payer LIMIT 1) c ON true
        WHERE s.roster_import_id = %(id)s"""  # noqa: S608


def roomy() -> None:
    """For this transaction: a whole list is grouped in memory, not on the disk."""
    ask("SET LOCAL work_mem = '64MB'")


def analyse() -> None:
    """The planner knows nothing of rows that have just come; these are the columns that it asks
    about."""
    ask(f"ANALYZE {TABLE} (roster_import_id, line, {PERIODS})")


def repeats(one: RosterImport) -> bool:
    """Whether anybody stands in more than one row."""
    ((found,),) = ask(
        f"SELECT count(*) > 0 FROM (SELECT FROM {TABLE} WHERE roster_import_id = %s "  # noqa: S608
        f"GROUP BY {PEOPLE} HAVING count(*) > 1) x",
        one.pk,
    )
    return found


def contradictions(one: RosterImport) -> list[tuple[int, str, int]]:
    """(line, column of the staged row, line that it differs from): rows on one person, or on one
    period, that say different things. Which is right, nobody knows: the first one stays."""
    return [row for keys, columns in AGREEING for row in _differing(one, keys, columns)]


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
    """Rows on one person, and rows on one period, complete each other."""
    for keys, columns in AGREEING:
        sets = ("kk", *columns) if "kk_index" in columns else columns
        same = " AND ".join(f"s.{key} = f.{key}" for key in keys.split(", "))
        lacking = " OR ".join(f"s.{name} IS DISTINCT FROM f.{name}" for name in columns)
        ask(
            f"WITH r AS ({_repeated(keys)}), f AS (SELECT {keys}, {_firsts(sets)} "  # noqa: S608
            f"FROM r GROUP BY {keys}) "
            f"UPDATE {TABLE} s SET {', '.join(f'{name} = f.{name}' for name in sets)} FROM f "
            f"WHERE s.roster_import_id = %(id)s AND {same} AND ({lacking})",
            {"id": one.pk},
        )


def keep_younger_deciles(one: RosterImport) -> None:
    """An older decile does not replace a younger one of the roster."""
    ask(
        f"UPDATE {TABLE} s SET decile = NULL, decile_source = NULL, decile_as_of_on = NULL "  # noqa: S608
        f"FROM {ROSTER} p WHERE s.roster_import_id = %s AND p.regency_id = %s "
        "AND p.nik_index = s.nik_index AND p.decile_as_of_on > s.decile_as_of_on",
        one.pk,
        one.regency_id,
    )


def preview(one: RosterImport) -> dict[str, int]:
    """What loading would do: people and periods that are new, changed and the same."""

    def counted(keys: str, known: str, differs: str, where: str = "true") -> str:
        return f"""(SELECT count(*) FILTER (WHERE known IS NULL), count(*) FILTER (WHERE differs),
            count(*) FILTER (WHERE known IS NOT NULL AND NOT differs) FROM (SELECT {keys},
            min({known}) AS known, bool_or({differs}) AS differs FROM s WHERE {where}
            GROUP BY {keys}) x) {known}"""  # noqa: S608

    (found,) = ask(
        f"WITH s AS MATERIALIZED ({beside(*PERIODS.split(', '))}) SELECT * FROM "  # noqa: S608
        f"{counted(PEOPLE, 'participant_id', 'differs')}, "
        f"{counted(PERIODS, 'cover_id', 'cover_differs', 'from_on IS NOT NULL')}",
        {"id": one.pk, "regency": one.regency_id},
    )
    names = ("people_new", "people_changed", "people_same",
             "covers_new", "covers_changed", "covers_same")  # fmt: skip
    return dict(zip(names, found, strict=True))


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
