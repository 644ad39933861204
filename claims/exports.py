"""The claims of a regency as rows: one for each claim and programme.

A masked export opens no sealed number: it says whether there is one, and the database writes it.
A whole one opens each, row by row, into a workbook whose cells are text.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from claims import tables
from claims.models.choices import BANKS, RELATION_WORDS
from claims.models.words import KIND_WORDS, REFUSAL_REASONS, STATE_LABELS, VERDICT_WORDS
from claims.rules.states import State
from claims.tables import Made, inert
from regencies.models.sealed import unseal

# What stands where a number was given, and is not shown.
HIDDEN = "•••"
FILED = tuple(state for state in State if state != State.DRAFT)


@dataclass(frozen=True)
class Wanted:
    """Which claims: those filed from the first day until the day before `after`, in the regency's
    zone; empty words leave nothing out."""

    regency: str
    first: date
    after: date
    programme: str = ""
    district: str = ""
    state: str = ""

    def said(self) -> dict[str, str]:
        """As the log keeps it."""
        words = {"programme": self.programme, "district": self.district, "state": self.state}
        days = {"from": str(self.first), "before": str(self.after)}
        return days | {name: word for name, word in words.items() if word}

    @classmethod
    def again(cls, regency: str, said: Mapping[str, str]) -> "Wanted":
        words = {name: word for name, word in said.items() if name not in {"from", "before"}}
        days = (date.fromisoformat(said[name]) for name in ("from", "before"))
        return cls(regency, *days, **words)

    def values(self) -> dict[str, object]:
        return {
            "regency": self.regency, "first": self.first, "after": self.after,
            "programme": self.programme, "district": self.district, "state": self.state,
        }  # fmt: skip


WANTED = """
    WITH place AS (SELECT code, zone FROM regencies_regency WHERE code = %(regency)s),
    wanted AS MATERIALIZED (
        SELECT claim.* FROM claims_claim claim, place
        WHERE claim.regency_id = place.code
            AND coalesce(claim.submitted_at, claim.reported_at)
                >= %(first)s::date::timestamp AT TIME ZONE place.zone
            AND coalesce(claim.submitted_at, claim.reported_at)
                < %(after)s::date::timestamp AT TIME ZONE place.zone
            AND (%(district)s = '' OR claim.district_id = %(district)s)
            AND %(state)s IN ('', claim.state)
    )
"""
SOURCES = """
    FROM wanted claim CROSS JOIN place
    JOIN regencies_district district ON district.code = claim.district_id
    JOIN regencies_village village ON village.code = claim.village_id
    LEFT JOIN claims_claimprogramme asked ON asked.claim_id = claim.id
    LEFT JOIN regencies_programme programme ON programme.code = asked.programme_id
    LEFT JOIN (
        SELECT claim_id, programme_id, sum(amount)::bigint AS awarded,
            sum(paid_amount) FILTER (WHERE state = 'paid')::bigint AS paid,
            max(paid_on) FILTER (WHERE state = 'paid') AS paid_on,
            string_agg(nullif(reference, ''), ' ' ORDER BY id) AS reference
        FROM claims_payout
        WHERE state <> 'cancelled' AND claim_id IN (SELECT id FROM wanted)
        GROUP BY claim_id, programme_id
    ) money ON money.claim_id = claim.id AND money.programme_id = asked.programme_id
    LEFT JOIN (
        SELECT DISTINCT ON (claim_id) claim_id, due_on, due_at, stopped_at
        FROM claims_deadline
        WHERE stage = 'office' AND payout_id IS NULL AND claim_id IN (SELECT id FROM wanted)
        ORDER BY claim_id, id DESC
    ) clock ON clock.claim_id = claim.id
    WHERE %(programme)s = '' OR asked.programme_id = %(programme)s
    ORDER BY claim.id, asked.programme_id
