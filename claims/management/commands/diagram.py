import re
from collections.abc import Iterator
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from claims.models import Claim, Objection, Payout, edges
from claims.models.machine import by_clock
from claims.rules.states import PAYOUT_ENDED, ObjectionState, PayoutState, State
from regencies.models import Role

MACHINES = {"claim": Claim, "payout": Payout, "objection": Objection}
STATES = {Claim: State, Payout: PayoutState, Objection: ObjectionState}
# Ended, and yet paid money may come back and a decision be opened again.
ENDED = {Claim: (State.REJECTED, State.SETTLED), Payout: PAYOUT_ENDED, Objection: ()}


def diagram(model) -> str:
    """The machine as Mermaid, every edge in the order of its words."""
    field = model._meta.get_field("state")
    lines = {f"    {source} --> {target}: {move}" for move, source, target, _ in edges(model)}
    ends = {target for _, _, target, _ in edges(model)}
    ends -= {source for _, source, _, _ in edges(model)}
    ends |= {str(state) for state in ENDED[model]}
    return "\n".join(
        [
            "```mermaid",
            "stateDiagram-v2",
            f"    [*] --> {field.default}",
            *sorted(lines),
            *(f"    {end} --> [*]" for end in sorted(ends)),
            "```",
        ]
    )


def who(transition) -> str:
    if transition.permission is by_clock:
        return "the clock"
    words = ", ".join(str(Role(role).label) for role in transition.permission.roles)
    duty = transition.permission.duty
    if sides := getattr(transition.permission, "sides", None):
        words = ", ".join(f"{Role(role).label} ({side.value})" for role, side in sides.items())
    conditions = [condition.__name__.replace("_", " ") for condition in transition.conditions]
    if instead := getattr(transition.permission, "instead", None):
        conditions.append(f"{Role(instead).label} too after an objection")
    return "; ".join([f"{words} ({duty.value})" if duty else words, *conditions])


def table(model) -> str:
    """One row for each move in the order of a claim's life: from, to, who with the duty it
    takes and on what condition, and what it does to the clock."""
    life = [str(state) for state in STATES[model]]
    rows: dict[tuple, dict[str, list[str]]] = {}
    for move, source, target, transition in edges(model):
        clock = ", ".join(transition.custom.clock) or "-"
        found = rows.setdefault((move, who(transition), clock), {"from": [], "to": []})
        found["from"].append(source)
        found["to"].append(target)
    lines = ["| move | from -> to | who | clock |", "|---|---|---|---|"]
    ordered = sorted(rows.items(), key=lambda row: (min(map(life.index, row[1]["from"])), row[0]))
    for (move, people, clock), states in ordered:
        sources, targets = (sorted(set(states[end]), key=life.index) for end in ("from", "to"))
        ways = f"{', '.join(sources)} -> {' or '.join(targets)}"
        lines.append(f"| {move} | {ways} | {people} | {clock} |")
    return "\n".join(lines)


def blocks() -> Iterator[tuple[str, str]]:
    """What stands between `<!-- claim diagram -->` and `<!-- /claim diagram -->`, and so on."""
    with override("en"):
        for name, model in MACHINES.items():
            yield f"{name} diagram", diagram(model)
            yield f"{name} table", table(model)


class Command(BaseCommand):
    help = "Draw the machines of claim, payout and objection, or keep a document's drawings true."
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--table", action="store_true", help="the tables instead")
        parser.add_argument("--check", metavar="FILE", help="fail where the file differs")
        parser.add_argument("--write", metavar="FILE", help="write them into the file")

    def handle(self, *, table, check, write, **options):
        if check or write:
            self.compare(Path(check or write), bool(write))
            return
        kind = "table" if table else "diagram"
        for name, text in blocks():
            if name.endswith(kind):
                self.stdout.write(f"{text}\n")

    def compare(self, path: Path, write: bool):
        """Every block must be there once; a difference is mended or refused."""
        before = after = path.read_text(encoding="utf-8")
        for name, text in blocks():
            start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
            found = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
            if len(found.findall(after)) != 1:
                raise CommandError(f"{path} needs the markers {start} and {end}, once.")
            # A function, because the text is no pattern.
            after = found.sub(lambda _match, new=f"{start}\n{text}\n{end}": new, after)
        if after == before:
            self.stdout.write(f"{path} agrees with the machines.")
        elif write:
            path.write_text(after, encoding="utf-8")
            self.stdout.write(f"{path} is up to date.")
        else:
            raise CommandError(f"{path} differs: manage.py diagram --write {path}")
