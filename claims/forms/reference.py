"""The administrator's forms for days off, figures and limits. Every one asks why."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField, LineField
from claims.forms.ladder import DaysField, LadderField
from claims.forms.numbers import CommaField, RupiahField
from claims.models.check_words import CHECK_WORDS
from claims.models.source_words import source_said
from claims.models.words import EVENT_WORDS
from regencies.holiday_file import read_holidays
from regencies.models import Confidence, DeadlineRule, Figure, Holiday, Programme, Regency

NATIONAL = ""
WHOLE_COUNTRY = _("The whole country")
FILE_BYTES = 200_000
# In the reference tables; a browser's calendar shows it as a day like any other.
SINCE_EVER = 1900
# The moves that a limit may count from.
STARTS = ("report", "submit", "endorse", "send_back", "answer", "approve", "award")


class ReasonForm(forms.Form):
    """Why, in words that will be on record."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Name the decree or the letter. These words stay on record."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])


class SourceField(LineField):
    """Our own sentences are said in the language of the page, here as everywhere."""

    def prepare_value(self, value):
        return source_said(value) if value else value


class SourcedForm(ReasonForm):
    source = SourceField(
        label=_("Source"), max_length=300,
        help_text=_("Which rule says so. A code such as SRC-20 stands for a document of our list."),
    )  # fmt: skip
    confidence = forms.ChoiceField(label=_("How sure"), choices=Confidence.choices)

    def clean(self):
        """A source that nobody touched stays as it is on record, whatever the language."""
        said = super().clean()
        for name, field in self.fields.items():
            kept = self.initial.get(name)
            if isinstance(field, SourceField) and kept and said.get(name) == source_said(kept):
                said[name] = kept
        return said


class PlacedForm(SourcedForm):
    """For a new row: the whole country's, or a regency's own."""

    regency_id = forms.ChoiceField(label=_("Holds in"), required=False)

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        own = Regency.objects.filter(code__in=codes).values_list("code", "name")
        self.fields["regency_id"].choices = [(NATIONAL, WHOLE_COUNTRY), *own]
        self.order_fields(["regency_id"])

    def clean_regency_id(self):
        return self.cleaned_data["regency_id"] or None


# Days off -------------------------------------------------------------------------------------


class HolidayForm(SourcedForm):
    day = DayField(label=_("Day"))
    name = LineField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(label=_("Kind"), choices=Holiday.Kind.choices)
    field_order = ["day", "name", "kind", "source", "confidence"]


class NewHolidayForm(PlacedForm, HolidayForm):
    field_order = ["day", "name", "kind", "regency_id", "source", "confidence"]

    def clean(self):
        said = super().clean()
        if "kind" in said and "regency_id" in said:
            local = said["kind"] == Holiday.Kind.LOCAL
            if local != (said["regency_id"] is not None):
                self.add_error(
                    "regency_id", _("A local holiday names its regency, and no other kind does.")
                )
        return said


class HolidayFileForm(forms.Form):
    """A year's decree as a file, or, once read, as the text that the preview was made from."""

    year = forms.IntegerField(label=_("Year"), min_value=2000, max_value=2100)
    file = forms.FileField(
        label=_("File (CSV)"),
        help_text=(
            _(
                "Columns: day (day/month/year), name, kind (public, cuti_bersama or local), "
                "source, confidence (H, M or L); for a local holiday also regency (its code). The "
                "list of a year can be taken along as a file in this form."
            )
        ),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,text/csv"}),
    )
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = codes
        self.fields["file"].wanted = True
        self.rows, self.faults = [], []

    def clean(self):
        said = super().clean()
        if self.errors:
            return said
        if file := said.get("file"):
            if file.size > FILE_BYTES:
                raise forms.ValidationError(_("The file is too big for a list of holidays."))
            try:
                said["text"] = file.read().decode("utf-8-sig").replace("\r\n", "\n")
                if "\x00" in said["text"]:
                    raise ValueError
            except ValueError:
                raise forms.ValidationError(
                    _("This is no text in UTF-8. Save the table as “CSV UTF-8”.")
                ) from None
        text = said.get("text") or ""
        if not text or "\x00" in text or len(text) > FILE_BYTES:
            raise forms.ValidationError(_("Choose a file with the holidays of this year."))
        self.rows, self.faults = read_holidays(text, said["year"], self.codes)
        return said


# Figures --------------------------------------------------------------------------------------


