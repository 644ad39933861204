"""The village's pages about a claim, one form each. A page may be left half filled: what is
needed in the end is asked for when the claim is checked."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.forms.acts import ActForm
from claims.forms.fields import CardField, DayField, HourField, LineField, PickField, YesNoField
from claims.forms.page import FUTURE, PageForm
from claims.models.choices import SEXES
from claims.models.words import WITHDRAW_REASONS
from claims.rules.duplicates import bare_number
from claims.rules.states import Kind
from regencies.models import Village

# What happened, in the words of who comes in, to (kind, at_work, died).
HAPPENED = {
    "death": (Kind.DEATH, False, True),
    "death_at_work": (Kind.ACCIDENT, True, True),
    "accident": (Kind.ACCIDENT, True, False),
}


class HappenedForm(forms.Form):
    """Nothing in it says who: it is sent by the address."""

    what = forms.ChoiceField(
        label=_("What happened?"),
        choices=[
            ("death", _("Somebody died, but not through work")),
            ("death_at_work", _("Somebody died through work")),
            ("accident", _("Somebody was hurt at work and lives")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose one of the three.")},
        help_text=_("Through work: also on the way there and back, or by an illness from it."),
    )
    on = DayField(
        label=_("On which day?"),
        error_messages={"required": _("Please give the day, as well as it is known.")},
    )
    village = forms.ModelChoiceField(label=_("In which village?"), queryset=Village.objects.none())

    def __init__(self, *args, villages, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.today, self.villages = today, villages
        self.fields["village"].queryset = villages
        # With one village there is nothing to choose.
        if len(villages) == 1:
            del self.fields["village"]

    def clean(self):
        return {"village": self.villages[0], **super().clean()} if self.villages else {}

    def clean_on(self):
        if self.cleaned_data["on"] > self.today:
            raise forms.ValidationError(FUTURE)
        return self.cleaned_data["on"]


class StartForm(forms.Form):
    """The button under what may be expected: no field that anybody fills in."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=[(kind.value, kind.value) for kind in Kind], widget=forms.HiddenInput
    )
    village = forms.ModelChoiceField(queryset=Village.objects.none(), widget=forms.HiddenInput)
    event_on = DayField(required=False, hidden=True)
    died_on = DayField(required=False, hidden=True)
    at_work = forms.NullBooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, villages, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["village"].queryset = villages


class PersonForm(PageForm):
    SAVED = ("name", "born_on", "sex")
    SEALED = ("nik", "kk")

    # First: what the list of participants knows by it is not typed.
    nik = CardField(label=_("NIK"), help_text=_("16 digits, on the KTP and the family card."))
    name = LineField(label=_("Full name, as on the KTP"), max_length=120)
    kk = CardField(
        label=_("Number of the family card (KK)"), card="kk", help_text=_("16 digits, at the top.")
    )
    born_on = DayField(label=_("Date of birth"))
    sex = PickField(SEXES, label=_("Sex"))

    def clean(self):
        self.not_later("born_on")
        return super().clean()


class EventForm(PageForm):
    SAVED = ("event_on", "event_time", "event_place", "cause", "at_work", "died_on", "akta_number")
    OPTIONAL = ("event_time", "akta_number")

    event_on = DayField(label=_("Day"))
    event_time = HourField(label=_("Time"), help_text=_("As well as it is known."))
    event_place = LineField(
        label=_("Place"),
        max_length=200,
        help_text=_("For instance: at home, hospital, rubber garden."),
    )
    cause = LineField(
        label=pgettext_lazy("of an event", "Cause"),
        max_length=200,
        help_text=_("In your own words: illness, old age, fallen from a tree."),
    )
    at_work = YesNoField(
        label=_("Did it happen at work?"),
        help_text=_("Also on the way to work or back, and for farmers and fishermen at theirs."),
    )
    died = YesNoField(label=_("Did the person die of the accident?"))
    died_on = DayField(label=_("Day of death"), help_text=_("Only if the person died."))
    akta_number = LineField(
        label=_("Number of the akta kematian"),
        max_length=40,
        help_text=_(
            "At the top of the death certificate from Disdukcapil, for instance "
            "1602-KM-05032026-0012. Leave it empty as long as there is none."
        ),
    )

    def __init__(self, *args, claim, **kwargs):
        super().__init__(*args, claim=claim, **kwargs)
        if claim.kind == Kind.DEATH:
            del self.fields["died"], self.fields["died_on"]
            self.fields["event_on"].label = _("Day of the death")
        else:
            self.fields["event_on"].label = _("Day of the accident")
            self.fields["event_on"].help_text = _(
                "Of an illness that comes from the work: the day of the diagnosis."
            )
            self.fields["died_on"].wanted = False

    def first_values(self):
        claim = self.claim
        # Of a draft that has just begun nobody has been asked yet.
        died = True if claim.died_on else False if claim.event_place else None
        return super().first_values() | {"died": died}

    def clean(self):
        self.not_later("event_on", "died_on")
        found = self.cleaned_data
        happened, born = found.get("event_on"), self.claim.born_on
        if happened and born and happened < born:
            self.add_error("event_on", _("This day lies before the person's birth."))
        if self.claim.kind == Kind.ACCIDENT and "died_on" not in self.errors:
            self._clean_death(found, happened)
        return super().clean()

    def clean_akta_number(self):
        """A sign in place of a number ("-") says that there is none."""
        number = self.cleaned_data["akta_number"]
        return number if bare_number(number) else ""

    def _clean_death(self, found, happened):
        if not found.get("died"):
            found |= {"died_on": None, "akta_number": ""}
        elif not found.get("died_on"):
            self.add_error("died_on", _("Please say on which day the person died."))
        elif happened and found["died_on"] < happened:
            self.add_error("died_on", _("This day lies before the accident."))

    def values(self):
        found = {"died_on": None} | self.cleaned_data
        return {name: found[name] for name in self.SAVED if name in found}


class WithdrawForm(ActForm):
    reason = PickField(
        WITHDRAW_REASONS,
        label=_("Why is it withdrawn?"),
        error_messages={"required": _("Please choose a reason.")},
    )
    note = forms.CharField(
        label=_("In your own words"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self):
        if self.cleaned_data.get("reason") == "other" and not self.cleaned_data.get("note"):
            self.add_error("note", _("Please tell the reason in a few words."))
        return super().clean()


class AnswerForm(ActForm):
    """open_ones: papers of the return without a new file. Each may have a word on why not."""

    note = forms.CharField(
        label=_("What was mended?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please tell in a few words what was mended.")},
    )

    def __init__(self, *args, open_ones=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.open_ones = {f"without_{group.key}": group for group in open_ones}
        for name, group in self.open_ones.items():
            self.fields[name] = forms.CharField(
                label=_("%(paper)s: why it can't be had") % {"paper": group.name},
                help_text=_("Only if there is no new file. Whoever asked for it reads this."),
                required=False,
                max_length=500,
            )

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        without = {group.key: said[name] for name, group in self.open_ones.items()}
        return {"key": said["key"], "version": said["version"], "note": said["note"],
                "without": without}  # fmt: skip
