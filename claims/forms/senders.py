"""The administrator's forms for the senders of messages."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.forms.reference import NATIONAL, WHOLE_COUNTRY, ReasonForm
from claims.notices import carrying
from regencies.models import Regency, Sender
from regencies.models.senders import CHAT, PHONE


class SenderForm(ReasonForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Sender.Kind.choices)
    url = forms.CharField(
        label=_("Address of the gateway"), max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("As Apprise writes it, with {phone} where the number goes (digits, 62 first), "
                    "or {chat} for a chat of Telegram. It is kept sealed and never shown again."),
    )  # fmt: skip
    for_family = forms.BooleanField(
        label=_("Tells the families of the claims, too"), required=False
    )
    field_order = ["kind", "url", "for_family"]

    def clean_url(self):
        url = self.cleaned_data["url"]
        if not url:
            return url
        if PHONE not in url and CHAT not in url:
            raise ValidationError(_("It needs {phone} or {chat} where the number goes."))
        if not carrying.known(url):
            raise ValidationError(_("Apprise knows no such address."))
        if carrying.leads_inside(url):
            raise ValidationError(_("This address lies inside; a gateway is out on the internet."))
        return url

    def clean(self):
        said = super().clean()
        if said.get("for_family") and said.get("url") and PHONE not in said["url"]:
            self.add_error("for_family", _("Families are known by their phone: {phone} is needed."))
        return said


class NewSenderForm(SenderForm):
    regency_id = forms.ChoiceField(label=_("Holds in"), required=False)
    name = forms.SlugField(
        label=_("Name"),
        max_length=40,
        help_text=_("Small letters, digits and - or _ only."),
        error_messages={"invalid": _("Small letters, digits and - or _ only.")},
    )
    field_order = ["regency_id", "name", *SenderForm.field_order]

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        own = Regency.objects.filter(code__in=codes).values_list("code", "name")
        self.fields["regency_id"].choices = [(NATIONAL, WHOLE_COUNTRY), *own]
        self.order_fields(self.field_order)

    def clean_regency_id(self):
        return self.cleaned_data["regency_id"] or None


class CorrectSenderForm(SenderForm):
    def __init__(self, *args, sender: Sender, **kwargs):
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.fields["url"].required = False
        self.fields["url"].help_text = _("Empty: it keeps the address it has (%(scheme)s://…).") % {
            "scheme": sender.scheme
        }

    def clean(self):
        said = super().clean()
        keeps = not said.get("url") and not self.has_error("url")
        if said.get("for_family") and keeps and PHONE not in self.sender.url.reveal():
            self.add_error("for_family", _("Families are known by their phone: {phone} is needed."))
        return said
