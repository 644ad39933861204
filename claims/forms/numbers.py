"""Numbers as people here write them: Rp2.500.000 and 4,5."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class RupiahField(forms.IntegerField):
    """Whole rupiah. Points group by thousands; cents are refused rather than guessed."""

    grouped = re.compile(r"[0-9]{1,3}(\.[0-9]{3})+")

    def __init__(self, **kwargs):
        words = {"invalid": _("Write whole rupiah in digits, for example 1.000.000.")}
        kwargs.setdefault("error_messages", words)
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 999_999_999_999)
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs
        )

    def to_python(self, value):
        if isinstance(value, str):
            value = re.sub(r"^[Rr]p\.?\s*|\s", "", value)
            if self.grouped.fullmatch(value):
                value = value.replace(".", "")
            elif not value.isdigit() and value:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return f"{int(value):,}".replace(",", ".")


class CommaField(forms.DecimalField):
    """A number with a decimal comma; a point is taken too."""

    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **kwargs
        )

    def to_python(self, value):
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)

    def prepare_value(self, value):
        if isinstance(value, str) or value is None:
            return value
        return f"{value.normalize():f}".replace(".", ",")
