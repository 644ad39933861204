"""What the verifier finds: one row of fields for each fact."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.actions import NEEDS, Finding
from claims.forms.acts import ActForm
from claims.forms.numbers import CommaField, RupiahField
from claims.models import Claim
from claims.models.words import FACT_WORDS

COUNTS = {"decile": (1, 10), "months_paid": (0, 900), "months_unfit": (0, 240)}
BILLS = ("medical", "transport_land", "transport_sea", "transport_air", "home_care", "glasses",
         "hearing_aid", "dentures")  # fmt: skip
RUPIAH = ("base", *BILLS)
AFTER_DEATH = ("medical", "transport_land", "transport_sea", "transport_air")


def needed_facts(claim: Claim) -> set[str]:
    return {key for row in claim.programmes.all() for key in NEEDS.get(row.programme_id, ())}


def asked_facts(claim: Claim) -> list[str]:
    """The facts to assess: what the programmes rest on, what the village stated, and at a work
    accident what else may be paid. In the order of FACT_WORDS."""
    codes = {row.programme_id for row in claim.programmes.all()}
    asked = needed_facts(claim)
    asked |= {fact.key for fact in claim.facts.all()}
    if "jkk" in codes:
        living = set(FACT_WORDS) - {"decile", "months_paid"}
        asked |= set(AFTER_DEATH) if claim.died else living
    if {"jkm", "jkk"} & codes and claim.children.all():
        asked.add("months_paid")
    return [key for key in FACT_WORDS if key in asked]


def _value_field(key: str) -> forms.Field:
    if key == "total_disability":
        return forms.TypedChoiceField(
            choices=[("", "–"), ("0", _("no")), ("1", _("yes"))],
            coerce=Decimal, empty_value=None, required=False,
        )  # fmt: skip
    if key == "anatomical":
        return CommaField(required=False, min_value=0, max_value=100, decimal_places=2)
    if key in COUNTS:
        low, high = COUNTS[key]
        return forms.IntegerField(required=False, min_value=low, max_value=high)
    return RupiahField(required=False)


class AssessForm(ActForm):
    """One row per fact: value or "not known", where from, and of which day. Rows left without
    a value are not assessed now; at least one is."""

    def __init__(self, *args, keys, needed, facts, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys, self.facts, self.today = keys, facts, today
        # Facts that nobody has spoken of and no programme rests on: offered, not asked.
        self.more = [key for key in keys if key not in facts and key not in needed]
        for key in keys:
            self._add(key, facts.get(key))

    def _add(self, key, fact):
        known = fact if fact is not None and fact.assessed_at else None
        value = _value_field(key)
        value.label = FACT_WORDS[key]
        if known and known.assessed is not None:
            value.initial = self._shown(key, known.assessed)
        self.fields[key] = value
        self.fields[f"{key}_unknown"] = forms.BooleanField(
            label=_("Not known"), required=False,
            initial=bool(known and known.assessed is None),
        )  # fmt: skip
        self.fields[f"{key}_source"] = forms.CharField(
            label=_("Source"), required=False, max_length=120,
            initial=known.source if known else "",
            widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
        )  # fmt: skip
        self.fields[f"{key}_as_of"] = forms.DateField(
            label=_("As of"), required=False, initial=known.as_of_on if known else None,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )  # fmt: skip

    @staticmethod
    def _shown(key, value: Decimal):
        if key == "total_disability":
            return str(int(value))
        return value if key == "anatomical" else int(value)

    def rows(self):
        """For the page: each fact, what the village said of it, and its four fields."""
        for key in self.keys:
            yield {
                "key": key,
                "label": FACT_WORDS[key],
                "fact": self.facts.get(key),
                "asked": key not in self.more,
                "value": self[key],
                "unknown": self[f"{key}_unknown"],
                "source": self[f"{key}_source"],
                "as_of": self[f"{key}_as_of"],
            }

    def more_open(self) -> bool:
        """A fault must not hide."""
        names = {f"{key}{tail}" for key in self.more for tail in ("", "_source", "_as_of")}
        return bool(names & set(self.errors))

    def clean(self):
        said = super().clean()
        findings = {}
        for key in self.keys:
            finding = self._finding(key, said)
            if finding is not None:
                findings[key] = finding
        if not findings and not self.errors:
            raise ValidationError(_("Enter at least one fact, or mark it as not known."))
        if self.errors:
            return said
        return {"key": said["key"], "version": said["version"], "findings": findings}

    def _finding(self, key, said) -> Finding | None:
        value, unknown = said.get(key), said.get(f"{key}_unknown")
        if key in self.errors or (value is None and not unknown):
            return None
        if value is not None and unknown:
            self.add_error(key, _("Either a value or “not known”, not both."))
            return None
        source, as_of = said.get(f"{key}_source"), said.get(f"{key}_as_of")
        if not source and f"{key}_source" not in self.errors:
            self.add_error(f"{key}_source", _("Say where this comes from."))
        if as_of is None and f"{key}_as_of" not in self.errors:
            self.add_error(f"{key}_as_of", _("Say of which day this is."))
        elif as_of and as_of > self.today:
            self.add_error(f"{key}_as_of", _("This day is still to come."))
        return Finding(None if value is None else Decimal(value), source or "", as_of)
