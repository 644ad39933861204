"""The proof of a school year, and why a child's scholarship ends or goes on."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm, chosen
from claims.forms.fields import PickField
from claims.forms.papers import looked_at
from claims.models import Scholarship
from claims.models.choices import LEVELS
from claims.rules.benefits import PRESCHOOL

# What a person may say; the clock knows the age.
REASONS = {
    key: label
    for key, label in Scholarship.End.choices
    if key not in {Scholarship.End.AGE, Scholarship.End.FINISHED}
}


class ActOfSchool(ActForm):
    """A school year has no version: each verb asks under the lock whether it is still open."""

    version = None


class ProveForm(ActOfSchool):
    level = PickField(
        {key: word for key, word in LEVELS.items() if key != PRESCHOOL}, label=_("School")
    )
    grade = forms.IntegerField(
        label=_("Grade"),
        help_text=_("The year in this school: SMP class 7 is 1. At university, the year of study."),
        min_value=1,
        max_value=9,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "short"}),
        error_messages={"invalid": _("Write a whole number, for instance 3.")},
    )
    file = forms.FileField(
        label=_("The school's letter (surat keterangan sekolah)"),
        help_text=_("A photo or a PDF. It names the child, the class and the school year."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
        error_messages={"required": _("Choose the photo or the PDF of the school's letter.")},
    )

    def clean_file(self):
        self.paper = looked_at(self.cleaned_data["file"])
        return self.paper.file

    def clean(self):
        found = super().clean()
        if "file" in found:
            found["content_type"] = self.paper.content_type
        return found


class ReturnForm(ActOfSchool):
    note = forms.CharField(
        label=_("What is wrong with it?"),
        help_text=_("The village reads these words."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class EndForm(ActOfSchool):
    reason = forms.ChoiceField(
        label=_("Why does it end?"), choices=chosen(REASONS, _("Choose a reason"))
    )
    note = forms.CharField(
        label=_("Since when, and how is it known?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ResumeForm(ActOfSchool):
    note = forms.CharField(
        label=_("Why does it go on after all?"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
