"""What an auditor says on opening a file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import LineField


class ReadForm(forms.Form):
    reason = LineField(
        label=_("What is it read for?"),
        help_text=_("The assignment letter, for instance. It stands in the log beside your name."),
        max_length=300,
        required=False,
    )
