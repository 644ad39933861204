"""Which payments the treasurer accounts for."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from claims.forms.exporting import RegencyForm
from regencies.models import Programme


class SpjForm(RegencyForm):
    programme = forms.ChoiceField(label=_("Programme"), required=False)

    def __init__(self, data=None, **kwargs):
        super().__init__(data, **kwargs)
        rows = Programme.objects.filter(
            Q(regency=None) | Q(regency__in=self.codes),
            decided_by=Programme.DecidedBy.REGENCY,
        )
        every = pgettext_lazy("filter", "All")
        self.fields["programme"].choices = [("", every), *((row.code, row.name) for row in rows)]
