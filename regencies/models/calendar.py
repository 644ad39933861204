"""When: the days that are no working days, beside Saturdays and Sundays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from regencies.models.places import Regency
from regencies.models.programmes import Confidence


@dataclass(frozen=True)
class Calendar:
    """The days off of one regency, and the years of which they are known."""

    days_off: frozenset[date]
    known_years: frozenset[int]


class HolidayQuerySet(models.QuerySet):
    def calendars(self, codes: Iterable[str]) -> dict[str, Calendar]:
        """The calendar of each of these regencies, in one query."""
        codes = set(codes)
        rows = self.filter(Q(regency=None) | Q(regency__in=codes))
        days = list(rows.values_list("day", "regency_id", "kind"))
        known = frozenset(
            day.year for day, code, kind in days if code is None and kind == Holiday.Kind.PUBLIC
        )
        return {
            mine: Calendar(frozenset(day for day, code, _ in days if code in {None, mine}), known)
            for mine in codes
        }

    def days_off(self, regency: Regency | str | None, *years: int) -> frozenset[date]:
        """The national days off of these years, and those of this one regency."""
        within = Q(regency=None)
        if regency is not None:
            within |= Q(regency=regency)
        return frozenset(
            self.filter(within, day__year__in=years).values_list("day", flat=True).distinct()
        )

    def known_years(self) -> frozenset[int]:
        """Years whose national calendar is here; in any other, a working day is a guess."""
        return frozenset(
            self.filter(regency=None, kind=Holiday.Kind.PUBLIC)
            .values_list("day__year", flat=True)
            .distinct()
        )


class Holiday(models.Model):
    """A day off. Source: the yearly joint decree (SKB) of three ministers; local ones by regency.

    Cuti bersama (collective leave) counts as non-working for civil servants.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public", _("public holiday")
        CUTI_BERSAMA = "cuti_bersama", _("collective leave (cuti bersama)")
        LOCAL = "local", _("local holiday")

    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="holidays",
        verbose_name=_("regency"),
        help_text=_("Empty: the whole country."),
    )
    day = models.DateField(_("day"))
    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    source = models.CharField(_("source"), max_length=300)
    confidence = models.CharField(_("confidence"), max_length=1, choices=Confidence)

    objects = HolidayQuerySet.as_manager()

    class Meta:
        verbose_name = _("holiday")
        verbose_name_plural = _("holidays")
        ordering = ["day", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "day"], nulls_distinct=False, name="holiday_once_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(kind="local") | Q(regency__isnull=False),
                name="holiday_local_has_a_regency",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["public", "cuti_bersama", "local"]),
                name="holiday_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"
