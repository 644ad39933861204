"""How a person wants to hear of things."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import PhoneField
from regencies.models import Channel, Person, Sender

HOURS = [("", _("never")), *((str(hour), f"{hour:02}:00") for hour in range(24))]


def hour_field(label) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, choices=HOURS, coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs={"class": "middle"}),
    )  # fmt: skip


class PreferenceForm(forms.Form):
    """channel, sender_id, phone, chat, quiet_from, quiet_to, language: as the action takes them."""

    channel = forms.ChoiceField(
        label=_("How shall we tell you?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        help_text=_("Everything stands in your inbox here, whatever you choose."),
    )
    sender_id = forms.TypedChoiceField(
        label=_("Messages come by"), coerce=int, empty_value=None, required=False,
        widget=forms.Select(attrs={"class": "middle"}),
    )  # fmt: skip
    phone = PhoneField(label=_("Your phone"), required=False)
    chat = forms.RegexField(
        r"\A-?[0-9]{1,20}\Z|\A@[A-Za-z0-9_]{1,39}\Z", strip=True,
        label=_("Number of your chat"), required=False, max_length=40,
        help_text=_("For Telegram alone: the number that its bot shows you."),
        error_messages={"invalid": _("Digits, or @ and a name.")},
    )  # fmt: skip
    quiet_from = hour_field(_("Quiet from"))
    quiet_to = hour_field(_("Quiet until"))
    language = forms.ChoiceField(
        label=_("Language"),
        choices=Person._meta.get_field("language").choices,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args, senders, **kwargs):
        super().__init__(*args, **kwargs)
        self.senders: dict[int, Sender] = {row.pk: row for row in senders}
        self.fields["sender_id"].choices = [
            ("", _("Choose")), *((pk, row.get_kind_display()) for pk, row in self.senders.items()),
        ]  # fmt: skip
        if not self.senders:
            # Nothing to choose from: no message can come.
            del self.fields["sender_id"], self.fields["chat"]
            field = self.fields["channel"]
            field.choices = [pair for pair in field.choices if pair[0] != Channel.MESSAGE]

    def clean(self):
        said = super().clean()
        if (said.get("quiet_from") is None) != (said.get("quiet_to") is None):
            self.add_error("quiet_to", _("Quiet hours need both ends, or neither."))
        if said.get("channel") == Channel.MESSAGE:
            sender = self.senders.get(said.get("sender_id"))
            if sender is None:
                self.add_error("sender_id", _("Choose by what the messages come."))
            elif not sender.reaches(phone=said.get("phone", ""), chat=said.get("chat", "")):
                name = "chat" if said.get("phone") else "phone"
                self.add_error(name, ValidationError(_("Without this no message reaches you.")))
        return said
