"""What of each table goes into the chain, column by column.

A link keeps the number of the form by which it was made. Where a table gains a column, a new form
joins the list and the old one stays: what was sealed by it is verified by it for ever.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Form:
    """plain: numbers, codes and days as they stand. instants: in UTC. words and json: what people
    wrote and what was kept with it, of which the SHA-256 alone goes in (nothing of no words), so
    that no number of a person ever can."""

    number: int
    table: str
    plain: tuple[str, ...]
    instants: tuple[str, ...]
    words: tuple[str, ...]
    json: tuple[str, ...]

    @property
    def columns(self) -> set[str]:
        return {*self.plain, *self.instants, *self.words, *self.json}


def form(
    number: int, table: str, plain: str, instants: str, words: str = "", json: str = ""
) -> Form:
    kinds = (tuple(names.split()) for names in (f"id {plain}", instants, words, json))
    return Form(number, table, *kinds)


FORMS = (
    form(1, "claims_event", "claim_id payout_id deadline_id objection_id move rung cycle "
         "from_state to_state by_id acts_for_id title key", "at recorded_at", "reason note",
         "data"),
    form(2, "regencies_change", "what regency_id by_id", "at", "key reason", "before after"),
    form(3, "claims_export", "kind regency_id claim_id by_id acts_for_id title format rows size "
         "sha256 masked request_id", "at", "reason", "said columns"),
    form(4, "claims_look", "what claim_id document_id by_id acts_for_id title", "at"),
    form(5, "regencies_rosterlook", "roster_import_id by_id", "at"),
    form(6, "regencies_systemlook", "system_id listed", "at"),
    form(7, "claims_batchfile", "batch_id format sha256 by_id acts_for_id key", "at", "reason"),
    form(8, "claims_payment", "line_id amount reverses_id on by_id", "at"),
)  # fmt: skip
BY_NUMBER = {each.number: each for each in FORMS}
# By which a row is sealed today: the last form of its table.
TODAY = {each.table: each for each in FORMS}


def digest(name: str) -> str:
    return f"encode(sha256(convert_to(r.\"{name}\"::text, 'UTF8')), 'hex')"


def said(form: Form, row: str) -> str:
    """SQL that gives the canonical JSON of the row with this number; NULL where there is none."""
    told = [f'r."{name}"' for name in form.plain]
    # Without a zone, so that no setting of a connection changes how it is written.
    told += [f'r."{name}" AT TIME ZONE \'UTC\' AS "{name}"' for name in form.instants]
    told += [
        f"CASE WHEN r.\"{name}\" = '' THEN '' ELSE {digest(name)} END AS \"{name}\""
        for name in form.words
    ]
    told += [f'{digest(name)} AS "{name}"' for name in form.json]
    one = f"SELECT {', '.join(told)} FROM {form.table} r WHERE r.id = {row}"  # noqa: S608
    return f"(SELECT row_to_json(x)::text FROM ({one}) x)"  # noqa: S608


def said_of(number: str, row: str) -> str:
    """The same where the form stands in a column."""
    cases = " ".join(f"WHEN {each.number} THEN {said(each, row)}" for each in FORMS)
    return f"CASE {number} {cases} END"
