"""How a change of a reference row reads: which columns, from what to what."""

from dataclasses import dataclass
from datetime import date

from django.db.models import BooleanField, DateField, DateTimeField
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.templatetags.santunan import day
from claims.templatetags.sources import source_text
from regencies.models import (
    Appointment,
    Change,
    CheckRule,
    DeadlineRule,
    Figure,
    Holiday,
    Leave,
    Paper,
    Person,
    Programme,
    Regency,
    Sender,
    System,
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
    Change.What.APPOINTMENT: Appointment,
    Change.What.PERSON: Person,
    Change.What.REGENCY: Regency,
    Change.What.SYSTEM: System,
}
# The regency and the person of a row stand beside its change in words, an address nowhere.
SAID_BESIDE = ("regency_id", "person_id", "acts_for_id", "url", "hook_url", "hook_secret",
               "hook_secret_index")  # fmt: skip
# Where a person is reached is kept for whoever must look into it, and is not for every eye.
PRIVATE = ("phone", "email")
HIDDEN = "•••"
# Of an account: what was taken away.
KEYS = {"second_factor": gettext_lazy("Second factor"), "password": gettext_lazy("Password")}


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
    columns = _columns(change.what)
    labels = {name: capfirst(column.verbose_name) for name, column in columns.items()} | KEYS
    return [
        # The index of a sealed column says that it is another one; what it is stays hidden.
        (labels.get(name.removesuffix("_index"), name), HIDDEN, HIDDEN)
        if name.endswith("_index")
        else (
            labels.get(name, name),
            *(_said(name, columns, row) for row in (before, after)),
        )
        for name in {**before, **after}
        if before.get(name) != after.get(name) and name not in SAID_BESIDE
    ]


def _said(name: str, columns: dict, values: dict):
    """As the page writes days, choices, and yes and no; the rest as it is on record."""
    value, column = values.get(name), columns.get(name)
    if value in (None, ""):
        return value
    if name in PRIVATE:
        return HIDDEN
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if name == "source":
        return source_text(value)
    if isinstance(column, BooleanField):
        return _("yes") if value else _("no")
    if isinstance(column, DateField) and not isinstance(column, DateTimeField):
        return day(date.fromisoformat(value))
    return dict(column.flatchoices).get(value, value) if column and column.choices else value


def _columns(what: str) -> dict:
    model = MODELS.get(what)
    return {field.attname: field for field in model._meta.concrete_fields} if model else {}