class FigureForm(SourcedForm):
    from_on = DayField(label=_("In force from"))
    value = CommaField(label=_("Value"), min_value=0, max_digits=18, decimal_places=4)
    field_order = ["from_on", "value", "source", "confidence"]

    def __init__(self, *args, unit, **kwargs):
        super().__init__(*args, **kwargs)
        if unit == Figure.Unit.RUPIAH:
            # 10.000 is ten thousand there, and ten in any other unit.
            self.fields["value"] = RupiahField(label=_("Value"))
        self.fields["value"].help_text = Figure.Unit(unit).label
        begins = self.initial.get("from_on")
        if begins and begins.year == SINCE_EVER:
            self.fields["from_on"].help_text = _("1 January 1900 means: from the beginning.")
        self.order_fields(self.field_order)


class NewFigureForm(PlacedForm, FigureForm):
    field_order = ["regency_id", "from_on", "value", "source", "confidence"]


class EndFigureForm(PlacedForm):
    from_on = DayField(label=_("No such figure from"))
    field_order = ["regency_id", "from_on", "source", "confidence"]


# Limits ---------------------------------------------------------------------------------------


class RuleForm(SourcedForm):
    days = forms.IntegerField(label=_("Days"), min_value=1, max_value=365)
    unit = forms.ChoiceField(label=_("Unit"), choices=DeadlineRule.Unit.choices)
    start_event = forms.ChoiceField(
        label=_("Counted from"), choices=[(move, EVENT_WORDS[move]) for move in STARTS]
    )
    warn_days = DaysField(
        label=_("Warn before"), required=False,
        help_text=_("Days before the last day, such as 3 1 0; 0 is the last day itself."),
    )  # fmt: skip
    warn_hour = forms.IntegerField(label=_("Hour of warnings"), min_value=0, max_value=23)
    steps = LadderField(
        label=_("When late"), required=False,
        help_text=_("Days after the limit, and who is told then; one step on a line: "
                    "“1: Camat, OPD head”."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    cut_off_hour = forms.IntegerField(
        label=_("Cut-off hour"), required=False, min_value=1, max_value=23,
        help_text=_("What arrives from this hour on counts as arrived the next day. Empty: none."),
    )  # fmt: skip
    extension_days = forms.IntegerField(
        label=_("May be extended by at most"), required=False, initial=0,
        min_value=0, max_value=365,
        help_text=_("Days, once; 0 where no rule gives such a right."),
    )  # fmt: skip
    extension_right = SourceField(
        label=_("Right to extend"), required=False, max_length=300,
        help_text=_("Which rule gives the right."),
    )  # fmt: skip
    until_on = DayField(
        label=_("In force until"), required=False,
        help_text=_("Its last day. Empty: until a later row takes its place."),
    )  # fmt: skip
    field_order = [
        "days", "unit", "start_event", "cut_off_hour", "warn_days", "warn_hour", "steps",
        "extension_days", "extension_right", "until_on", "source", "confidence",
    ]  # fmt: skip

    def clean(self):
        said = super().clean()
        said["extension_days"] = said.get("extension_days") or 0
        if said["extension_days"] and not said.get("extension_right"):
            self.add_error("extension_right", _("Name the rule that gives the right to extend."))
        return said


class NewRuleForm(PlacedForm, RuleForm):
    stage = forms.ChoiceField(label=_("Stage"), choices=DeadlineRule.Stage.choices)
    programme_id = forms.ChoiceField(label=_("Programme"), required=False)
    from_on = DayField(label=_("In force from"))
    field_order = ["stage", "regency_id", "programme_id", "from_on", *RuleForm.field_order]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        programmes = Programme.objects.values_list("code", "name")
        self.fields["programme_id"].choices = [("", _("Every programme")), *programmes]
        self.order_fields(self.field_order)

    def clean_programme_id(self):
        return self.cleaned_data["programme_id"] or None


# Checks ---------------------------------------------------------------------------------------


class CheckRuleForm(SourcedForm):
    blocks = forms.TypedChoiceField(
        label=_("If it fails"),
        choices=[(True, _("blocks a grant")), (False, _("may be overruled"))],
        coerce=lambda said: said == "True",
        widget=forms.RadioSelect,
    )
    field_order = ["blocks", "source", "confidence"]


class NewCheckRuleForm(PlacedForm, CheckRuleForm):
    key = forms.ChoiceField(label=_("What is checked"), choices=[*CHECK_WORDS.items()])
    from_on = DayField(label=_("In force from"))
    field_order = ["key", "regency_id", "from_on", *CheckRuleForm.field_order]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.order_fields(self.field_order)


class YearForm(forms.Form):
    """What the address of the calendar may say; anything else is this year."""

    year = forms.IntegerField(min_value=2000, max_value=2100, required=False)
