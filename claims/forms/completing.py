"""A paper that the branch missed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.acts import ActForm
from claims.forms.papers import looked_at


class CompleteForm(ActForm):
    """Cleaned data is what the action takes. papers: (key, name) of those this case knows."""

    paper = forms.ChoiceField(label=_("Which paper it is"))
    file = forms.FileField(
        label=_("Photograph or PDF"),
        widget=forms.ClearableFileInput(attrs={"accept": "image/jpeg,image/png,application/pdf"}),
    )
    note = forms.CharField(
        label=_("A word on it"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = papers

    def clean_file(self):
        self.paper = looked_at(self.cleaned_data["file"])
        return self.paper.file

    def clean(self):
        said = super().clean()
        return said | {"content_type": self.paper.content_type} if "file" in said else said
