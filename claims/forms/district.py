"""What the camat's queue is sifted by, and which claims are taken at once."""

import uuid
from urllib.parse import urlencode

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from regencies.models import Actor, Village
from regencies.models.people import DISTRICT_ROLES

DUE, AGE = "due", "age"
AT_ONCE = 50


class VillageForm(forms.Form):
    """One village or all, the last day first or the oldest first. What is not offered counts as
    not said."""

    village = forms.ChoiceField(label=_("Village"), required=False)
    order = forms.ChoiceField(
        label=pgettext_lazy("sort", "Order"),
        required=False,
        choices=[(DUE, _("by the last day")), (AGE, _("the oldest first"))],
    )

    def __init__(self, *args, actor: Actor, **kwargs):
        super().__init__(*args, auto_id="sieve-%s", **kwargs)
        codes = {seat.district_id for seat in actor.seats if seat.role in DISTRICT_ROLES}
        rows = Village.objects.filter(district__in=codes).order_by("name")
        every = pgettext_lazy("filter", "All")
        self.fields["village"].choices = [("", every), *((row.code, row.name) for row in rows)]

    def said(self) -> dict[str, str]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    def kept(self) -> str:
        """For links to the same queue: empty, or ending in &."""
        said = self.said()
        return f"{urlencode(said)}&" if said else ""

    def wanted(self, claim: str = "") -> Q:
        """claim: the way to the claim from the rows that are sifted."""
        village = self.said().get("village")
        return Q(**{f"{claim}village": village}) if village else Q()

    @property
    def oldest_first(self) -> bool:
        return self.said().get("order") == AGE


class SeveralForm(forms.Form):
    """The claims that were ticked. key: of the page; each claim has one of its own made from it,
    so that a second click does nothing anew."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    chosen = forms.MultipleChoiceField(
        label=_("Claims"), error_messages={"required": _("Tick at least one.")}
    )

    def __init__(self, *args, ready, **kwargs):
        super().__init__(*args, **kwargs)
        self.ready = list(ready)
        self.fields["chosen"].choices = [(row.code, row.code) for row in self.ready]

    def clean_chosen(self) -> list:
        codes = set(self.cleaned_data["chosen"])
        if len(codes) > AT_ONCE:
            raise forms.ValidationError(_("At most %(n)s at once.") % {"n": AT_ONCE})
        return [row for row in self.ready if row.code in codes]

    def key_of(self, code: str) -> uuid.UUID:
        return uuid.uuid5(self.cleaned_data["key"], code)
