"""What the public calculator asks, programme by programme. Read from the address, so that a
result can be shared; nothing here says who somebody is."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField, PickField
from claims.forms.numbers import RupiahField
from claims.forms.rows import ChildRow, LossRow, NumberField, PercentsField, Row, SpanRow
from claims.models.words import FACT_WORDS
from claims.rules.benefits import Case
from claims.rules.coverage import Period

BILLS = (
    "medical", "transport_land", "transport_sea", "transport_air", "home_care", "glasses",
    "hearing_aid", "dentures",
)  # fmt: skip
CHILDREN, PERIODS, LOSSES = 6, 4, 3


class ProgrammeForm(forms.Form):
    """Which programme, by its code; one that is not known is told so."""

    programme = forms.CharField(required=False, max_length=40)

    def said(self) -> str:
        """? stands for what can be no code."""
        return self.cleaned_data["programme"] if self.is_valid() else "?"


class BenefitForm(forms.Form):
    """The day of the event, and the rows that JKM and JKK both have."""

    WITH_ROWS = True
    GROUPS: tuple = ()
    use_required_attribute = False

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        many = self.WITH_ROWS
        self.children = self._rows(ChildRow, "child", CHILDREN * many)
        self.periods = self._rows(SpanRow, "cover", PERIODS * many)
        self.losses = self._rows(LossRow, "loss", LOSSES * ("harm" in self.fields))

    def _rows(self, kind, name: str, n: int) -> list[Row]:
        data = self.data if self.is_bound else None
        return [kind(data, prefix=f"{name}{number}") for number in range(1, n + 1)]

    def rows(self) -> list[Row]:
        return [*self.children, *self.periods, *self.losses]

    def is_valid(self) -> bool:
        return all([super().is_valid(), *[row.is_valid() for row in self.rows()]])

    def groups(self):
        """For the page: title and fields."""
        return [(title, [self[name] for name in names]) for title, names in self.GROUPS]

    def clean(self):
        found = super().clean()
        event_on, claimed_on = found.get("event_on"), found.get("claimed_on")
        if event_on and claimed_on and claimed_on < event_on:
            self.add_error("claimed_on", _("This day lies before the event."))
        return found

    def facts(self) -> dict:
        """What this programme alone asks, by the names of Case: nothing, where it does not say."""
        return {}

    def case(self, programme: str) -> Case:
        said = self.cleaned_data
        periods = [row.cleaned_data for row in self.periods if row.filled]
        covered = tuple(Period(row["from_on"], row["to_on"]) for row in periods)
        return Case(
            programme=programme,
            event_on=said["event_on"],
            claimed_on=said.get("claimed_on") or said["event_on"],
            coverage=covered or None,
            children=tuple(row.pupil() for row in self.children if row.filled),
            **self.facts(),
        )


class JkmForm(BenefitForm):
    GROUPS = ((_("The death"), ("event_on", "months_paid", "segment")),)

    event_on = DayField(label=_("Day of the death"))
    months_paid = NumberField(900, label=FACT_WORDS["months_paid"])
    segment = forms.ChoiceField(
        label=_("Who paid the contributions?"),
        choices=[
            ("bpu", _("the person, the village or the regency (informal work, BPU)")),
            ("pu", _("an employer, from a wage (PU)")),
        ],
        widget=forms.RadioSelect,
        initial="bpu",
        required=False,
    )

    def facts(self):
        said = self.cleaned_data
        return {"months_paid": said["months_paid"], "segment": said["segment"] or "bpu"}


class JkkForm(BenefitForm):
    GROUPS = (
        (_("The accident"), ("event_on", "claimed_on", "base", "harm")),
        (_("If the person lives"), ("months_unfit", "anatomical")),
        (_("Bills that the family paid"), BILLS),
    )

    event_on = DayField(
        label=_("Day of the accident"), help_text=_("For a disease: day of the diagnosis.")
    )
    claimed_on = DayField(
        label=_("Day of the claim"), required=False, help_text=_("Empty: at once.")
    )
    base = RupiahField(
        label=FACT_WORDS["base"], min_value=1,
        help_text=_("The monthly wage on which contributions were paid, often 1.000.000."),
    )  # fmt: skip
    harm = forms.ChoiceField(
        label=_("What did it lead to?"),
        choices=[
            ("died", _("The person died of it")),
            ("total", _("The person can never work again (a doctor's finding)")),
            ("lives", _("The person lives, with or without lasting harm")),
        ],
        widget=forms.RadioSelect,
    )
    months_unfit = NumberField(600, label=FACT_WORDS["months_unfit"], required=False)
    anatomical = PercentsField(
        label=FACT_WORDS["anatomical"], required=False,
        help_text=_("Of several parts, all of them: 15 + 4,5."),
    )  # fmt: skip

    def clean(self):
        found = super().clean()
        # The greater benefit absorbs the smaller.
        if found.get("harm") in {"died", "total"}:
            wrong = _("Leave this empty: death and total disability already include lost parts.")
            if found.get("anatomical"):
                self.add_error("anatomical", wrong)
            for row in self.losses:
                if row.filled:
                    row.add_error("table", wrong)
        return found

    def facts(self):
        said = self.cleaned_data
        losses = [row.cleaned_data for row in self.losses if row.filled]
        return {
            "base": said["base"],
            "died": said["harm"] == "died",
            "total_disability": said["harm"] == "total",
            "anatomical": said["anatomical"],
            "functional": tuple((row["table"], row["loss"]) for row in losses),
            "months_unfit": said["months_unfit"] or 0,
            **{name: said[name] or 0 for name in BILLS},
        }


for key in BILLS:
    JkkForm.base_fields[key] = RupiahField(label=FACT_WORDS[key], required=False)


class OkiForm(BenefitForm):
    WITH_ROWS = False
    GROUPS = ((_("The death"), ("event_on", "claimed_on", "decile")),)

    event_on = DayField(label=_("Day of the death"))
    claimed_on = DayField(
        label=_("Day of the claim"), required=False, help_text=_("Empty: at once.")
    )
    decile = PickField(
        {str(n): str(n) for n in range(1, 11)} | {"unknown": _("not known")},
        label=FACT_WORDS["decile"], help_text=_("1 to 10, from Dinas Sosial."),
    )  # fmt: skip

    def facts(self):
        said = self.cleaned_data["decile"]
        return {"decile": None if said == "unknown" else int(said)}


BENEFIT_FORMS = {"jkm": JkmForm, "jkk": JkkForm, "santunan_oki": OkiForm}
