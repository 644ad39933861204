"""One claim as lines of COPY, with holes for what each copy of it has of its own."""

from django.apps import apps
from django.db import connection

from claims.models import Claim
from claims.rules.states import State
from regencies.models import Person

# In the order of their foreign keys.
TABLES = (
    "claim", "claimprogramme", "fact", "document", "duty", "payout", "deadline", "event",
    "breach", "notice", "check",
)  # fmt: skip
# A closed claim comes without what nobody here looks for: papers, facts, answers of checks, and
# all but a few notices.
OPEN_ONLY = {"claimprogramme", "fact", "document", "check"}
KEPT_NOTICES = 4
CLOSED = (State.SETTLED, State.REJECTED, State.WITHDRAWN)
MARK = "\x00"


class Mould:
    """The rows of one claim as lines of COPY, with holes for what each copy has of its own."""

    def __init__(self, claim: Claim, people: dict[int, str]):
        self.people = people
        self.numbers: dict[str, dict[str, str]] = {}
        self.lines = {name: self._rows(name, claim) for name in TABLES}
        self.counts = {name: len(numbers) for name, numbers in self.numbers.items()}

    def _rows(self, name: str, claim: Claim) -> tuple[list[str], list[str]]:
        """Its lines, cut at the holes, and the names of the holes."""
        model = apps.get_model("claims", name)
        columns = [field.column for field in model._meta.concrete_fields]
        key = "id" if name == "claim" else "claim_id"
        with connection.cursor() as cursor:
            names = ", ".join(f'"{column}"' for column in columns)
            rows = f"SELECT {names} FROM {model._meta.db_table} WHERE {key} = {claim.pk} ORDER BY 1"
            if claim.state in CLOSED and name in {"notice", *OPEN_ONLY}:
                rows += f" LIMIT {KEPT_NOTICES if name == 'notice' else 0}"
            with cursor.copy(f"COPY ({rows}) TO STDOUT") as stream:
                found = b"".join(stream).decode().splitlines()
        text = "".join(
            "\t".join(
                self._hole(name, field, value, n)
                for field, value in zip(model._meta.concrete_fields, line.split("\t"), strict=True)
            ) + "\n"
            for n, line in enumerate(found)
        )  # fmt: skip
        parts = text.split(MARK)
        return parts, parts[1::2]

    def _hole(self, table: str, field, value: str, n: int) -> str:
        """The value, or the name of what stands there in each copy."""
        if value == r"\N":
            return value
        name = f"{table}.{field.name}"
        if field.primary_key:
            self.numbers.setdefault(table, {})[value] = f"{table}#{n}"
            return f"{MARK}{table}#{n}{MARK}"
        if field.is_relation:
            to = field.related_model
            if to is Person:
                return f"{MARK}{self.people[int(value)]}{MARK}"
            kind = to._meta.model_name
            if kind in {"regency", "district", "village"}:
                return f"{MARK}{kind}{MARK}"
            if kind in self.numbers:
                return f"{MARK}{self.numbers[kind][value]}{MARK}"
            return value
        if name in {"claim.code", "claim.key", "claim.name", "claim.born_on", "claim.nik_index",
                    "claim.kk_index"}:  # fmt: skip
            return f"{MARK}{name}{MARK}"
        if name == "document.token":
            return f"{MARK}{name}{MARK}{n:02}"
        return value

    def copy(self, values: dict[str, str]) -> dict[str, str]:
        found = {}
        for name, (parts, holes) in self.lines.items():
            pieces = parts[:]
            pieces[1::2] = [values[hole] for hole in holes]
            found[name] = "".join(pieces)
        return found
