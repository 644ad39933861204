"""The columns and sieves of the administrator's windows, in words."""

from collections.abc import Mapping

from django.contrib import admin
from django.contrib.admin.utils import display_for_field
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from claims.models.column_words import COLUMN_WORDS
from claims.models.words import FIELD_WORDS

EMPTY = "–"


class WindowForm(ModelForm):
    """Only for the names of its fields."""

    class Meta:
        labels = FIELD_WORDS | COLUMN_WORDS


def column(model, name: str, words: Mapping | None = None):
    """A field under its name; words: what its codes mean."""
    field = model._meta.get_field(name)

    @admin.display(description=COLUMN_WORDS.get(name, field.verbose_name), ordering=name)
    def show(row):
        value = getattr(row, name)
        if words is not None:
            return words.get(value, value) or EMPTY
        return display_for_field(value, field, EMPTY)

    show.__name__ = name
    return show


def sieve(name: str, words: Mapping):
    """By the codes of a field, without asking a million rows which of them occur."""

    class Sieve(admin.SimpleListFilter):
        title = COLUMN_WORDS[name]
        parameter_name = name

        def lookups(self, request, model_admin):
            return list(words.items())

        def queryset(self, request, queryset):
            return queryset.filter(**{name: self.value()}) if self.value() in words else queryset

    return Sieve


def sieve_by_presence(name: str):
    """Whether an instant is there."""

    class Presence(admin.SimpleListFilter):
        title = COLUMN_WORDS[name]
        parameter_name = f"{name}_is"

        def lookups(self, request, model_admin):
            return [("yes", _("yes")), ("no", _("no"))]

        def queryset(self, request, queryset):
            if self.value() not in {"yes", "no"}:
                return queryset
            return queryset.filter(**{f"{name}__isnull": self.value() == "no"})

    return Presence
