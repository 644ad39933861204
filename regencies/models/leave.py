"""Who is away: on leave, ill, travelling. Whoever stands in has an appointment of their own."""

from collections.abc import Collection, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from .people import Appointment, Person


class LeaveQuerySet(models.QuerySet):
    def on(self, day: date):
        """Those that hold on this day, both ends included."""
        return self.filter(from_on__lte=day, to_on__gte=day)

    def absent(self, people: Collection[int], day: date) -> set[int]:
        """Which of these people (keys) are away on this day. One query."""
        return set(self.on(day).filter(person__in=people).values_list("person", flat=True))


class Leave(models.Model):
    """Days on which somebody is away. Their appointment holds on, and so may they: but what
    they hold is offered to others, and reminders go to who is there."""

    person = models.ForeignKey(
        Person, models.PROTECT, related_name="leaves", verbose_name=_("person")
    )
    from_on = models.DateField(_("from"))
    to_on = models.DateField(_("until"))
    note = models.CharField(_("note"), max_length=200, blank=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("leave")
        verbose_name_plural = _("leaves")
        ordering = ["-from_on"]
        # A day is entered once: leave_once_a_day, which excludes overlapping ranges, stands in a
        # migration, for Django writes such constraints only with an app of its own.
        constraints = [
            models.CheckConstraint(
                name="leave_ends_after_it_begins",
                condition=models.Q(to_on__gte=models.F("from_on")),
            ),
            models.UniqueConstraint(name="leave_once_from_a_day", fields=["person", "from_on"]),
        ]
        indexes = [models.Index(name="leave_by_day", fields=["to_on", "from_on"])]

    def __str__(self):
        return f"{self.person}: {self.from_on:%Y-%m-%d} – {self.to_on:%Y-%m-%d}"


def in_charge(role: str, codes: Iterable[str], now: datetime) -> dict[str, Person]:
    """Who sits in this seat of each regency now, by its code: who is there before who is on
    leave, the official before a stand-in. Empty seats are left out."""
    rows = Appointment.objects.filter(role=role, regency__in=set(codes), person__is_active=True)
    by_day: dict[date, list[Appointment]] = {}
    for row in rows.select_related("person", "regency").order_by("id"):
        day = now.astimezone(ZoneInfo(row.regency.zone)).date()
        if row.holds_on(day):
            by_day.setdefault(day, []).append(row)
    ranked = []
    for day, seats in by_day.items():
        away = Leave.objects.absent({row.person_id for row in seats}, day)
        ranked += [(row.person_id in away, bool(row.acting), row.pk, row) for row in seats]
    # The last one to write a regency is the best for it.
    return {row.regency_id: row.person for *_rank, row in sorted(ranked, reverse=True)}
