"""One page of the village's form: what it shows, what it keeps, and what somebody else changed
meanwhile."""

from datetime import date, time
from decimal import Decimal

from django import forms
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from claims.models import Claim
from claims.templatetags.santunan import day
from regencies.models.sealed import blind

FUTURE = _("This day lies in the future.")
WAS = "was-"


def raw(value) -> str:
    """A value as a hidden field carries it. A sealed number never stands in one: see PageForm."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value:f}".removesuffix(".00") if isinstance(value, Decimal) else str(value)


class PageForm(forms.Form):
    """One page. SAVED are columns of the claim, SEALED those whose number is never shown again,
    WANTED what the claim needs in the end.

    Each field travels with the value that stood on record when the page was made (`was-<name>`).
    So two devices that touch different fields both keep their work, and where they touch the
    same one, nobody's is overwritten unseen: clashes() tells both values.
    """

    SAVED: tuple[str, ...] = ()
    SEALED: tuple[str, ...] = ()
    FACTS: tuple[str, ...] = ()
    GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = ()
    OPTIONAL: tuple[str, ...] = ()

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data=None, *, claim: Claim, today: date, **kwargs):
        self.claim, self.today = claim, today
        first = self.first_values()
        super().__init__(data, initial=first, **kwargs)
        self.kept = self._on_record(first)
        for name, field in self.fields.items():
            field.required = name == "version"
            field.wanted = name not in self.OPTIONAL and name not in self.FACTS
        for name in self.SEALED:
            if name in self.fields and (kept := getattr(claim, name)):
                self.fields[name].help_text = _(
                    "Already entered: %(masked)s. Leave it empty to keep it."
                ) % {"masked": kept}

    def first_values(self) -> dict:
        found = {name: getattr(self.claim, name) for name in self.SAVED}
        if self.FACTS and self.claim.pk is None:
            found |= dict.fromkeys(self.FACTS)
        elif self.FACTS:
            stated = {fact.key: fact.stated for fact in self.claim.facts.all()}
            # Kept with decimals; on these pages every number is whole.
            found |= {n: None if stated.get(n) is None else int(stated[n]) for n in self.FACTS}
        return found | dict.fromkeys(self.SEALED, "") | {"version": self.claim.version}

    def groups(self):
        """The fields under their headings, in order."""
        parts = self.GROUPS or (("", tuple(n for n in self.fields if n != "version")),)
        return [(title, [self[name] for name in names if name in self.fields])
                for title, names in parts]  # fmt: skip

    def values(self) -> dict:
        """What goes into the claim, as far as it is right. An empty sealed field keeps the number
        on record."""
        found = {n: self.cleaned_data[n] for n in (*self.SAVED, *self.SEALED)
                 if n in self.cleaned_data}  # fmt: skip
        return {n: value for n, value in found.items()
                if value or n not in self.SEALED or not getattr(self.claim, n)}  # fmt: skip

    def facts(self) -> dict:
        return {name: self.cleaned_data[name] for name in self.FACTS if name in self.cleaned_data}

    def not_later(self, *names: str) -> None:
        for name in names:
            if (found := self.cleaned_data.get(name)) and found > self.today:
                self.add_error(name, FUTURE)

    # Two devices ------------------------------------------------------------------------

    def _on_record(self, first: dict) -> dict[str, str]:
        """What stands on record of each field. A default that is only offered is not on record; of
        a sealed number a mark that changes with it and says nothing."""
        columns = {name: raw(getattr(self.claim, name)) for name in self.SAVED}
        marks = {name: mark(getattr(self.claim, f"{name}_index")) for name in self.SEALED}
        return columns | marks | {name: raw(first[name]) for name in self.FACTS}

    def was(self, name: str) -> str:
        """What stood on record when this page was made."""
        sent = self.data.get(WAS + name) if self.is_bound else None
        if sent is not None:
            return sent
        # A page that brings nothing was made just now, or by somebody who knew nothing.
        made_now = not self.is_bound or self.data.get("version") == str(self.claim.version)
        return self.kept[name] if made_now else ""

    def was_fields(self) -> list[tuple[str, str]]:
        return [(WAS + name, self.was(name)) for name in self.kept]

    def _told(self, name: str, value) -> str:
        """What was filled in here, comparable to `kept`."""
        if name in self.SEALED:
            purpose = self.claim._meta.get_field(name).purpose
            return mark(blind(value, purpose)) if value else self.kept[name]
        return raw(value)

    def changes(self) -> tuple[dict, dict]:
        """(values, facts) that were changed here and that nobody else has changed meanwhile."""
        return tuple(
            {
                name: value
                for name, value in found.items()
                if self._told(name, value) not in {self.was(name), self.kept[name]}
                and self.was(name) == self.kept[name]
            }
            for found in (self._right(self.values()), self._right(self.facts()))
        )

    def _right(self, found: dict) -> dict:
        return {name: value for name, value in found.items() if name not in self.errors}

    def clashes(self) -> list[dict]:
        """Fields that were changed here and elsewhere, to different values: label, theirs, mine."""
        return [
            {
                "name": name,
                "label": str(self.fields[name].label) if name in self.fields else name,
                "theirs": self._shown(name, self.kept[name]),
                "mine": self._shown(name, self._told(name, value)),
            }
            for name, value in self._right(self.values() | self.facts()).items()
            if self._told(name, value) not in {self.was(name), self.kept[name]}
            and self.was(name) != self.kept[name]
        ]

    def _shown(self, name: str, told: str) -> str:
        if name in self.SEALED:
            return str(_("another number")) if told else ""
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            return str(dict(field.choices).get(told, told))
        return (
            day(date.fromisoformat(told)) if told and isinstance(field, forms.DateField) else told
        )

    def show_clashes(self, clashes: list[dict]) -> None:
        """Both values beside their fields. Sent again, this page knows what stands on record."""
        self.data = self.data.copy()
        self.data["version"] = str(self.claim.version)
        for name, kept in self.kept.items():
            self.data[WAS + name] = kept
        for clash in clashes:
            self.add_error(clash["name"] if clash["name"] in self.fields else None, said(clash))


def said(clash: dict) -> str:
    return _(
        "Changed meanwhile on another device: there “%(theirs)s”, here “%(mine)s”. Choose, then "
        "save again."
    ) % {key: clash[key] or "–" for key in ("theirs", "mine")}


def mark(index: str) -> str:
    """Of a sealed number: differs where the number differs."""
    return salted_hmac("claims.forms.page", index).hexdigest()[:12] if index else ""
