"""What a claim rests on: facts, children, papers, and the programmes asked for."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.rules.states import Verdict
from regencies.models import Person, Programme


class ClaimProgramme(models.Model):
    """One programme of a claim, and what the office says of it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="programmes")
    programme = models.ForeignKey(Programme, models.PROTECT)
    verdict = models.CharField(max_length=10, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["programme_id"]
        constraints = [
            models.UniqueConstraint(name="claim_programme_once", fields=["claim", "programme"]),
            models.CheckConstraint(
                name="claim_programme_verdict_known",
                condition=models.Q(verdict__in=["", *(v.value for v in Verdict)]),
            ),
            models.CheckConstraint(
                name="claim_programme_refused_with_reason",
                condition=~models.Q(verdict="refused") | ~models.Q(reason=""),
            ),
        ]


class Fact(models.Model):
    """A number that the award rests on: what the village said, and what was found.

    Keys are those of rules.benefits.Case. Money in rupiah, lengths in months.
    """

    KEYS = (
        "decile", "months_paid", "base", "months_unfit", "medical", "transport_land",
        "transport_sea", "transport_air", "home_care", "glasses", "hearing_aid", "dentures",
        "anatomical", "total_disability",
    )  # fmt: skip

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="facts")
    key = models.CharField(max_length=20)
    stated = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    assessed = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    source = models.CharField(_("source"), max_length=120, blank=True)
    as_of_on = models.DateField(_("as of"), null=True)
    assessed_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    assessed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="fact_once", fields=["claim", "key"]),
            models.CheckConstraint(
                name="fact_assessed_with_source",
                condition=models.Q(assessed_at__isnull=True)
                | (~models.Q(source="") & models.Q(as_of_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="fact_not_negative",
                condition=(models.Q(stated=None) | models.Q(stated__gte=0))
                & (models.Q(assessed=None) | models.Q(assessed__gte=0)),
            ),
        ]


class Child(models.Model):
    """A child of the participant, for the scholarship, in the family's order."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="children")
    order = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=120)
    born_on = models.DateField(_("date of birth"))
    level = models.CharField(_("school"), max_length=10)
    grade = models.PositiveSmallIntegerField(_("grade"), default=0)
    married = models.BooleanField(_("married"), default=False)
    working = models.BooleanField(_("working"), default=False)

    class Meta:
        ordering = ["order"]
        constraints = [models.UniqueConstraint(name="child_order", fields=["claim", "order"])]


class DocumentQuerySet(models.QuerySet):
    def here(self):
        """Neither taken out nor thrown away."""
        return self.filter(removed_at=None)

    def readable(self):
        return self.here().filter(verdict=Document.Verdict.PASSED)

    def pending(self):
        """Waiting for their verdict; taken out meanwhile or not."""
        return self.filter(verdict=Document.Verdict.PENDING)


class Document(models.Model):
    """An uploaded paper. Served only through the claim's door, under a random name, and only once
    its verdict is that nothing in it does harm."""

    class Verdict(models.TextChoices):
        PENDING = "pending", _("being checked")
        PASSED = "passed", _("checked")
        REFUSED = "refused", _("thrown away")

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="documents")
    paper = models.CharField(max_length=40)  # regencies.Paper.key
    token = models.CharField(max_length=32, unique=True)
    file = models.FileField()
    content_type = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    # A paper replaced after a return stays on record.
    removed_at = models.DateTimeField(null=True)
    # What the service says of the file; what people say of the paper is PaperVerdict.
    verdict = models.CharField(
        max_length=10, choices=Verdict.choices, default=Verdict.PENDING, db_default="pending"
    )
    # What was found in a refused one; why a pending one still waits.
    verdict_why = models.CharField(max_length=120, blank=True, default="", db_default="")
    verdict_at = models.DateTimeField(null=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        ordering = ["paper", "id"]
        indexes = [
            models.Index(
                name="document_pending", fields=["id"], condition=models.Q(verdict="pending")
            )
        ]
        constraints = [
            models.CheckConstraint(
                name="document_verdict_known",
                condition=models.Q(verdict__in=["pending", "passed", "refused"]),
            ),
            models.CheckConstraint(
                name="document_judged_at_an_instant",
                condition=models.Q(verdict="pending") ^ models.Q(verdict_at__isnull=False),
            ),
            # What was thrown away is in nobody's file.
            models.CheckConstraint(
                name="document_refused_is_taken_out",
                condition=~models.Q(verdict="refused") | models.Q(removed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="document_type_known",
                condition=models.Q(content_type__in=["image/jpeg", "image/png", "application/pdf"]),
            ),
        ]
