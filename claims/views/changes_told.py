"""How a change of a reference row reads: which columns, from what to what."""

from dataclasses import dataclass

from django.utils.text import capfirst

from claims.templatetags.sources import source_text
from regencies.models import (
    Change,
    CheckRule,
    DeadlineRule,
    Figure,
    Holiday,
    Leave,
    Paper,
    Programme,
    Sender,
)

MODELS = {
    Change.What.HOLIDAY: Holiday,
    Change.What.FIGURE: Figure,
    Change.What.DEADLINE_RULE: DeadlineRule,
    Change.What.CHECK: CheckRule,
    Change.What.PROGRAMME: Programme,
    Change.What.PAPER: Paper,
    Change.What.LEAVE: Leave,
    Change.What.SENDER: Sender,
}
# The regency and the person of a row stand beside its change in words, an address nowhere.
SAID_BESIDE = ("regency_id", "person_id", "url")
HIDDEN = "•••"


@dataclass(frozen=True)
class Told:
    change: Change
    # (column, before, after), only what differs.
    rows: list[tuple[str, object, object]]


def changes_of(changes) -> list[Told]:
    if hasattr(changes, "select_related"):
        changes = changes.select_related("by", "regency")
    return [Told(change, _rows(change)) for change in changes]


def _rows(change: Change):
    before, after = change.before or {}, change.after or {}
    labels = _labels(change.what)
    return [
        # The index of a sealed column says that it is another one; what it is stays hidden.
        (labels.get(name.removesuffix("_index"), name), HIDDEN, HIDDEN)
        if name.endswith("_index")
        else (labels.get(name, name), _said(name, before), _said(name, after))
        for name in {**before, **after}
        if before.get(name) != after.get(name) and name not in SAID_BESIDE
    ]


def _said(name: str, values: dict):
    return source_text(values.get(name)) if name == "source" else values.get(name)


def _labels(what: str) -> dict[str, str]:
    model = MODELS.get(what)
    if model is None:
        return {}
    return {field.attname: capfirst(field.verbose_name) for field in model._meta.concrete_fields}
