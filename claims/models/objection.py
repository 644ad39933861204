"""The family does not agree: an objection (keberatan) against one decision of the office."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django_fsm import transition

from claims.models.claim import REVIEWERS, Claim
from claims.models.machine import Guarded, StateField, Step, by
from claims.models.record import Event
from claims.rules.states import Duty, ObjectionState
from regencies.models import Actor, Person
from regencies.models.people import VILLAGE_ROLES

S = ObjectionState


class ObjectionQuerySet(models.QuerySet):
    def visible_to(self, actor: Actor):
        return self.filter(claim__in=Claim.objects.visible_to(actor))

    def open(self):
        return self.filter(state=S.FILED)


class Objection(Guarded):
    """What the family says against a decision, through its village, and what became of it. Who
    decides it has no other duty on the claim. Once decided nothing of it changes (a trigger)."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="objections")
    # The approval or rejection that it is about.
    against = models.ForeignKey(Event, models.PROTECT, related_name="+")
    # Programme codes of that decision.
    about = models.JSONField()
    grounds = models.TextField(_("grounds"))
    family_name = models.CharField(_("name"), max_length=120)
    family_relation = models.CharField(_("relation"), max_length=20)
    filed_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    state = StateField(default=S.FILED.value, max_length=12)
    version = models.PositiveIntegerField(default=0)

    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    # Why it was upheld or dismissed: the village reads it to the family.
    answer = models.TextField(blank=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                name="objection_state_known",
                condition=models.Q(state__in=[state.value for state in ObjectionState]),
            ),
            models.CheckConstraint(
                name="objection_about_something_with_grounds",
                condition=~models.Q(about=[]) & ~models.Q(grounds=""),
            ),
            models.CheckConstraint(
                name="objection_decided_by_somebody_with_an_answer",
                condition=(
                    models.Q(
                        state__in=["upheld", "dismissed"],
                        decided_by__isnull=False,
                        decided_at__isnull=False,
                    )
                    & ~models.Q(answer="")
                )
                | models.Q(
                    state__in=["filed", "dropped"], decided_by=None, decided_at=None, answer=""
                ),
            ),
            models.UniqueConstraint(
                name="objection_one_open",
                fields=["claim"],
                condition=models.Q(state="filed"),
            ),
            # One that was dropped by mistake may be filed again.
            models.UniqueConstraint(
                name="objection_one_per_decision",
                fields=["against"],
                condition=~models.Q(state="dropped"),
            ),
        ]
        indexes = [
            models.Index(
                name="objection_open",
                fields=["filed_at"],
                condition=models.Q(state="filed"),
            ),
        ]

    def __str__(self):
        return f"{self.claim.code}/{self.state}"

    # It lies where its claim lies, so that `by` serves this machine too.
    regency_id = property(lambda self: self.claim.regency_id)
    district_id = property(lambda self: self.claim.district_id)
    village_id = property(lambda self: self.claim.village_id)

    def duties_held(self) -> dict[int, str]:
        return self.claim.duties_held()

    # The machine ------------------------------------------------------------------------

    @transition(
        state, S.FILED, S.UPHELD,
        permission=by(*REVIEWERS, duty=Duty.REVIEW),
        custom=Step(1, _("Uphold"), "panel", clock=("stop objection",)),
    )  # fmt: skip
    def uphold(self):
        """The family is right: what it objects to is decided anew, by somebody else."""

    @transition(
        state, S.FILED, S.DISMISSED,
        permission=by(*REVIEWERS, duty=Duty.REVIEW),
        custom=Step(2, _("Dismiss"), "panel", clock=("stop objection",)),
    )  # fmt: skip
    def dismiss(self):
        """The decision stands, for a reason that the family reads."""

    @transition(
        state, S.FILED, S.DROPPED,
        permission=by(*VILLAGE_ROLES, duty=Duty.ENTER),
        custom=Step(3, _("Take the objection back"), "village", clock=("stop objection",)),
    )  # fmt: skip
    def drop(self):
        """The village takes it back, with a reason."""
