"""Fields for what people here write: days, times, NIK, phones, accounts, yes and no."""

import re

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.rules import identity

DIGITS = {"inputmode": "numeric", "autocomplete": "off", "class": "digits"}
NUMBER_FAULTS = {
    "not_16_digits": _("It must have 16 digits. Please look at the card again."),
    "unknown_province": _("It can't begin like this: no province has these two digits."),
    "impossible_date": _("The date inside the number (digits 7 to 12) does not exist."),
    "dummy_serial": _("The last four digits are 0000: that is no real number."),
}


class DayField(forms.DateField):
    """A day from the calendar of the phone, or typed as 17-08-2025."""

    def __init__(self, *, hidden: bool = False, error_messages=None, **kwargs):
        shown = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
        invalid = {"invalid": _("This is no day. Write it like 17-08-2025.")}
        super().__init__(
            widget=forms.HiddenInput() if hidden else shown,
            input_formats=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"],
            error_messages=invalid | (error_messages or {}),
            **kwargs,
        )

    def to_python(self, value):
        found = super().to_python(value)
        if found and found.year < 1900:
            raise ValidationError(_("This day is too long ago. Please look at the year."))
        return found


class HourField(forms.TimeField):
    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
            input_formats=["%H:%M", "%H.%M", "%H:%M:%S"],
            error_messages={"invalid": _("This is no time of day. Write it like 14:30.")},
            **kwargs,
        )


class LineField(forms.CharField):
    """One line of text, with the spaces inside put in order."""

    def to_python(self, value):
        return re.sub(r"\s+", " ", super().to_python(value)).strip()


class CardField(forms.CharField):
    """A NIK or the number of a KK. Only what cannot exist is refused."""

    def __init__(self, card: str = "nik", **kwargs):
        self.card = card
        super().__init__(max_length=40, widget=forms.TextInput(attrs=DIGITS), **kwargs)

    def to_python(self, value):
        return identity.cleaned(super().to_python(value))

    def validate(self, value):
        super().validate(value)
        if value and (found := identity.faults(value, card=self.card)):
            raise ValidationError([NUMBER_FAULTS[code] for code in found])


class PhoneField(forms.CharField):
    """Kept as +62812...; typed as 0812..., 62812... or +62812..."""

    wrong = _("This is no phone number. Write it like 0812 3456 7890.")

    def __init__(self, **kwargs):
        attrs = {"type": "tel", "inputmode": "tel", "autocomplete": "off", "class": "middle"}
        super().__init__(max_length=40, widget=forms.TextInput(attrs=attrs), **kwargs)

    def clean(self, value):
        typed = super().clean(value)
        if not typed:
            return ""
        digits = re.sub(r"[^\d+]", "", typed, flags=re.ASCII)
        if digits.startswith("62"):
            digits = f"+{digits}"
        try:
            number = phonenumbers.parse(digits, "ID")
        except phonenumbers.NumberParseException:
            raise ValidationError(self.wrong) from None
        if re.search(r"[A-Za-z]", typed) or not phonenumbers.is_possible_number(number):
            raise ValidationError(self.wrong)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


class AccountField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(max_length=40, widget=forms.TextInput(attrs=DIGITS), **kwargs)

    def clean(self, value):
        found = identity.cleaned(super().clean(value))
        if found and not re.fullmatch(r"[0-9]{5,25}", found):
            raise ValidationError(_("An account number has digits only, as in the bank book."))
        return found


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or not answered yet."""

    def __init__(self, **kwargs):
        super().__init__(
            choices=[("yes", _("Yes")), ("no", _("No"))],
            coerce=lambda said: said == "yes",
            empty_value=None,
            widget=forms.RadioSelect,
            **kwargs,
        )

    def prepare_value(self, value):
        return {True: "yes", False: "no"}.get(value, value)


class PickField(forms.ChoiceField):
    """One of a table of words, with an empty first line."""

    def __init__(self, words: dict, **kwargs):
        widget = forms.Select(attrs={"class": "middle"})
        super().__init__(choices=[("", _("Choose")), *words.items()], widget=widget, **kwargs)
