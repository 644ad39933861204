"""How long data of people are kept: what is held back, and the minutes of what was destroyed."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from regencies.models import Person, Regency, Role

# Who holds a claim back from destruction: for a court, an examination, an open question.
HOLDERS = (Role.AUDITOR, Role.ADMINISTRATOR)
# The two who destroy: the head of the office decides, the other one stands beside.
DESTROYERS = (Role.OPD_HEAD,)
WITNESSES = (Role.AUDITOR, Role.ADMINISTRATOR)
RETENTION_WORDS = {
    "paid": _("paid"),
    "unpaid": _("refused or withdrawn, nothing paid"),
    "scholarship": _("with a scholarship"),
    "death": _("told of as dead"),
    "participant": _("on the list of participants"),
}


class HoldQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(lifted_at=None)


class Hold(models.Model):
    """A claim whose data must stay, and why. Nothing of it changes but that it is lifted once, for
    a reason (a trigger refuses the rest)."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="holds")
    reason = models.TextField(_("reason"))
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    key = models.UUIDField(unique=True)
    lifted_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_why = models.TextField(blank=True)

    objects = HoldQuerySet.as_manager()

    class Meta:
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(name="hold_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="hold_lifted_by_somebody_for_a_reason",
                condition=Q(lifted_by=None, lifted_at=None, lifted_why="")
                | (Q(lifted_by__isnull=False, lifted_at__isnull=False) & ~Q(lifted_why="")),
            ),
            models.UniqueConstraint(
                name="hold_one_standing", fields=["claim"], condition=Q(lifted_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.claim_id} {self.at:%Y-%m-%d}"


class Destruction(models.Model):
    """Minutes of one destruction (berita acara pemusnahan): who, beside whom, by which rules, how
    many of what. Begun before the first row goes and ended once, with its checksum; a trigger
    keeps it."""

    regency = models.ForeignKey(Regency, models.PROTECT, related_name="+")
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    witness = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    at = models.DateTimeField()
    # Category to [years, source] as they held on that day.
    rules = models.JSONField(default=dict)
    # Category to how many claims and files, or how many people of a list.
    counts = models.JSONField(default=dict)
    # Over its lines, in their order, and the people of lists.
    sha256 = models.CharField(max_length=64, blank=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("minutes of a destruction")
        verbose_name_plural = _("minutes of destructions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="destruction_by_two_people", condition=~Q(by=F("witness"))
            ),
            models.CheckConstraint(name="destruction_has_a_reason", condition=~Q(reason="")),
            models.CheckConstraint(
                name="destruction_ended_with_its_checksum",
                condition=Q(ended_at=None, sha256="")
                | Q(ended_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$"),
            ),
        ]  # fmt: skip

    def __str__(self):
        return f"{self.regency_id} {self.at:%Y-%m-%d}"


class Destroyed(models.Model):
    """One claim whose data went. Its code, states, amounts and events stay."""

    destruction = models.ForeignKey(Destruction, models.PROTECT, related_name="lines")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="destroyed")
    category = models.CharField(max_length=20)
    # Since when it might have gone.
    due_on = models.DateField()
    # SHA-256 of the files that went, papers and letters.
    files = models.JSONField(default=list)

    class Meta:
        ordering = ["id"]
