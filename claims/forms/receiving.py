"""What a family types: code and secret, and what arrived. What the village says when it prints
another slip, and the auditor of what was found."""

import uuid

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.forms.fields import DayField, PickField
from claims.forms.numbers import RupiahField
from claims.models.family_words import NEW_SECRET_REASONS
from claims.rules.slips import code_typed, secret_typed

PLAIN = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


class SlipForm(forms.Form):
    """Both as they stand on the slip. What can be neither is kept as nothing: whoever compares
    them says the same to every pair that opens nothing."""

    code = forms.CharField(
        label=_("Code of the claim"),
        help_text=_("For instance 1602-26-000417."),
        max_length=60,
        widget=forms.TextInput(attrs=PLAIN | {"inputmode": "numeric", "class": "middle"}),
        error_messages={"required": _("Type the code that stands on the slip.")},
    )
    secret = forms.CharField(
        label=_("Secret of the family"),
        help_text=_("26 letters and digits in groups. Small letters and spaces do not matter."),
        max_length=120,
        widget=forms.TextInput(attrs=PLAIN | {"class": "digits"}),
        error_messages={"required": _("Type the secret that stands on the slip.")},
    )

    def read(self) -> tuple[str, str]:
        """Code and secret as they are compared."""
        said = self.cleaned_data
        return code_typed(said["code"]), secret_typed(said["secret"])


class ConfirmForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    number = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=999)
    arrived = forms.ChoiceField(
        label=_("Has the money arrived?"),
        choices=[("yes", _("Yes")), ("no", _("No, nothing has arrived"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether the money has arrived.")},
    )
    amount = RupiahField(
        label=_("How much has arrived? (Rp)"),
        help_text=_("As it stands in the bank book or on the bank's message."),
        required=False,
        min_value=1,
    )
    received_on = DayField(label=_("On which day?"), required=False)

    def __init__(self, data=None, *, number: int):
        super().__init__(data, initial={"key": uuid.uuid4(), "number": number})
        for name in ("amount", "received_on"):
            self.fields[name].wanted = True

    def clean(self):
        said = super().clean()
        if said.get("arrived") == "no":
            return said | {"amount": None, "received_on": None}
        if said.get("arrived") == "yes":
            if said.get("amount") is None and "amount" not in self.errors:
                self.add_error("amount", _("Type the sum that has arrived."))
            if said.get("received_on") is None and "received_on" not in self.errors:
                self.add_error("received_on", _("Say on which day it arrived."))
        return said


class SettleQuestionForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    finding = forms.CharField(
        label=_("What was found"),
        help_text=_("Who was asked, which papers were seen, what comes of it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down what was found.")},
    )


class NewSecretForm(ActForm):
    reason = PickField(
        NEW_SECRET_REASONS,
        label=_("Why is another slip needed?"),
        error_messages={"required": _("Please choose a reason.")},
    )
