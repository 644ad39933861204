"""What the family itself holds and says: its slip, what it answers about a payment, and the
question that an answer opens."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.money import Payout
from claims.models.record import Event
from regencies.models import Actor, Person, Role, SealedField, index_field

# How often a family may answer about one payment: a slip of the finger is mended, and nobody
# asks until the answer suits.
ANSWERS = 3
# Only the auditor reads that there is a question: whoever else knew of it could lean on the
# family.
AUDITED_MOVES = ("question", "settle_question", "call_back", "show_phone")


class Slip(models.Model):
    """The paper that lets a family ask about its claim. The secret is compared by its keyed
    index alone; the sealed one is there to be printed and goes after a day."""

    claim = models.OneToOneField(Claim, models.PROTECT, related_name="slip")
    secret = SealedField(purpose="family")
    secret_index = index_field()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="slip_has_a_secret", condition=~models.Q(secret_index="")),
        ]
        indexes = [
            models.Index(name="slip_to_forget", fields=["made_at"], condition=~models.Q(secret="")),
        ]

    def __str__(self):
        return f"slip of {self.claim_id}"


class Receipt(models.Model):
    """What the family says of one payment: how much arrived and when, or that nothing did. Never
    edited (a trigger refuses): a correction is another row."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="receipts")
    # The payment it is about: one that came back and was made again is asked about anew.
    payment = models.ForeignKey(Event, models.PROTECT, related_name="receipts")
    nth = models.PositiveSmallIntegerField()
    # Whole rupiah; both empty: nothing has arrived.
    amount = models.BigIntegerField(_("amount received"), null=True)
    received_on = models.DateField(_("received on"), null=True)
    # Against what the payment says was paid. The family is not shown it, nor is the office.
    differs = models.BooleanField()
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(name="receipt_one_after_the_other", fields=["payment", "nth"]),
            models.CheckConstraint(
                name="receipt_only_so_often", condition=models.Q(nth__gte=1, nth__lte=ANSWERS)
            ),
            models.CheckConstraint(
                name="receipt_says_how_much_and_when_or_neither",
                condition=models.Q(amount__gt=0, received_on__isnull=False)
                | models.Q(amount=None, received_on=None, differs=True),
            ),
        ]

    def __str__(self):
        return f"{self.payout_id}/{self.nth}"


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        """The auditor's own regency, and nobody else's eyes."""
        seats = [seat.regency_id for seat in actor.seats if seat.role == Role.AUDITOR]
        return self.filter(payout__claim__regency__in=seats)

    def open(self):
        return self.filter(settled_at=None)


class Question(models.Model):
    """What was paid and what the family says differ: the auditor (Inspektorat) finds out why."""

    payout = models.ForeignKey(Payout, models.PROTECT, related_name="questions")
    payment = models.ForeignKey(Event, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    finding = models.TextField(_("finding"), blank=True)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="question_one_open",
                fields=["payout"],
                condition=models.Q(settled_at=None),
            ),
            models.CheckConstraint(
                name="question_settled_by_somebody_with_a_finding",
                condition=models.Q(settled_at=None, settled_by=None, finding="")
                | (
                    models.Q(settled_at__isnull=False, settled_by__isnull=False)
                    & ~models.Q(finding="")
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="question_open", fields=["opened_at"], condition=models.Q(settled_at=None)
            ),
        ]

    def __str__(self):
        return f"question about {self.payout_id}"
