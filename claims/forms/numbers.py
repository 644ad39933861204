"""Numbers as people here write them: Rp2.500.000 and 4,5."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _


class RupiahField(forms.IntegerField):
    """Whole rupiah. Thousands are grouped by points, or by commas as some bank books do; an end
    that says "no cents" (",00" or ",-") is left out. Cents, and groups that do not come out even,
    are refused rather than guessed."""

    by_points = re.compile(r"([0-9]+|[0-9]{1,3}(?:\.[0-9]{3})+)(?:,00|[.,]-+)?")
    by_commas = re.compile(r"([0-9]{1,3}(?:,[0-9]{3})+)(?:\.00|[.,]-+)?")
    default_error_messages = {
        "invalid": _("Write whole rupiah in digits, for example 1.000.000."),
    }

    def __init__(self, **kwargs):
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_value", 999_999_999_999)
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}), **kwargs
        )

    def to_python(self, value):
        if isinstance(value, str):
            typed = re.sub(r"^rp\.?\s*|\s", "", value.strip(), flags=re.IGNORECASE)
            found = self.by_points.fullmatch(typed) or self.by_commas.fullmatch(typed)
            if typed and not found:
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
            value = re.sub("[.,]", "", found[1]) if found else ""
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
