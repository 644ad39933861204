"""What a queue's address may say. Never a name or a number of a person: it is kept in logs."""

import re
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims import queues
from claims.models.words import KIND_WORDS
from regencies.models import Actor, District, Person, Programme, Role

MINE, NOBODYS = "mine", "nobody"


class QueueForm(forms.Form):
    """What a queue's address may say. Anything else is the first page of the first tab."""

    show = forms.CharField(required=False, max_length=20)
    page = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def said(self) -> dict:
        """The values that are well formed; a bad one counts as not said."""
        self.is_valid()
        found = {"show": "", "page": 1}
        return found | {name: value for name, value in self.cleaned_data.items() if value}


class TwoQueuesForm(forms.Form):
    """The pages of both lists of the village's home."""

    under_way = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)
    ended = forms.IntegerField(required=False, min_value=1, max_value=1_000_000)

    def said(self) -> dict[str, int]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) or 1 for name in self.fields}


class PurseForm(forms.Form):
    """Which purse: a regency's code and a programme's."""

    of = forms.CharField(required=False, max_length=80)

    def said(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("of") or ""


class Tokens(forms.Field):
    """Those among what was sent that have the shape of a letter's token."""

    widget = forms.MultipleHiddenInput
    shape = re.compile(r"[\w-]{1,64}", re.ASCII)

    def to_python(self, value) -> list[str]:
        return [one for one in value or () if self.shape.fullmatch(one)]


class TokensForm(forms.Form):
    """Which letters."""

    letter = Tokens(required=False)

    def said(self) -> list[str]:
        self.is_valid()
        return self.cleaned_data["letter"]


class SieveForm(forms.Form):
    """Which claims of the office's queue are wanted; nothing said means all of them. A value
    that is not offered counts as not said."""

    programme = forms.ChoiceField(label=_("Programme"), required=False)
    district = forms.ChoiceField(label=_("Kecamatan"), required=False)
    kind = forms.ChoiceField(label=_("What happened"), required=False)
    holder = forms.ChoiceField(label=_("Holder"), required=False)
    overdue = forms.BooleanField(label=_("Only late ones"), required=False)

    def __init__(self, *args, actor: Actor, **kwargs):
        super().__init__(*args, auto_id="sieve-%s", **kwargs)
        self.actor = actor
        codes = sorted({seat.regency_id for seat in actor.seats})
        rows = Programme.objects.filter(Q(regency=None) | Q(regency__in=codes), active=True)
        districts = District.objects.filter(regency__in=codes).order_by("name")
        holders = Person.objects.filter(
            appointments__role=Role.OPD_VERIFIER, appointments__regency__in=codes
        )
        holders = holders.exclude(pk=actor.person.pk).distinct().order_by("name")
        every = pgettext_lazy("filter", "All")
        self._offer("programme", every, [(row.code, row.name) for row in rows])
        self._offer("district", every, [(row.code, row.name) for row in districts])
        self._offer("kind", every, [(str(key), word) for key, word in KIND_WORDS.items()])
        first = [(MINE, _("mine")), (NOBODYS, _("nobody yet"))]
        self._offer("holder", every, first + [(str(row.pk), row.name) for row in holders])

    def _offer(self, name: str, every, choices: list) -> None:
        self.fields[name].choices = [("", every), *choices]

    def said(self) -> dict[str, str]:
        """The values that are well formed, as they stand in an address."""
        self.is_valid()
        found = {name: value for name, value in self.cleaned_data.items() if value}
        return found | ({"overdue": "on"} if found.get("overdue") else {})

    def kept(self) -> str:
        """For links to the same queue: empty, or ending in &."""
        said = self.said()
        return f"{urlencode(said)}&" if said else ""

    def sieve(self) -> queues.Sieve:
        said = self.said()
        holder = said.get("holder", "")
        return queues.Sieve(
            programme=said.get("programme", ""),
            district=said.get("district", ""),
            kind=said.get("kind", ""),
            holder=self.actor.person.pk if holder == MINE else int(holder) if holder.isdecimal()
            else None,
            nobodys=holder == NOBODYS,
            overdue="overdue" in said,
        )  # fmt: skip
