"""The chain over what happened, what still waits for it, and who looked at whole data."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.evidence import Document
from regencies.models import Person


class Link(models.Model):
    """One row of history in the chain: numbered without a gap, each hash made over the one before
    and over what the row says (claims.trail). Never edited nor deleted (a trigger refuses)."""

    n = models.BigIntegerField(primary_key=True)
    # Which table, and which of its columns are told: claims.trail.forms.
    form = models.PositiveSmallIntegerField()
    row = models.BigIntegerField()
    # The name of the key that made the hash.
    key = models.CharField(max_length=8)
    h = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(name="link_once_a_row", fields=["form", "row"])]


class Unsealed(models.Model):
    """A row that waits for its link. A trigger writes it in the transaction of the row itself, so
    that no late commit is left out, whatever numbers the rows drew; the sealer takes it away in
    the transaction that writes the link."""

    form = models.PositiveSmallIntegerField()
    row = models.BigIntegerField()
    at = models.DateTimeField()


class Look(models.Model):
    """Somebody was shown whole data that no event and no export tells of. Written before the
    answer leaves and never touched again (a trigger refuses)."""

    class What(models.TextChoices):
        PAPER = "paper", _("paper opened")
        FILE = "file", _("claim read by the auditor")

    what = models.CharField(_("what"), max_length=10, choices=What)
    claim = models.ForeignKey(Claim, models.PROTECT, related_name="looks")
    # Kept when the papers of a draft go with it.
    document = models.ForeignKey(
        Document, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    by = models.ForeignKey(Person, models.PROTECT, related_name="+", verbose_name=_("by"))
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField(_("at"))

    class Meta:
        verbose_name = _("look")
        verbose_name_plural = _("looks")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="look_known",
                condition=Q(what="paper", document__isnull=False) | Q(what="file", document=None),
            ),
        ]
        indexes = [models.Index(name="look_of_person", fields=["by", "-at"])]
