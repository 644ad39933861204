"""Rows of a list in a form whose values come from the address: children, periods, losses."""

import re
from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.family import CountField
from claims.forms.fields import DayField, PickField
from claims.models.choices import LEVELS
from claims.rules.benefits import PRESCHOOL, Pupil

STILL = _("Still to fill in.")
BACKWARDS = _("This day lies before the first one.")


class NumberField(CountField):
    """Digits and nothing else: Python would also take 1_000."""

    def to_python(self, value):
        if isinstance(value, str) and not re.fullmatch("[0-9]{0,9}", value.strip()):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)


class PercentField(forms.CharField):
    """A share above 0 and at most 100, with at most two decimals: 4,5."""

    shape = re.compile(r"[0-9]{1,3}([.,][0-9]{1,2})?\s*%?")
    wrong = _("Write a share above 0 and at most 100, for instance 4,5.")

    def __init__(self, **kwargs):
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=200, widget=forms.TextInput(attrs=attrs), **kwargs)

    def share(self, text: str) -> Decimal:
        if not self.shape.fullmatch(text):
            raise forms.ValidationError(self.wrong)
        found = Decimal(text.rstrip("% ").replace(",", "."))
        if not 0 < found <= 100:
            raise forms.ValidationError(self.wrong)
        return found

    def clean(self, value):
        text = super().clean(value)
        return self.share(text) if text else None


class PercentsField(PercentField):
    """Several of them: 15 + 4,5."""

    def clean(self, value):
        text = forms.CharField.clean(self, value)
        return tuple(self.share(part.strip()) for part in text.split("+")) if text else ()


class Row(forms.Form):
    """A row of a list. One that is left empty does not count; of one begun, MUST is needed."""

    MUST: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, empty_permitted=True, use_required_attribute=False, **kwargs)
        for name in self.MUST:
            self.fields[name].required = False
            self.fields[name].wanted = True

    def clean(self):
        found = super().clean()
        if self.has_changed():
            for name in self.MUST:
                if found.get(name) in (None, "") and name not in self.errors:
                    self.add_error(name, STILL)
        return found

    @property
    def filled(self) -> bool:
        return bool(self.is_bound and self.is_valid() and self.has_changed())


class SpanRow(Row):
    """From one day to another, both included."""

    MUST = ("from_on", "to_on")
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("To"))

    def clean(self):
        found = super().clean()
        begins, ends = found.get("from_on"), found.get("to_on")
        if begins and ends and ends < begins:
            self.add_error("to_on", BACKWARDS)
        return found


class LossRow(Row):
    MUST = ("table", "loss")
    table = PercentField(label=_("Percent in the table"))
    loss = PercentField(label=_("Percent of function lost"))


class ChildRow(Row):
    MUST = ("level", "age")
    level = PickField(LEVELS, label=_("School"))
    grade = NumberField(12, label=_("Grade (class)"), required=False)
    age = NumberField(99, label=_("Age in years"))
    married = forms.BooleanField(label=_("married"), required=False)
    working = forms.BooleanField(label=_("working"), required=False)

    def clean(self):
        found = super().clean()
        level, grade = found.get("level"), found.get("grade")
        if "grade" in self.errors or not level:
            return found
        if level == PRESCHOOL and grade is not None:
            self.add_error("grade", _("Before school there is no grade: leave this empty."))
        elif level != PRESCHOOL and not grade:
            self.add_error("grade", _("Still to fill in: 1 for the first class or year."))
        return found

    def check_grade(self, figures) -> None:
        """A grade past the end of the school does not exist; the figures know the length."""
        level, grade = self.cleaned_data["level"], self.cleaned_data["grade"]
        years = figures.get(f"scholarship_years_{level}")
        if grade and years is not None and grade > years:
            self.add_error(
                "grade", _("This school has %(years)d years at most.") % {"years": int(years)}
            )

    def pupil(self) -> Pupil:
        said = self.cleaned_data
        return Pupil(
            said["level"], said["age"], said["grade"] or 0, said["married"], said["working"]
        )
