"""Payouts: what a programme owes one payee, frozen at the award, and how it gets there."""

from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from claims.models.claim import APPROVERS, Claim, seen_by
from claims.models.machine import Guarded, StateField, Step, by, by_sides
from claims.rules.states import PAYOUT_ENDED, Duty, PayoutState
from regencies.models import Actor, Person, Programme, Role, SealedField, index_field

S = PayoutState
# Who stands second under an order, and as what: the law has one official sign the decision and
# the order to pay (pengguna anggaran), so that whoever decided a claim may release its money.
RELEASERS = {Role.CASHIER: Duty.PAY, **dict.fromkeys(APPROVERS, Duty.APPROVE)}


def number_in_claim(claim: str, payout: str) -> Subquery:
    """The place of a payout among those of its claim, from 1, as addresses name it. claim and
    payout: the way to them from the row that is annotated."""
    before = Payout.objects.filter(claim=OuterRef(claim), id__lte=OuterRef(payout))
    return Subquery(before.order_by().values("claim").annotate(n=Count("pk")).values("n"))


PAYOUT_OVER = tuple(state for state in PAYOUT_ENDED if state != PayoutState.REFUSED)


class PayoutQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(seen_by(actor, "claim__"))

    def open(self):
        return self.exclude(state__in=PAYOUT_ENDED)

    def to_do(self):
        """Open, or refused by the branch: that may be completed and go there again."""
        return self.exclude(state__in=PAYOUT_OVER)


