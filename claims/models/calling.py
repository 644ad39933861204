"""Calls back: payments drawn by lot, and what families say of them to somebody who had no part."""

from django.db import models
from django.db.models import Count, F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.money import Payout
from claims.models.record import Duty, Event
from regencies.models import Actor, Person, Regency, Role

# Who may call: of the office and above it, never who pays. And of a claim in which they, or whom
# they stand in for, did anything, nobody.
CALLERS = (Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.SEKDA, Role.AUDITOR)
# A family that can't be reached is not called for ever.
TRIES = 3
# Looking is no part in a claim.
NO_PART = ("call_back", "show_phone", "read_letter", "question", "settle_question")


class CallRound(models.Model):
    """When a regency's payments are looked at next: each morning."""

    regency = models.OneToOneField(Regency, models.PROTECT, related_name="call_round")
    began_at = models.DateTimeField()
    next_action_at = models.DateTimeField()


class Draw(models.Model):
    """The lots of one month's payments, so that anybody can draw them again. Never edited (a
    trigger refuses)."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    month = models.DateField()
    seed = models.CharField(max_length=64)
    method = models.CharField(max_length=20)
    percent = models.DecimalField(max_digits=7, decimal_places=4)
    least = models.PositiveSmallIntegerField()
    # So many payments, and so many of them drawn.
    population = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        ordering = ["-month", "regency"]
        constraints = [
            models.UniqueConstraint(name="draw_once_a_month", fields=["regency", "month"]),
            models.CheckConstraint(
                name="draw_of_no_more_than_there_are", condition=Q(size__lte=F("population"))
            ),
        ]

    def __str__(self):
        return f"{self.regency_id} {self.month:%Y-%m}"


class CallBackQuerySet(models.QuerySet):
    def open(self):
        """Nobody has reached the family yet, and it has not been tried often enough."""
        return self.alias(tries=Count("calls")).filter(tries__lt=TRIES).exclude(
            calls__reached=True
        )  # fmt: skip

    def for_caller(self, actor: Actor):
        """Of this person's regency, and of claims in which none of their names had a part."""
        seats = [seat for seat in actor.seats if seat.role in CALLERS]
        names = {person.pk for seat in seats for person in seat.people}
        part = Event.objects.filter(Q(by__in=names) | Q(acts_for__in=names))
        return (
            self.filter(draw__regency__in={seat.regency_id for seat in seats})
            .exclude(payout__claim__in=Duty.objects.filter(person__in=names).values("claim"))
            .exclude(payout__claim__in=part.exclude(move__in=NO_PART).values("claim"))
        )


class CallBack(models.Model):
    """One payment that was drawn."""

    draw = models.ForeignKey(Draw, models.PROTECT, related_name="callbacks")
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="callbacks")
    payment = models.ForeignKey(Event, models.PROTECT, related_name="+")
    nth = models.PositiveIntegerField()

    objects = CallBackQuerySet.as_manager()

    class Meta:
        ordering = ["draw", "nth"]
        constraints = [
            models.UniqueConstraint(name="callback_once_a_draw", fields=["draw", "payout"]),
        ]

    def __str__(self):
        return f"{self.draw}/{self.nth}"

    @property
    def claim(self) -> Claim:
        return self.payout.claim


class Call(models.Model):
    """One call: whether the family was reached, and what it said. Never edited; a trigger also
    refuses a caller who holds a duty on the claim."""

    callback = models.ForeignKey(CallBack, models.PROTECT, related_name="calls")
    nth = models.PositiveSmallIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reached = models.BooleanField()
    # Whole rupiah that the family says arrived; empty: nothing did, or nobody was reached.
    amount = models.BigIntegerField(_("amount received"), null=True)
    # Against what the payment says; the caller is not shown it.
    differs = models.BooleanField(default=False)
    fee_asked = models.BooleanField(null=True)
    note = models.TextField(_("note"), blank=True)
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="call_one_after_the_other", fields=["callback", "nth"]),
            models.UniqueConstraint(
                name="call_reaches_once", fields=["callback"], condition=Q(reached=True)
            ),
            models.CheckConstraint(
                name="call_only_so_often", condition=Q(nth__gte=1, nth__lte=TRIES)
            ),
            models.CheckConstraint(
                name="call_says_something_once_reached",
                condition=Q(reached=True, fee_asked__isnull=False)
                | Q(reached=False, amount=None, differs=False, fee_asked=None),
            ),
        ]

    def __str__(self):
        return f"{self.callback}/{self.nth}"