"""


@dataclass(frozen=True)
class Column:
    """One column of the export. typed: people wrote it. sealed: the purpose of a number that is
    opened for it. full: only where whole numbers may leave."""

    head: str
    sql: str
    typed: bool = False
    sealed: str = ""
    full: bool = False


def columns() -> Sequence[Column]:
    """All of them, in the language of whoever asks."""
    day = "({} AT TIME ZONE place.zone)::date"
    hidden = f"CASE WHEN claim.{{}} = '' THEN '' ELSE '{HIDDEN}' END"
    decided = "claim.state IN ('approved', 'rejected', 'awarded', 'settled')"
    late = f"CASE WHEN {decided} THEN clock.stopped_at >= clock.due_at END"
    return [
        Column(_("Claim"), "claim.code"),
        Column(_("Kecamatan code"), "claim.district_id"),
        Column(_("Kecamatan"), "district.name", typed=True),
        Column(_("Village code"), "claim.village_id"),
        Column(_("Village"), "village.name", typed=True),
        Column(_("What happened"), _worded("claim.kind", KIND_WORDS)),
        Column(_("Day of the event"), "claim.event_on"),
        Column(_("Submitted on"), day.format("claim.submitted_at")),
        Column(_("Decision due on"), "clock.due_on"),
        Column(_("Decided on"), f"CASE WHEN {decided} THEN {day.format('clock.stopped_at')} END"),
        Column(_("Decided late"), _worded(f"({late})::text", {"true": _("yes"), "false": _("no")})),
        Column(_("State"), _worded("claim.state", STATE_LABELS)),
        Column(_("Programme"), "programme.name", typed=True),
        Column(
            _("Payer"),
            _worded("programme.decided_by", {"branch": "BPJS Ketenagakerjaan",
                                             "regency": pgettext("payer", "Regency")}),
        ),
        Column(_("Ruling"), _worded("asked.verdict", VERDICT_WORDS)),
        Column(_("Reason of a refusal"), _worded("asked.reason", REFUSAL_REASONS)),
        Column(_("Awarded (Rp)"), "money.awarded"),
        Column(_("Paid (Rp)"), "money.paid"),
        Column(_("Paid on"), "money.paid_on"),
        Column(_("Payment reference"), "money.reference", typed=True),
        Column("NIK", hidden.format("nik"), sealed="nik"),
        Column(_("Family card (KK)"), hidden.format("kk"), sealed="kk"),
        Column(_("Account number"), hidden.format("account"), sealed="account"),
        Column(_("Name"), "claim.name", typed=True, full=True),
        Column(_("Date of birth"), "claim.born_on", full=True),
        Column(_("Heir"), "claim.heir_name", typed=True, full=True),
        Column(_("Relation of the heir"), _worded("claim.heir_relation", RELATION_WORDS),
               full=True),
        Column(_("NIK of the heir"), "claim.heir_nik", sealed="nik", full=True),
        Column(_("Account holder"), "claim.payee_name", typed=True, full=True),
        Column(_("Bank"), _worded("claim.bank", BANKS), full=True),
    ]  # fmt: skip


def _worded(column: str, words: Mapping) -> str:
    """SQL that says a code in words; an unknown one as it is. The words are ours."""
    told = " ".join(
        f"WHEN {_text(code)} THEN {_text(capfirst(word))}" for code, word in words.items()
    )
    return f"CASE {column} {told} ELSE {column} END"


def _text(word: object) -> str:
    """A literal of SQL; what psycopg would read as a place is doubled."""
    return "'" + str(word).replace("'", "''").replace("%", "%%") + "'"


def select(chosen: Iterable[str]) -> str:
    """The rows as a query, with these columns as they stand in SQL."""
    return f"{WANTED} SELECT {', '.join(chosen)} {SOURCES}"


def masked_csv(wanted: Wanted, *, comma: bool) -> tuple[Made, list[str]]:
    """The file and the heads of its columns."""
    shown = [column for column in columns() if not column.full]
    sql = select(inert(row.sql) if row.typed else row.sql for row in shown)
    heads = [row.head for row in shown]
    return tables.csv_of_query(heads, sql, wanted.values(), comma=comma), heads


def masked_xlsx(wanted: Wanted) -> tuple[Made, list[str]]:
    shown = [column for column in columns() if not column.full]
    heads = [row.head for row in shown]
    rows = tables.rows_of_query(select(row.sql for row in shown), wanted.values())
    return tables.xlsx_of(_with_heads(heads, rows)), heads


# Of a longer list the row of its taking would be a list itself; who was in it is told then by its
# regency and months.
MOST_CODES = 20_000


def whole_xlsx(wanted: Wanted, most: int = MOST_CODES) -> tuple[Made, list[str], list[str] | None]:
    """With names and whole numbers: for somebody whom another person lets have it. Beside the
    file and its heads the claims in it, so that it can be said later whose data left; None where
    they are more than `most`."""
    shown = columns()
    heads = [row.head for row in shown]
    sealed = {"nik": "claim.nik", "kk": "claim.kk", "account": "claim.account"}
    sql = select(row.sql if row.full or not row.sealed else sealed[row.sealed] for row in shown)
    places = {place: row.sealed for place, row in enumerate(shown) if row.sealed}
    codes: dict[str, None] = {}

    def opened() -> Iterable[Sequence]:
        for row in tables.rows_of_query(sql, wanted.values()):
            if len(codes) <= most:
                codes[row[0]] = None  # the first of the columns
            yield [
                unseal(value, places[place]) if place in places and value else value
                for place, value in enumerate(row)
            ]

    made = tables.xlsx_of(_with_heads(heads, opened()))
    return made, heads, list(codes) if len(codes) <= most else None


def _with_heads(heads: list[str], rows: Iterable[Sequence]) -> Iterable[Sequence]:
    yield heads
    yield from rows
