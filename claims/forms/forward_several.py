"""Several files for the BPJS branch at once: one bundle, one receipt."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField
from claims.models import Payout

AT_ONCE = 50


def name_of(payout: Payout) -> str:
    """payout: with its number in the claim, of claims.queues.payouts."""
    return f"{payout.claim.code}/{payout.number}"


class ForwardSeveralForm(forms.Form):
    """key: of the page; each payout has one of its own made from it, so that a second click does
    nothing anew. What is asked for beside the ticks hangs on the button."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(
        label=_("Payouts"), error_messages={"required": _("Tick at least one.")}
    )
    note = forms.CharField(
        label=_("What the bundle is for"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    reference = forms.CharField(
        label=_("Receipt of the branch"), max_length=60, required=False,
        help_text=_("One number for all of them, as it stands on the receipt (tanda terima)."),
    )  # fmt: skip
    received_on = DayField(label=_("Day on the receipt"), required=False)

    def __init__(self, *args, ready, **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        self.fields["chosen"].choices = [(name_of(row), name_of(row)) for row in self.ready]
        for name in ("note", "reference"):
            self.fields[name].wanted = True

    @property
    def bundling(self) -> bool:
        return "bundle" in self.data

    def clean_chosen(self) -> list[Payout]:
        names = set(self.cleaned_data["chosen"])
        if len(names) > AT_ONCE:
            raise forms.ValidationError(_("At most %(n)s at once.") % {"n": AT_ONCE})
        return [row for row in self.ready if name_of(row) in names]

    def clean(self):
        said = super().clean()
        wanted = "note" if self.bundling else "reference"
        if not said.get(wanted, "").strip():
            words = _("Say what the bundle is for.") if self.bundling else _(
                "Write the number of the receipt.")  # fmt: skip
            self.add_error(wanted, words)
        return said

    def key_of(self, payout: Payout) -> uuid.UUID:
        verb = "bundle" if self.bundling else "forward"
        return uuid.uuid5(self.cleaned_data["key"], f"{verb} {name_of(payout)}")
