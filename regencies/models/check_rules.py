"""Which checks keep a programme from being granted."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from regencies.models.dated import DatedQuerySet
from regencies.models.places import Regency
from regencies.models.programmes import Sourced, slug


class CheckRuleQuerySet(DatedQuerySet):
    def blocking(self, day: date, regency_code: str | None = None) -> set[str]:
        """The keys that block on this day."""
        return {row.key for row in self.latest_by_key(day, regency_code) if row.blocks}


class CheckRule(Sourced):
    """What a failing check means, from a day on until the key's next row. One that blocks
    can't be overruled; any other may be, with a written reason. The day that counts is that
    of the decision: this is how the office works, and no right of the family's."""

    regency = models.ForeignKey(
        Regency,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="check_rules",
        verbose_name=_("regency"),
        help_text=_("Empty: the whole country."),
    )
    key = models.CharField(_("key"), max_length=40, validators=[slug])
    from_on = models.DateField(_("in force from"))
    blocks = models.BooleanField(
        _("blocks"), help_text=_("A programme is not granted while this check fails.")
    )

    objects = CheckRuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("check rule")
        verbose_name_plural = _("check rules")
        ordering = ["key", "from_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["regency", "key", "from_on"],
                nulls_distinct=False,
                name="check_rule_once_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.from_on:%Y-%m-%d}"
