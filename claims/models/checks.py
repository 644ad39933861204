"""What the checks found, one row for each question about a claim."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.rules.told import FAIL, RESULTS, WARN
from regencies.models import Person, Programme


class Check(models.Model):
    """The latest answer to one question. A new answer takes its place, and an overruling of
    the old one with it: the events remember both.

    data is what the reason's sentence needs, and never the number of a person or an account.
    """

    claim = models.ForeignKey(Claim, models.CASCADE, related_name="checks")
    # Empty: asked of the claim as a whole.
    programme = models.ForeignKey(Programme, models.PROTECT, null=True, related_name="+")
    key = models.CharField(max_length=40)
    result = models.CharField(max_length=10)
    reason = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    source = models.CharField(_("source"), max_length=300, blank=True)
    checked_at = models.DateTimeField()
    # The claim's version that the answer is about.
    version = models.PositiveIntegerField()
    overruled_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    overruled_at = models.DateTimeField(null=True)
    overrule_note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="check_once", fields=["claim", "key", "programme"], nulls_distinct=False
            ),
            models.CheckConstraint(
                name="check_result_known", condition=models.Q(result__in=RESULTS)
            ),
            models.CheckConstraint(
                name="check_overruled_with_a_reason",
                condition=models.Q(overruled_by=None, overruled_at=None, overrule_note="")
                | (
                    models.Q(overruled_by__isnull=False, overruled_at__isnull=False)
                    & ~models.Q(overrule_note="")
                ),
            ),
        ]

    @property
    def asked(self) -> tuple[str, str]:
        """Which question this answers."""
        return self.key, self.programme_id or ""

    @property
    def overruled(self) -> bool:
        return self.overruled_at is not None

    @property
    def troubles(self) -> bool:
        """A reviewer should look, and nobody has said yet that it is all right."""
        return self.result in {FAIL, WARN} and not self.overruled

    def says_as(self, other: "Check") -> bool:
        """The same answer for the same reason: whoever overruled that one overruled this."""
        return (self.result, self.reason, self.data) == (other.result, other.reason, other.data)
