"""What a reviewer says of each paper of a claim."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.rules.papers import FAULTY, Judged
from regencies.models import Person


class PaperVerdict(models.Model):
    """The last word on one paper. A new file of the village takes it back: the event keeps it."""

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="paper_verdicts")
    paper = models.CharField(max_length=40)  # regencies.Paper.key
    verdict = models.CharField(max_length=10)
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="paper_verdict_once", fields=["claim", "paper"]),
            models.CheckConstraint(
                name="paper_verdict_known",
                condition=models.Q(verdict__in=[word.value for word in Judged]),
            ),
            models.CheckConstraint(
                name="paper_verdict_wrong_says_what",
                condition=~models.Q(verdict=Judged.WRONG.value) | ~models.Q(note=""),
            ),
        ]

    def __str__(self):
        return f"{self.paper} {self.verdict}"

    @property
    def faulty(self) -> bool:
        return self.verdict in FAULTY