class Payout(Guarded):
    """One programme's money for one payee and cycle. Lines, figures, inputs and amount never
    change once written (a trigger refuses it); a correction is a new row."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="payouts")
    programme = models.ForeignKey(Programme, models.PROTECT)
    # The first award is cycle 1; the yearly scholarship adds more.
    cycle = models.PositiveSmallIntegerField(default=1)
    state = StateField(default=PayoutState.AWARDED.value, max_length=12)
    version = models.PositiveIntegerField(default=0)
    awarded_at = models.DateTimeField()

    payee_name = models.CharField(max_length=120)
    bank = models.CharField(max_length=3)
    account = SealedField(_("account number"), purpose="account")
    account_index = index_field()

    # Whole rupiah. For a branch's programme it is an estimate: the branch decides.
    amount = models.BigIntegerField(_("amount"))
    estimate = models.BooleanField()
    inputs = models.JSONField()
    figures = models.JSONField()
    outcome = models.JSONField()
    rules_version = models.CharField(max_length=10)
    # SHA-256 over the five above: an edit behind the service's back shows in the replay.
    digest = models.CharField(max_length=64)

    reference = models.CharField(_("payment reference"), max_length=60, blank=True)
    # The day on the branch's receipt, from which its days run.
    received_on = models.DateField(_("received by the branch on"), null=True)
    # What really arrived, whole rupiah; for a branch's programme the branch's own figure.
    paid_amount = models.BigIntegerField(_("amount paid"), null=True)
    paid_on = models.DateField(_("paid on"), null=True)

    cancel_asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    cancelled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    objects = PayoutQuerySet.as_manager()

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.UniqueConstraint(
                name="payout_once_per_payee_and_cycle",
                fields=["claim", "programme", "account_index", "cycle"],
            ),
            models.CheckConstraint(
                name="payout_state_known",
                condition=models.Q(state__in=[state.value for state in PayoutState]),
            ),
            models.CheckConstraint(
                name="payout_amount_not_negative", condition=models.Q(amount__gte=0)
            ),
            models.CheckConstraint(
                name="payout_cancelled_by_two",
                condition=~models.Q(state="cancelled")
                | (
                    models.Q(cancel_asked_by__isnull=False, cancelled_by__isnull=False)
                    & ~models.Q(cancel_asked_by=models.F("cancelled_by"))
                ),
            ),
            models.CheckConstraint(
                name="payout_paid_says_how_much",
                condition=~models.Q(state="paid")
                | models.Q(paid_amount__gt=0, paid_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="payout_open",
                fields=["claim"],
                condition=~models.Q(state__in=[state.value for state in PAYOUT_ENDED]),
            ),
            models.Index(
                name="payout_to_do",
                fields=["claim"],
                condition=~models.Q(state__in=[state.value for state in PAYOUT_OVER]),
            ),
            models.Index(
                name="payout_at_branch",
                fields=["claim"],
                condition=models.Q(state="forwarded"),
            ),
        ]

    def __str__(self):
        return f"{self.claim.code}/{self.programme_id}/{self.cycle}"

    # A payout lies where its claim lies, so one `by` serves both machines.
    regency_id = property(lambda self: self.claim.regency_id)
    district_id = property(lambda self: self.claim.district_id)
    village_id = property(lambda self: self.claim.village_id)

    def duties_held(self) -> dict[int, str]:
        return self.claim.duties_held()

    def branch_decides(self) -> bool:
        return self.programme.decided_by == Programme.DecidedBy.BRANCH

    def regency_decides(self) -> bool:
        return not self.branch_decides()

    def cancel_asked(self) -> bool:
        return self.cancel_asked_by_id is not None

    def brings_scholarship(self) -> bool:
        """Its award announced one, for one child at least."""
        return any(child["ceiling"] for child in self.outcome.get("scholarship", ()))

    # The machine ------------------------------------------------------------------------

    @transition(
        state, [S.AWARDED], S.WAITING,
        permission=by(Role.CASHIER, duty=Duty.PAY), conditions=[regency_decides],
        custom=Step(3, _("No budget: put on the waiting list"), "money", clock=("pause",)),
    )  # fmt: skip
    def wait(self):
        """No budget. The days of waiting are shown apart."""

    @transition(
        state, [S.AWARDED, S.WAITING, S.REFUSED], S.FORWARDED,
        permission=by(Role.CASHIER, duty=Duty.PAY), conditions=[branch_decides],
        custom=Step(1, _("Forward to the BPJS branch"), "money", clock=("start branch",)),
    )  # fmt: skip
    def forward(self):
        """The file goes to the branch of BPJS Ketenagakerjaan, which decides and pays; a refused
        one again, once what the branch missed is there."""

    @transition(
        state, [S.AWARDED, S.WAITING, S.FAILED, S.BOUNCED], S.ORDERED,
        permission=by_sides(RELEASERS),
        conditions=[regency_decides],
        custom=Step(2, _("Order the transfer"), clock=("resume",)),
    )  # fmt: skip
    def order(self):
        """The transfer is ordered at the bank: with its batch, by the second of two people."""

    @transition(
        state, [S.ORDERED, S.FORWARDED], S.PAID,
        permission=by(Role.CASHIER, duty=Duty.PAY),
        custom=Step(4, _("Record the payment"), "money", clock=("stop",)),
    )  # fmt: skip
    def pay(self):
        """The money has reached the account."""

    @transition(
        state, S.FORWARDED, S.REFUSED,
        permission=by(Role.CASHIER, duty=Duty.PAY),
        custom=Step(5, _("Record the branch's refusal"), "money", clock=("stop",)),
    )  # fmt: skip
    def refuse(self):
        """The branch refuses, with its reason."""

    @transition(
        state, S.ORDERED, S.FAILED,
        permission=by(Role.CASHIER, duty=Duty.PAY),
        custom=Step(6, _("The bank could not pay"), "money"),
    )  # fmt: skip
    def fail(self):
        """The transfer did not go through; the clock runs on."""

    @transition(
        state, S.PAID, S.BOUNCED,
        permission=by(Role.CASHIER, duty=Duty.PAY), conditions=[regency_decides],
        custom=Step(7, _("The money came back"), "money", clock=("start payment",)),
    )  # fmt: skip
    def bounce(self):
        """The bank returned the money: it is owed again, with days of its own."""

    @transition(
        state, [S.AWARDED, S.WAITING, S.FAILED, S.BOUNCED], S.CANCELLED,
        permission=by(*APPROVERS, duty=Duty.APPROVE), conditions=[cancel_asked],
        custom=Step(8, _("Cancel the payout"), "money", clock=("stop",)),
    )  # fmt: skip
    def cancel(self):
        """Two people, a reason, and only while no money is under way."""
