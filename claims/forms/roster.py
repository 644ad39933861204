"""The administrator's forms for a list of participants: the file, and which column is which."""

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.forms.fields import DayField, LineField
from regencies.models import Category, Regency, RosterImport
from regencies.roster import headers
from regencies.roster.files import MOST_BYTES
from regencies.roster.words import COLUMN_WORDS, FILE_WORDS

LEFT_OUT = _("Leave it out")


class RosterFileForm(forms.Form):
    regency_id = forms.ChoiceField(label=_("Whose list"))
    file = forms.FileField(
        label=_("File (XLSX or CSV)"),
        help_text=_(
            "One row for each person, with NIK, name and category, and, as far as they are known, "
            "KK, date of birth, kecamatan and village, decile, first and last day of cover, payer "
            "and agreement (PKS)."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
    )

    def __init__(self, *args, codes, **kwargs):
        super().__init__(*args, **kwargs)
        own = Regency.objects.filter(code__in=codes).values_list("code", "name")
        self.fields["regency_id"].choices = own
        self.fields["regency_id"].initial = own[0][0] if own else None

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(FILE_WORDS["too_big"])
        return file


class ColumnsForm(forms.Form):
    """A choice for each head, and what holds for all rows whose cell is empty."""

    category = forms.ModelChoiceField(
        Category.objects.none(), label=COLUMN_WORDS["category"], required=False
    )
    payer = LineField(label=COLUMN_WORDS["payer"], required=False, max_length=80)
    agreement = LineField(label=COLUMN_WORDS["agreement"], required=False, max_length=80)
    cover_from = DayField(label=COLUMN_WORDS["cover_from"], required=False)
    cover_to = DayField(label=COLUMN_WORDS["cover_to"], required=False)
    decile_source = LineField(label=COLUMN_WORDS["decile_source"], required=False, max_length=80)
    decile_as_of = DayField(label=COLUMN_WORDS["decile_as_of"], required=False)

    def __init__(self, *args, one: RosterImport, **kwargs):
        said = {name: one.for_all[name] for name in self.base_fields if name in one.for_all}
        super().__init__(*args, initial=said, **kwargs)
        self.fields["category"].queryset = Category.objects.all()
        self.heads = [head for head in dict.fromkeys(one.heads) if headers.plain(head)]
        choices = [("", LEFT_OUT), *((name, COLUMN_WORDS[name]) for name in headers.COLUMNS)]
        for place, head in enumerate(self.heads):
            self.fields[f"head_{place}"] = forms.ChoiceField(
                label=head, choices=choices, required=False,
                initial=one.columns.get(headers.plain(head), ""),
            )  # fmt: skip
            self.fields[f"head_{place}"].wanted = True

    def of_heads(self):
        return [self[f"head_{place}"] for place in range(len(self.heads))]

    def of_all(self):
        return [self[name] for name in self.base_fields]

    def clean(self):
        said = super().clean()
        said["columns"] = {
            head: said.get(f"head_{place}", "") for place, head in enumerate(self.heads)
        }
        said["for_all"] = {
            name: _text(said[name]) for name in self.base_fields if said.get(name)
        }  # fmt: skip
        taken = [column for column in said["columns"].values() if column]
        for column in {column for column in taken if taken.count(column) > 1}:
            raise forms.ValidationError(
                _("Two columns are both taken for “%(column)s”."),
                params={"column": COLUMN_WORDS[column]},
            )
        for column in headers.NEEDED:
            if column not in taken and column not in said["for_all"]:
                raise forms.ValidationError(
                    _("Nothing tells “%(column)s”."), params={"column": COLUMN_WORDS[column]}
                )
        return said


def _text(value) -> str:
    return value.code if isinstance(value, Category) else str(value)
