"""The cashier's forms. Cleaned data is what the action takes."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.forms.fields import DayField
from claims.forms.numbers import RupiahField

TEXT = {"rows": 3}


class ReasonForm(ActForm):
    """A note that the file needs: why it waits, failed, came back, was refused or ends."""

    note = forms.CharField(
        label=_("Reason"), max_length=2000, widget=forms.Textarea(attrs=TEXT)
    )  # fmt: skip


class ForwardForm(ActForm):
    reference = forms.CharField(
        label=_("Receipt of the branch"),
        help_text=_("The number on the branch's receipt (tanda terima)."),
        max_length=60,
    )
    received_on = DayField(
        label=_("Day on the receipt"),
        help_text=_("From this day the branch's own days are counted. Empty: today."),
        required=False,
    )


class PayForm(ActForm):
    paid_on = forms.DateField(
        label=_("Day on which the money arrived"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    amount = RupiahField(label=_("Amount that arrived (Rp)"), min_value=1)
