"""Who is away, from when to when."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField, LineField
from regencies.models import Person

# How many people a list offers at most.
OFFERED = 50


class LeaveForm(forms.Form):
    """One's own days away."""

    from_on = DayField(label=_("Away from"))
    to_on = DayField(label=_("Up to and including"))
    note = LineField(
        label=_("Note"),
        required=False,
        max_length=200,
        help_text=_("Such as the number of the letter. Never what somebody is ill with."),
    )


class LeaveOfOtherForm(LeaveForm):
    """Somebody's. people: who may be chosen at all; offered: those in the list, by name."""

    person = forms.ModelChoiceField(label=_("Who"), queryset=Person.objects.none())
    field_order = ["person", "from_on", "to_on", "note"]

    def __init__(self, *args, people, offered, **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        field.queryset = people
        shown = list(offered.order_by("name", "pk")[:OFFERED])
        if self.is_bound and (chosen := self.data.get("person", "")).isdecimal():
            # Whoever was chosen stays chosen when the page comes back.
            known = {person.pk for person in shown}
            shown += [person for person in people.filter(pk=chosen[:9]) if person.pk not in known]
        field.choices = [("", _("Choose")), *((person.pk, str(person)) for person in shown)]


class FindForm(forms.Form):
    """A part of somebody's name, in the page's address."""

    q = forms.CharField(required=False, max_length=60, strip=True, label=_("Part of the name"))

    def said(self) -> str:
        self.is_valid()
        return self.cleaned_data.get("q", "")


class BackForm(forms.Form):
    back_on = DayField(label=_("Back on"))
