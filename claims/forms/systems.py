"""The administrator's forms for the systems of other offices."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from claims.actions.systems import known_places
from claims.forms.fields import DayField, LineField
from claims.forms.reference import ReasonForm
from claims.models.words import EVENT_WORDS
from claims.notices.hooks import HOOKED
from claims.notices.outbound import Forbidden, target
from regencies.models import Regency, Scope, System

MOST_PLACES = 400


class SystemForm(ReasonForm):
    name = LineField(
        label=_("Name"), max_length=80,
        help_text=_("As it will stand under what it files, for instance “SID Kecamatan "
                    "Pedamaran”."),
    )  # fmt: skip
    contact = LineField(
        label=_("Who is asked about it"), max_length=200,
        help_text=_("An office, a name, a telephone number."),
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"), choices=Scope.choices, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )  # fmt: skip
    places = forms.CharField(
        label=_("Where"), required=False, max_length=8000,
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Codes of villages or kecamatan, one on a line, such as 16.02.05.2011 or "
                    "16.02.05. Empty: the whole regency."),
    )  # fmt: skip
    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("Until"), required=False, help_text=_("Its last day."))
    field_order = ["name", "contact", "scopes", "places", "from_on", "to_on"]

    def __init__(self, *args, regency: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.regency = regency

    def clean_places(self):
        codes = re.split(r"[\s,;]+", self.cleaned_data["places"].strip())
        codes = [code for code in codes if code]
        if len(codes) > MOST_PLACES:
            raise ValidationError(_("These are too many: name the kecamatan instead."))
        known, others = known_places(codes, self.cleaned_data.get("regency_id") or self.regency)
        if others:
            raise ValidationError(
                ngettext_lazy("%(codes)s is no village or kecamatan of this regency.",
                              "%(codes)s are no villages or kecamatan of this regency.",
                              len(others)),
                params={"codes": ", ".join(code[:13] for code in others[:5])},
            )  # fmt: skip
        return sorted(known)

    def clean_scopes(self):
        return sorted(self.cleaned_data["scopes"])

    def clean(self):
        said = super().clean()
        if said.get("to_on") and said.get("from_on") and said["to_on"] < said["from_on"]:
            self.add_error("to_on", _("It ends before it begins."))
        return said


class NewSystemForm(SystemForm):
    regency_id = forms.ChoiceField(label=_("Regency"))
    field_order = ["regency_id", *SystemForm.field_order]

    def __init__(self, *args, codes, today: date, **kwargs):
        super().__init__(*args, **kwargs)
        own = Regency.objects.filter(code__in=codes).values_list("code", "name")
        self.fields["regency_id"].choices = [*own]
        self.fields["from_on"].initial = today
        self.order_fields(self.field_order)


class TokenForm(forms.Form):
    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = ReasonForm.base_fields["reason"]


class HookForm(ReasonForm):
    url = forms.CharField(
        label=_("Address of its webhook"), max_length=500, required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    hears = forms.MultipleChoiceField(
        label=_("Moves that it is told of"), required=False,
        choices=[(move, EVENT_WORDS[move]) for move in HOOKED],
        widget=forms.CheckboxSelectMultiple, help_text=_("Nothing ticked: it is told no more."),
    )  # fmt: skip
    field_order = ["url", "hears"]

    def __init__(self, *args, system: System, **kwargs):
        super().__init__(*args, **kwargs)
        self.system = system
        self.fields["url"].help_text = (
            _("Empty: it keeps the address it has. Another address gets another secret.")
            if system.hook_url
            else _("https only. It is kept sealed and never shown again.")
        )

    def clean_url(self):
        url = self.cleaned_data["url"]
        if url:
            try:
                target(url)
            except Forbidden:
                raise ValidationError(
                    _("This can't be called: an https address on the open internet is needed.")
                ) from None
        return url

    def clean(self):
        said = super().clean()
        if said.get("hears") and not said.get("url") and not self.system.hook_url:
            if not self.has_error("url"):
                self.add_error("url", _("Say where it is told."))
        return said
