"""The scholarship after the award: one right for each child, and one row for each school year."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.evidence import Child, Document
from claims.models.money import Payout
from regencies.models import Actor, Person


class ScholarshipQuerySet(models.QuerySet):
    def opening(self, now: datetime):
        """Those whose next school year has begun."""
        return self.filter(ended_at=None, opens_at__lte=now)


class Scholarship(models.Model):
    """A child's right to a yearly sum, from the first award until 23, marriage, work or the end of
    S1. Both lists are JSON: [begins, level, grade, whole rupiah] for each year."""

    class End(models.TextChoices):
        AGE = "age", _("the child has turned 23")
        FINISHED = "finished", _("the child has finished S1")
        MARRIED = "married", _("the child has married")
        WORKING = "working", _("the child works")
        DIED = "died", _("the child has died")
        OTHER = "other", _("something else, told below")

    # What the clock finds ends the years to come. Those that had begun are still paid.
    BY_CLOCK = (End.AGE, End.FINISHED)

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="scholarships")
    child = models.OneToOneField(Child, models.PROTECT, related_name="scholarship")
    # The award that it follows.
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    # The ceiling: every year to the end of S1. The schedule: those that begin before 23.
    plafon = models.JSONField()
    jadwal = models.JSONField()
    # When the next school year is opened; empty once there is none.
    opens_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=10, choices=End, blank=True)
    # Nobody: the clock did.
    ended_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = ScholarshipQuerySet.as_manager()

    class Meta:
        verbose_name = _("scholarship")
        verbose_name_plural = _("scholarships")
        ordering = ["child__order"]
        constraints = [
            models.CheckConstraint(
                name="scholarship_ended_for_a_reason",
                condition=Q(ended_at=None, end_reason="", ended_by=None)
                | (
                    Q(ended_at__isnull=False, opens_at=None)
                    & Q(end_reason__in=["age", "finished", "married", "working", "died", "other"])
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="scholarship_to_open", fields=["opens_at"], condition=Q(opens_at__isnull=False)
            ),
        ]

    def __str__(self):
        return f"{self.claim_id}/{self.child_id}"

    @property
    def provable(self) -> bool:
        """May a year that has begun still be proved? Not after a marriage and the like."""
        return self.ended_at is None or self.end_reason in self.BY_CLOCK

    @property
    def ceiling(self) -> int:
        return sum(amount for *_year, amount in self.plafon)

    @property
    def scheduled(self) -> int:
        return sum(amount for *_year, amount in self.jadwal)


class SchoolYearQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(scholarship__claim__in=Claim.objects.visible_to(actor))

    def to_ask(self, now: datetime):
        return self.filter(ask_at__lte=now)

    def to_prove(self):
        """Of a right that the clock has ended, as long as somebody is asked."""
        begun = Q(scholarship__end_reason__in=Scholarship.BY_CLOCK, ask_at__isnull=False)
        return self.filter(Q(scholarship__ended_at=None) | begun, proved_at=None)

    def to_accept(self):
        return self.filter(proved_at__isnull=False, accepted_at=None)


class SchoolYear(models.Model):
    """One school year of one child: asked for, proved by the village, accepted by the office, and
    then paid like any award."""

    scholarship = models.ForeignKey(Scholarship, models.PROTECT, related_name="years")
    # The calendar year of its first July: 2026 is 2026/2027.
    begins = models.PositiveSmallIntegerField()
    # As expected; what the proof says replaces it.
    level = models.CharField(_("school"), max_length=10)
    grade = models.PositiveSmallIntegerField(_("grade"))
    # The next reminder; empty once the proof is here, or nobody is asked any more.
    ask_at = models.DateTimeField(null=True)
    asked = models.PositiveSmallIntegerField(default=0)
    proved_at = models.DateTimeField(null=True)
    proved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    proof = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+")
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    payout = models.OneToOneField(Payout, models.PROTECT, null=True, related_name="school_year")

    objects = SchoolYearQuerySet.as_manager()

    class Meta:
        verbose_name = _("school year")
        verbose_name_plural = _("school years")
        ordering = ["begins"]
        constraints = [
            models.UniqueConstraint(
                name="school_year_once_a_child", fields=["scholarship", "begins"]
            ),
            models.CheckConstraint(
                name="school_year_proved_by_somebody_with_a_paper",
                condition=Q(proved_at=None, proved_by=None, proof=None)
                | Q(
                    proved_at__isnull=False, proved_by__isnull=False, proof__isnull=False,
                    ask_at=None,
                ),
            ),
            models.CheckConstraint(
                name="school_year_accepted_by_another_and_paid",
                condition=Q(accepted_at=None, accepted_by=None, payout=None)
                | (
                    Q(
                        accepted_at__isnull=False, accepted_by__isnull=False,
                        payout__isnull=False, proved_at__isnull=False,
                    )
                    & ~Q(accepted_by=F("proved_by"))
                ),
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="school_year_to_ask", fields=["ask_at"], condition=Q(ask_at__isnull=False)
            ),
            models.Index(
                name="school_year_to_accept",
                fields=["proved_at"],
                condition=Q(proved_at__isnull=False, accepted_at=None),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        return f"{self.begins}/{self.begins + 1}"
