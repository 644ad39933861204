"""What came of a call to a family."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import YesNoField
from claims.forms.numbers import RupiahField


class CallForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reached = YesNoField(label=_("Was somebody of the family reached?"))
    arrived = YesNoField(
        label=_("Has the money arrived?"),
        help_text=_("Do not name the sum: let the family say it."),
        required=False,
    )
    amount = RupiahField(label=_("How much has arrived? (Rp)"), required=False, min_value=1)
    fee_asked = YesNoField(
        label=_("Did anybody ask for a fee, a share or a gift?"),
        help_text=_("The service is free. Ask it in these words."),
        required=False,
    )
    note = forms.CharField(
        label=_("Note"),
        help_text=_("Whom you spoke with; if a fee was asked, who asked and how much."),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data=None):
        super().__init__(data, initial={"key": uuid.uuid4()})
        for name in ("arrived", "amount", "fee_asked"):
            self.fields[name].wanted = True

    def clean(self):
        said = super().clean()
        if not said.get("reached"):
            return said | {"arrived": None, "amount": None, "fee_asked": None}
        if said.get("arrived") is None:
            self.add_error("arrived", _("Say whether the money has arrived."))
        elif not said["arrived"]:
            said["amount"] = None
        elif said.get("amount") is None and "amount" not in self.errors:
            self.add_error("amount", _("Type the sum that has arrived."))
        if said.get("fee_asked") is None:
            self.add_error("fee_asked", _("Say whether anybody asked for a fee or a share."))
        if said.get("fee_asked") and not said.get("note", "").strip():
            self.add_error("note", _("Write down who asked for how much."))
        return said

    def told(self) -> dict:
        """As the action takes it."""
        return {name: value for name, value in self.cleaned_data.items() if name != "arrived"}
