"""What the village writes down for a family that does not agree, and the answer to it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.forms.fields import LineField, PickField
from claims.forms.office import add_lateness
from claims.models.choices import RELATIONS, SELF


class ObjectForm(ActForm):
    """programmes: what may be objected to. One alone is chosen already."""

    about = forms.MultipleChoiceField(
        label=_("What does the family not agree with?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what the family does not agree with.")},
    )
    grounds = forms.CharField(
        label=_("Why does the family not agree?"),
        help_text=_("In the family's own words. Name the paper or the fact that shows it."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write down why the family does not agree.")},
    )
    family_name = LineField(label=_("Who of the family objects?"), max_length=120)
    family_relation = PickField(SELF | RELATIONS, label=_("Relation"))

    def __init__(self, *args, programmes, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = [
            (row.programme_id, str(row.programme)) for row in programmes
        ]
        if len(programmes) == 1:
            self.initial["about"] = [programmes[0].programme_id]


class DropForm(ActForm):
    note = forms.CharField(
        label=_("Why is it taken back?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )


class UpholdForm(ActForm):
    """late: the answer comes after its last day, and says why."""

    answer = forms.CharField(
        label=_("The answer to the family"),
        help_text=_("The village reads these words to the family."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if late:
            add_lateness(self)


class DismissForm(UpholdForm):
    pass
