"""The village's pages about harm, family, bank account and children."""

import re
from datetime import date
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import (
    AccountField,
    CardField,
    DayField,
    LineField,
    PhoneField,
    PickField,
    YesNoField,
)
from claims.forms.numbers import RupiahField
from claims.forms.page import FUTURE, PageForm
from claims.models.choices import (
    BANKS,
    HEIR_RELATIONS,
    LANGUAGES,
    LEVELS,
    PAYEE_RELATIONS,
    REPORTER_RELATIONS,
    SELF,
)
from claims.models.words import FACT_WORDS
from claims.rules.states import Kind

BILLS = (
    "medical", "transport_land", "transport_sea", "transport_air", "home_care", "glasses",
    "hearing_aid", "dentures",
)  # fmt: skip
MOST_CHILDREN = 6


class CountField(forms.IntegerField):
    """A small whole number."""

    def __init__(self, most: int, **kwargs):
        super().__init__(
            min_value=0,
            max_value=most,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
            error_messages={"invalid": _("Write a whole number, for instance 3.")},
            **kwargs,
        )


class HarmForm(PageForm):
    SAVED = ("healed_on",)
    OPTIONAL = SAVED
    FACTS = ("months_unfit", "total_disability", *BILLS)
    GROUPS = (
        (_("Harm"), ("healed_on", "months_unfit", "total_disability")),
        (_("Bills that the family paid"), BILLS),
    )

    healed_on = DayField(
        label=_("Day on which the doctor declared how it ended"),
        help_text=_(
            "Healed, disabled for good, or died. The claim follows within 2 × 24 hours; later is "
            "no bar."
        ),
    )
    months_unfit = CountField(
        600,
        label=FACT_WORDS["months_unfit"],
        help_text=_("As the doctor wrote it down. The doctor also says the percent of harm."),
    )
    total_disability = YesNoField(label=_("Will the person never be able to work again?"))

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, claim=claim, **kwargs)
        if claim.died:
            del self.fields["total_disability"]

    def first_values(self):
        found = super().first_values()
        said = found["total_disability"]
        return found | {"total_disability": None if said is None else bool(said)}

    def clean(self):
        self.not_later("healed_on")
        ended, happened = self.cleaned_data.get("healed_on"), self.claim.event_on
        if ended and happened and ended < happened:
            self.add_error("healed_on", _("This day lies before the accident."))
        return super().clean()

    def facts(self):
        found = super().facts()
        if (said := found.get("total_disability")) is not None:
            found["total_disability"] = Decimal(said)
        return found

    def _told(self, name, value):
        # Kept as 0 or 1, asked for as yes or no.
        return super()._told(name, bool(value) if name == "total_disability" and value is not None
                             else value)  # fmt: skip


for key in BILLS:
    HarmForm.base_fields[key] = RupiahField(label=FACT_WORDS[key])


