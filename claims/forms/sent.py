"""What another office's system sends of a claim, cleaned by the forms of the village's pages: what
they refuse is refused, in their words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from claims.forms.family import ChildForm, FamilyForm, HarmForm, PayeeForm
from claims.forms.page import PageForm, raw
from claims.forms.village import EventForm, PersonForm
from claims.models import Claim
from claims.rules.states import Kind

# In this order: what happened says which fields the family's page has.
PAGES: dict[str, type[PageForm]] = {
    "person": PersonForm,
    "event": EventForm,
    "harm": HarmForm,
    "family": FamilyForm,
    "payee": PayeeForm,
}


@dataclass
class Sent:
    """What is different from what is on record. faults: "person.nik" to its sentence."""

    values: dict = field(default_factory=dict)
    facts: dict = field(default_factory=dict)
    children: list[dict] | None = None
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        return not self.values and not self.facts and self.children is None


def cleaned(claim: Claim, sent: Mapping, today: date) -> Sent:
    """sent: page to its fields, those that are named alone; null empties a field. The claim is
    filled in on the way and never saved here."""
    found = Sent()
    for name, kind in PAGES.items():
        if (page := sent.get(name)) is None:
            continue
        if kind is HarmForm and claim.kind == Kind.DEATH:
            found.faults[name] = _("Only after an accident is harm told of.")
            continue
        _page(claim, name, kind, page, today, found)
    if sent.get("children") is not None:
        found.children = [
            _child(number, said, today, found) for number, said in enumerate(sent["children"])
        ]
    return found


def _page(claim: Claim, name: str, kind, page: Mapping, today: date, found: Sent) -> None:
    stands = kind(None, claim=claim, today=today)
    for unasked in page.keys() - stands.fields.keys():
        found.faults[f"{name}.{unasked}"] = _("This case has no such field.")
    data = {
        one: stands.kept[one] for one in (*kind.SAVED, *kind.FACTS) if one in stands.fields
    } | {"version": str(claim.version)}  # fmt: skip
    if "died" in stands.fields:
        data["died"] = raw(stands.initial["died"])
    data |= {one: raw(value) for one, value in page.items()}
    form = kind(data, claim=claim, today=today)
    if not form.is_valid():
        found.faults |= {
            f"{name}.{one}": " ".join(map(str, faults)) for one, faults in form.errors.items()
        }
    values = {
        one: value for one, value in form.values().items()
        if one not in form.errors and value != getattr(claim, one)
    }  # fmt: skip
    for one, value in values.items():
        setattr(claim, one, value)
    found.values |= values
    facts = form.facts().items()
    found.facts |= {one: value for one, value in facts if one in page and one not in form.errors}


def _child(number: int, said: Mapping, today: date, found: Sent) -> dict:
    data = {f"{one}": raw(value) for one, value in said.items() if not isinstance(value, bool)}
    data |= {one: "on" for one, value in said.items() if value is True}
    form = ChildForm(data, today=today)
    if form.is_valid():
        return form.values()
    found.faults |= {
        f"children.{number}.{one}": " ".join(map(str, faults))
        for one, faults in form.errors.items()
    }
    return {}
