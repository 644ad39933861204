"""The forms of the camat and the office. Cleaned data is what the action takes."""

from datetime import date
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.actions import NEEDS, Finding, Ruling
from claims.forms.acts import ActForm, chosen
from claims.forms.numbers import CommaField, RupiahField
from claims.models import Claim
from claims.models.words import FACT_WORDS, REFUSAL_REASONS, RETURN_REASONS
from claims.rules.states import Verdict

TEXT = {"rows": 3}


class NoteForm(ActForm):
    """A word to the file, if there is one to say."""

    note = forms.CharField(
        label=_("Note"), required=False, max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )


class EndorseForm(NoteForm):
    """With papers missing the action asks for the note."""

    def __init__(self, *args, missing=(), **kwargs):
        super().__init__(*args, **kwargs)
        if missing:
            self.fields["note"].label = _("Why the file may go on without these papers")
            self.fields["note"].help_text = _("For instance: the akta is being made.")


class SendBackForm(ActForm):
    reason = forms.ChoiceField(
        label=_("What is wrong"), choices=chosen(RETURN_REASONS, _("Choose a reason"))
    )
    note = forms.CharField(
        label=_("What the village should do"),
        help_text=_("The village reads these words. Name the paper or the field."),
        max_length=2000,
        widget=forms.Textarea(attrs=TEXT),
    )


class RecheckForm(ActForm):
    note = forms.CharField(
        label=_("What is to be checked again"), max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )


class DecisionForm(NoteForm):
    """Approve: for each programme grant or refuse, a reason for refusing, a note. The verdict's
    field is named after the programme, so that the action's fault lands beside it."""

    verdicts = chosen(
        {
            Verdict.GRANTED.value: pgettext_lazy("act", "Grant"),
            Verdict.REFUSED.value: pgettext_lazy("act", "Refuse"),
        },
        "",
    )[1:]

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.programmes = list(programmes)
        for row in self.programmes:
            self.add_verdict(row)
            self.fields[f"{row.programme_id}_note"] = forms.CharField(
                label=_("Note on this programme"), required=False, max_length=2000,
                widget=forms.Textarea(attrs={"rows": 2}),
            )  # fmt: skip
        self.order_fields([name for name in self.fields if name != "note"])

    def add_verdict(self, row):
        self.fields[row.programme_id] = forms.ChoiceField(
            label=row.programme.name, choices=self.verdicts, widget=forms.RadioSelect
        )
        self.fields[f"{row.programme_id}_reason"] = forms.ChoiceField(
            label=_("Reason for refusing"),
            choices=chosen(REFUSAL_REASONS, _("Choose a reason")),
            required=False,
        )

    def ruling(self, code: str) -> Ruling:
        said = self.cleaned_data
        return Ruling(said[code], said[f"{code}_reason"], said[f"{code}_note"])

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        return {
            "key": said["key"],
            "version": said["version"],
            "note": said["note"],
            "rulings": {row.programme_id: self.ruling(row.programme_id) for row in self.programmes},
        }


class RejectForm(DecisionForm):
    """Every programme is refused: the field named after it is the reason."""

    def add_verdict(self, row):
        self.fields[row.programme_id] = forms.ChoiceField(
            label=_("Reason for refusing"),
            choices=chosen(REFUSAL_REASONS, _("Choose a reason")),
        )

    def ruling(self, code: str) -> Ruling:
        said = self.cleaned_data
        return Ruling(Verdict.REFUSED.value, said[code], said[f"{code}_note"])


# Facts ----------------------------------------------------------------------------------------

COUNTS = {"decile": (1, 10), "months_paid": (0, 900), "months_unfit": (0, 240)}
BILLS = ("medical", "transport_land", "transport_sea", "transport_air", "home_care", "glasses",
         "hearing_aid", "dentures")  # fmt: skip
RUPIAH = ("base", *BILLS)
AFTER_DEATH = ("medical", "transport_land", "transport_sea", "transport_air")


def asked_facts(claim: Claim) -> list[str]:
    """The facts to assess: what the programmes rest on, what the village stated, and at a work
    accident what else may be paid. In the order of FACT_WORDS."""
    codes = {row.programme_id for row in claim.programmes.all()}
    asked = {key for code in codes for key in NEEDS.get(code, ())}
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

    def __init__(self, *args, keys, facts, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.keys, self.facts, self.today = keys, facts, today
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
                "value": self[key],
                "unknown": self[f"{key}_unknown"],
                "source": self[f"{key}_source"],
                "as_of": self[f"{key}_as_of"],
            }

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


# Queues ---------------------------------------------------------------------------------------


class QueueForm(forms.Form):
    """What a queue's address may say. Anything else is the first page of the first tab."""

    show = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    q = forms.CharField(required=False, max_length=60, strip=True, label=_("Code or name"))

    def said(self) -> dict:
        """The values that are well formed; a bad one counts as not said."""
        self.is_valid()
        found = {"show": "", "page": 1, "q": ""}
        return found | {name: value for name, value in self.cleaned_data.items() if value}