class FamilyForm(PageForm):
    SAVED = (
        "reporter_name", "reporter_relation", "reporter_phone", "heir_name", "heir_relation",
        "heir_phone", "heir_phone_whose", "heir_language",
    )  # fmt: skip
    SEALED = ("heir_nik",)
    OPTIONAL = ("heir_nik", "heir_phone_whose")
    FACTS = ("months_paid", "base", "decile")
    GROUPS = (
        (_("Who reports it"), (*SAVED[:3], "heir_language")),
        (_("Heir (ahli waris)"), ("heir_name", "heir_nik", "heir_relation", "heir_phone",
                                  "heir_phone_whose")),
        (_("If the family knows it"), FACTS),
    )  # fmt: skip

    reporter_name = LineField(label=_("Name"), max_length=120)
    reporter_relation = PickField(REPORTER_RELATIONS, label=_("Relation to the person"))
    reporter_phone = PhoneField(label=_("Phone"))
    heir_name = LineField(label=_("Full name, as on the KTP"), max_length=120)
    heir_nik = CardField(label=_("NIK of the heir"))
    heir_relation = PickField(HEIR_RELATIONS, label=_("Relation to the deceased"))
    heir_phone = PhoneField(label=_("Phone on which the heir can be reached"))
    heir_phone_whose = LineField(
        label=_("Whose phone is it?"),
        max_length=60,
        help_text=_("For instance: own, a neighbour's."),
    )
    heir_language = PickField(LANGUAGES, label=_("Which language is best for calls?"))
    months_paid = CountField(
        600, label=FACT_WORDS["months_paid"], help_text=_("To BPJS Ketenagakerjaan.")
    )
    base = RupiahField(label=FACT_WORDS["base"], help_text=_("The wage on which they were paid."))
    decile = CountField(10, label=FACT_WORDS["decile"], help_text=_("1 to 10, from Dinas Sosial."))

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, claim=claim, **kwargs)
        if claim.kind == Kind.DEATH:
            not_oneself(claim, self.fields["reporter_relation"])
        # Who outlived the accident has no heirs; what was entered before stays as it is.
        self.alive = not claim.died
        if self.alive:
            for name in ("heir_name", "heir_nik", "heir_relation", "heir_phone",
                         "heir_phone_whose"):  # fmt: skip
                del self.fields[name]

    def groups(self):
        return [(title, fields) for title, fields in super().groups() if fields]

    def clean_heir_language(self):
        return self.cleaned_data["heir_language"] or "id"

    def clean_decile(self):
        decile = self.cleaned_data["decile"]
        if decile == 0:
            raise forms.ValidationError(_("A decile lies between 1 and 10."))
        return decile


class PayeeForm(PageForm):
    SAVED = ("payee_name", "payee_relation", "bank")
    SEALED = ("account",)

    payee_name = LineField(
        label=_("Name of the account holder, as in the bank book"),
        max_length=120,
        help_text=_("The account must be the heir's own, or that of the children's wali."),
    )
    payee_relation = PickField(PAYEE_RELATIONS, label=_("Relation to the person"))
    bank = PickField(BANKS, label=_("Bank"))
    account = AccountField(label=_("Account number"))

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, claim=claim, **kwargs)
        if claim.died:
            not_oneself(claim, self.fields["payee_relation"])

    def first_values(self):
        found, claim = super().first_values(), self.claim
        if not found["payee_name"]:
            whose = (claim.heir_name, claim.heir_relation) if claim.died else (claim.name, "self")
            found |= {"payee_name": whose[0], "payee_relation": whose[1]}
        return found


def not_oneself(claim, field) -> None:
    """Who died neither reports it nor is paid. A page without a claim offers everything."""
    if claim.pk:
        field.choices = [row for row in field.choices if row[0] not in SELF]


class ChildForm(forms.Form):
    name = LineField(label=_("Name of the child"), max_length=120, required=False)
    born_on = DayField(label=_("Date of birth"), required=False)
    level = PickField(LEVELS, label=_("School"), required=False)
    grade = CountField(
        12, label=_("Grade (class)"), required=False, help_text=_("Or year of study.")
    )
    married = forms.BooleanField(label=_("married"), required=False)
    working = forms.BooleanField(label=_("working"), required=False)

    def __init__(self, *args, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        for name in ("name", "born_on", "level"):
            self.fields[name].wanted = True

    def clean(self):
        found = super().clean()
        if not self.filled:
            return found
        for name in ("name", "born_on", "level"):
            if not found.get(name) and name not in self.errors:
                self.add_error(name, _("Still to fill in for this child."))
        if (born := found.get("born_on")) and born > self.today:
            self.add_error("born_on", FUTURE)
        return found

    @property
    def filled(self) -> bool:
        return any(value for value in self.cleaned_data.values())

    def values(self) -> dict:
        return self.cleaned_data | {"grade": self.cleaned_data["grade"] or 0}


def children_formset(data, *, claim, today: date):
    initial = list(claim.children.values("name", "born_on", "level", "grade", "married", "working"))
    made = forms.formset_factory(
        ChildForm, extra=MOST_CHILDREN, max_num=MOST_CHILDREN, absolute_max=MOST_CHILDREN
    )
    return made(data, initial=initial, form_kwargs={"today": today}, prefix="child")


def same_name(one: str, other: str) -> bool:
    """Equal but for capitals, dots and spaces."""
    return re.sub(r"\W", "", one).casefold() == re.sub(r"\W", "", other).casefold()
