"""How a regency's money leaves: batches prepared by one person and approved by another, what the
bank was given and what it answered, and the ledger of what was really paid."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.money import Payout
from regencies.models import Actor, Person, Programme, Regency

# How a line ends. Empty while it waits for its approval or for the bank.
PAID, FAILED, BOUNCED, DISSOLVED = "paid", "failed", "bounced", "dissolved"
CLOSINGS = ("", PAID, FAILED, BOUNCED, DISSOLVED)
# A line that still holds its part of the budget, once its batch is approved.
HOLDS_MONEY = ("", PAID)


class BatchQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor, roles):
        """Those of the regencies where this person holds one of the roles."""
        seats = [seat.regency_id for seat in actor.seats if seat.role in roles]
        return self.filter(regency__in=seats)

    def prepared(self):
        """Neither approved nor dissolved yet."""
        return self.filter(approved_at=None, dissolved_at=None)


class Batch(models.Model):
    """Payouts of one programme that are ordered together. Prepared by one person, approved by
    another (the database refuses the same); dissolved with a reason while nobody has approved it.
    A trigger keeps everything else as it was written."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    programme = models.ForeignKey(Programme, models.PROTECT, related_name="+")
    # 1602-26-B0007: regency, year of preparing, number in both.
    code = models.CharField(max_length=16, unique=True)
    purpose = models.CharField(_("purpose"), max_length=60)
    # Why somebody further down the list goes first; empty where nobody does.
    overtaking = models.TextField(_("reason for the order"), blank=True)
    prepared_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    prepared_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    prepared_at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    # Whose ceiling it is taken from: the year of its approval.
    budget_year = models.PositiveSmallIntegerField(null=True)
    dissolved_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    dissolved_at = models.DateTimeField(null=True)
    dissolve_note = models.TextField(blank=True)

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of transfers")
        verbose_name_plural = _("batches of transfers")
        constraints = [
            models.CheckConstraint(
                name="batch_approved_by_another",
                condition=models.Q(approved_by=None)
                | ~models.Q(approved_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="batch_approved_by_somebody_in_a_year",
                condition=models.Q(approved_by=None, approved_at=None, budget_year=None)
                | models.Q(
                    approved_by__isnull=False, approved_at__isnull=False, budget_year__isnull=False
                ),
            ),
            models.CheckConstraint(
                name="batch_dissolved_with_a_reason",
                condition=models.Q(dissolved_by=None, dissolved_at=None, dissolve_note="")
                | (
                    models.Q(dissolved_by__isnull=False, dissolved_at__isnull=False)
                    & ~models.Q(dissolve_note="")
                ),
            ),
            models.CheckConstraint(
                name="batch_approved_or_dissolved",
                condition=models.Q(approved_at=None) | models.Q(dissolved_at=None),
            ),
        ]
        indexes = [
            models.Index(name="batch_by_regency", fields=["regency", "-id"]),
            models.Index(name="batch_of_year", fields=["regency", "programme", "budget_year"]),
        ]

    def __str__(self):
        return self.code

    # A batch lies in its regency, so that a seat is asked of it as of a claim.
    district_id = village_id = None

    @property
    def preparers(self) -> set[int]:
        """Whose names stand under the preparing."""
        return {self.prepared_by_id, self.prepared_for_id} - {None}

    @property
    def waits(self) -> bool:
        return self.approved_at is None and self.dissolved_at is None


class BankAnswer(models.Model):
    """A file of the bank that was booked, whole. The same file is booked once."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField()
    paid = models.PositiveIntegerField()
    failed = models.PositiveIntegerField()
    bounced = models.PositiveIntegerField()
    known = models.PositiveIntegerField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer of the bank")
        verbose_name_plural = _("answers of the bank")
        constraints = [
            models.UniqueConstraint(name="bank_answer_once", fields=["regency", "sha256"]),
        ]

    def __str__(self):
        return self.file_name


class BatchLine(models.Model):
    """One order: a payout in a batch, and what became of it. One that failed or came back is
    ordered again by another line in another batch."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="lines")
    payout = models.ForeignKey(Payout, models.PROTECT, related_name="orders")
    position = models.PositiveIntegerField()
    # What the bank is given and gives back: the payout's code, and the number of the try behind
    # it from the second on. Never used twice, so an old answer can't be taken for a new one.
    reference = models.CharField(max_length=40, unique=True)
    amount = models.BigIntegerField()
    closed_as = models.CharField(max_length=10, blank=True)
    # The day that the bank names, and its own words.
    closed_on = models.DateField(null=True)
    closed_at = models.DateTimeField(null=True)
    bank_reference = models.CharField(max_length=60, blank=True)
    answer = models.ForeignKey(BankAnswer, models.PROTECT, null=True, related_name="lines")

    class Meta:
        verbose_name = _("line of a batch")
        verbose_name_plural = _("lines of batches")
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                name="batch_line_one_open_per_payout",
                fields=["payout"],
                condition=models.Q(closed_as=""),
            ),
            models.UniqueConstraint(name="batch_line_position", fields=["batch", "position"]),
            models.CheckConstraint(
                name="batch_line_closing_known", condition=models.Q(closed_as__in=CLOSINGS)
            ),
            models.CheckConstraint(
                name="batch_line_closed_at_an_instant",
                condition=models.Q(closed_as="", closed_at=None)
                | (~models.Q(closed_as="") & models.Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="batch_line_orders_money", condition=models.Q(amount__gt=0)
            ),
        ]

    def __str__(self):
        return self.reference


class BatchFile(models.Model):
    """The bank's file, taken by somebody: it shows open account numbers."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="files")
    format = models.CharField(max_length=4)
    sha256 = models.CharField(max_length=64)
    reason = models.TextField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)

    class Meta:
        verbose_name = _("file taken for the bank")
        verbose_name_plural = _("files taken for the bank")
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="batch_file_format_known", condition=models.Q(format__in=["csv", "xlsx"])
            ),
            models.CheckConstraint(
                name="batch_file_taken_with_a_reason", condition=~models.Q(reason="")
            ),
        ]

    def __str__(self):
        return f"{self.batch_id}.{self.format}"


class Payment(models.Model):
    """The ledger: what left the regency's account and what came back to it, a row each, never
    edited nor deleted (a trigger refuses). Their sum is what was paid. amount: whole rupiah, less
    than nothing for a reversal."""

    line = models.ForeignKey(BatchLine, models.PROTECT, related_name="payments")
    amount = models.BigIntegerField()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversal")
    # The day that the bank names.
    on = models.DateField()
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                name="payment_once_per_order",
                fields=["line"],
                condition=models.Q(reverses=None),
            ),
            models.CheckConstraint(
                name="payment_leaves_and_a_reversal_returns",
                condition=models.Q(reverses=None, amount__gt=0)
                | models.Q(reverses__isnull=False, amount__lt=0),
            ),
        ]

    def __str__(self):
        return f"{self.line_id}: {self.amount}"
