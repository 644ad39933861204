"""What was changed in figures, limits and calendar: by whom, when and why."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import date
from decimal import Decimal

from django.db import models
from django.utils.translation import gettext_lazy as _

from regencies.models.people import Person
from regencies.models.places import Regency
from regencies.models.sealed import Sealed

# The reason of a change that no person made: the command that made it.
OVERWRITTEN = "load_reference --overwrite"
# These go on with what they were given.
APPOINTED, FOUNDED = "import_appointments ", "create_regency "


def plain(row: models.Model) -> dict[str, object]:
    """A row's columns as JSON can keep them; its number is no part of what it says."""
    return {
        field.attname: _plain(getattr(row, field.attname))
        for field in row._meta.concrete_fields
        if not field.primary_key
    }


def _plain(value):
    if isinstance(value, Decimal):
        # 7, 7.0 and 7.0000 are one value.
        return f"{value.normalize():f}"
    if isinstance(value, Sealed):
        # The column of its index beside it says whether it is another one.
        return "•••" if value else ""
    return value.isoformat() if isinstance(value, date) else value


def digest(said: object) -> str:
    """A few letters that stand for plain data: equal data, equal letters."""
    text = json.dumps(said, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


class ChangeQuerySet(models.QuerySet):
    def told_to(self, codes: Collection[str]):
        """Of these regencies, of their people, and of what holds in the whole country."""
        people = Person.objects.filter(appointments__regency__in=codes)
        whose = {Change.What.PERSON: "key__in", Change.What.LETTERS: "by__username__in"}
        found = models.Q(regency__in=codes) | (
            models.Q(regency=None) & ~models.Q(what__in=list(whose))
        )
        for what, name in whose.items():
            found |= models.Q(what=what, **{name: people.values("username")})
        return self.filter(found)


class Change(models.Model):
    """One row added, corrected or removed. Written with it and never touched again (a trigger
    refuses). `before` is empty for a new row, `after` for a removed one."""

    class What(models.TextChoices):
        HOLIDAY = "holiday", _("holiday")
        FIGURE = "figure", _("figure")
        DEADLINE_RULE = "deadline_rule", _("deadline rule")
        CHECK = "check", _("check")
        LEAVE = "leave", _("leave")
        PROGRAMME = "programme", _("programme")
        PAPER = "paper", _("required paper")
        CATEGORY = "category", _("category of participants")
        SENDER = "sender", _("sender of messages")
        LETTERS = "letters", _("letters tried again")
        APPOINTMENT = "appointment", _("appointment")
        PERSON = "person", _("person")
        REGENCY = "regency", _("regency")
        SYSTEM = "system", _("system of another office")
        ACCOUNT = "account", _("account")

    what = models.CharField(_("what"), max_length=20, choices=What)
    # The row in words, and the regency whose it is (none: the whole country's).
    key = models.CharField(_("key"), max_length=200)
    regency = models.ForeignKey(
        Regency, models.PROTECT, null=True, related_name="+", verbose_name=_("regency")
    )
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    # Nobody, where a command brought our tables' values back.
    by = models.ForeignKey(
        Person, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("at"), db_index=True)
    reason = models.TextField(_("reason"))

    objects = ChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="change_has_a_reason"),
            models.CheckConstraint(
                name="change_by_somebody_or_the_command",
                condition=models.Q(by__isnull=False)
                | models.Q(reason=OVERWRITTEN)
                | models.Q(reason__startswith=APPOINTED)
                | models.Q(reason__startswith=FOUNDED),
            ),
        ]
        indexes = [models.Index(name="change_of_a_key", fields=["what", "key"])]

    def __str__(self) -> str:
        return f"{self.what} {self.key}"
