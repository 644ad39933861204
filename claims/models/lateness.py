"""That a limit passed: a fact that stays, whatever happens to the claim a minute later."""

from datetime import date

from django.db import models

from claims.models.claim import Claim
from claims.models.record import Deadline
from claims.rules.states import Stage
from regencies.models import Person


class Breach(models.Model):
    """One limit that passed: its true instant, where the file lay, who held it, how many days.

    The first half is written once, by whoever looks first after the limit: the sweep, or the
    move that came late. The second half is written once, when the clock stops. Nothing is ever
    changed nor deleted (a trigger refuses). Days are calendar days, pauses left out.
    """

    deadline = models.OneToOneField(Deadline, models.PROTECT, related_name="breach")
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="breaches")
    stage = models.CharField(max_length=10)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    ended_at = models.DateTimeField(null=True)
    days_late = models.PositiveSmallIntegerField(null=True)
    # Why the decision came late: demanded of whoever decides, in claims.actions.lateness.
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)
    explained_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="breach_stage_known",
                condition=models.Q(stage__in=[stage.value for stage in Stage]),
            ),
            models.CheckConstraint(
                name="breach_ends_with_its_days",
                condition=models.Q(ended_at=None, days_late=None)
                | models.Q(ended_at__isnull=False, days_late__isnull=False),
            ),
            models.CheckConstraint(
                name="breach_explained_by_somebody",
                condition=models.Q(reason="", explained_by=None)
                | (~models.Q(reason="") & models.Q(explained_by__isnull=False)),
            ),
        ]
        indexes = [models.Index(name="breach_by_instant", fields=["at"])]

    def days(self, today: date) -> int:
        """Calendar days late by `today` at the least; exact once it has ended."""
        return (today - self.due_on).days if self.days_late is None else self.days_late
