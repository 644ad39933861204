"""What is remembered: deadlines, duties, events, sweeps."""

from datetime import datetime

from django.db import models
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from claims.models.claim import Claim
from claims.models.money import Payout
from claims.models.words import EVENT_WORDS, STAGE_WORDS
from claims.rules.states import Duty as DutyName
from claims.rules.states import Stage
from regencies.models import DeadlineRule, Person


class DeadlineQuerySet(models.QuerySet):
    def open(self):
        """Not stopped, paused included."""
        return self.filter(stopped_at=None)

    def overdue(self, now: datetime):
        return self.open().filter(paused_at=None, due_at__lte=now)

    def ringing(self, now: datetime):
        """Those whose next rung has fallen: never `equals today`, so that a missed night is
        found by the next run."""
        return self.filter(next_action_at__lte=now, set_aside_at=None)


class Deadline(models.Model):
    """A clock that waits for one desk. It keeps the rule it started with and the trace of
    the days counted; lateness follows from `due_at` and now, and is never counted up."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="deadlines")
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="deadlines")
    stage = models.CharField(max_length=10)
    holder = models.ForeignKey(Person, models.PROTECT, null=True, related_name="held")
    rule = models.ForeignKey(DeadlineRule, models.PROTECT)
    # The rule as it stood when the clock started; an edit of the row moves nothing.
    terms = models.JSONField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField()
    original_due_on = models.DateField()
    trace = models.JSONField()
    # [{"from": day, "to": day or null, "why": category}], both days included.
    pauses = models.JSONField(default=list)
    paused_at = models.DateTimeField(null=True)
    # By a right that the rule names, once: claims.actions.extending.
    extended_days = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)
    # Raised when the due day moves, so that the new day is warned of anew.
    cycle = models.PositiveSmallIntegerField(default=0)
    # The rungs still to come, [[name, instant, [roles]], ...], and the first one's instant.
    rungs = models.JSONField(default=list)
    next_action_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    set_aside_at = models.DateTimeField(null=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            models.UniqueConstraint(
                name="deadline_one_running",
                fields=["claim"],
                condition=models.Q(payout=None, stopped_at=None, paused_at=None),
            ),
            models.UniqueConstraint(
                name="deadline_one_running_per_payout",
                fields=["payout"],
                condition=models.Q(payout__isnull=False, stopped_at=None),
            ),
            models.UniqueConstraint(
                name="deadline_one_open_per_stage",
                fields=["claim", "stage"],
                condition=models.Q(payout=None, stopped_at=None),
            ),
            models.CheckConstraint(
                name="deadline_stage_known",
                condition=models.Q(stage__in=[stage.value for stage in Stage]),
            ),
            models.CheckConstraint(
                name="deadline_rings_only_while_it_runs",
                condition=models.Q(next_action_at=None) | models.Q(stopped_at=None, paused_at=None),
            ),
        ]
        indexes = [
            models.Index(
                name="deadline_next_rung",
                fields=["next_action_at"],
                condition=models.Q(next_action_at__isnull=False),
            ),
            models.Index(
                name="deadline_open_by_due",
                fields=["due_at"],
                condition=models.Q(stopped_at__isnull=True),
            ),
            models.Index(
                name="deadline_by_stop",
                fields=["stopped_at"],
                condition=models.Q(stopped_at__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{STAGE_WORDS[Stage(self.stage)]}, {self.due_on}"

    def late(self, now: datetime) -> bool:
        return (self.stopped_at or now) >= self.due_at


class Duty(models.Model):
    """Who entered, verified, approved or paid a claim: one duty per person and claim."""

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="duties")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    duty = models.CharField(max_length=10)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duty_four_people", fields=["claim", "person"]),
            models.CheckConstraint(
                name="duty_known", condition=models.Q(duty__in=[d.value for d in DutyName])
            ),
        ]


# Which words of an objection belong to its moves.
OF_OBJECTION = {"object": "grounds", "uphold": "answer", "dismiss": "answer"}


class Event(models.Model):
    """One thing that happened, written with it and never touched again (a trigger refuses).

    `at` is the true instant: a warning that a stopped worker missed still carries the hour
    at which it fell. `recorded_at` is when it was written down.
    """

    claim = models.ForeignKey(Claim, models.PROTECT, related_name="events")
    payout = models.ForeignKey(Payout, models.PROTECT, null=True, related_name="events")
    deadline = models.ForeignKey(Deadline, models.PROTECT, null=True, related_name="events")
    objection = models.ForeignKey(
        "Objection", models.PROTECT, null=True, related_name="events", db_index=False
    )
    move = models.CharField(max_length=20)
    rung = models.CharField(max_length=20, blank=True)
    cycle = models.PositiveSmallIntegerField(default=0)
    from_state = models.CharField(max_length=12, blank=True)
    to_state = models.CharField(max_length=12, blank=True)
    # Empty: the clock did it.
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    acts_for = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    title = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    reason = models.CharField(max_length=40, blank=True)
    # An official's own reason. What a family said is never here: see `words`.
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict)
    key = models.UUIDField(null=True)

    class Meta:
        verbose_name = _("entry in the history")
        verbose_name_plural = _("entries in the history")
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(name="event_once_per_click", fields=["claim", "key"]),
            models.UniqueConstraint(
                name="event_once_per_rung",
                fields=["deadline", "cycle", "rung"],
                condition=~models.Q(rung=""),
            ),
            models.UniqueConstraint(
                name="event_one_breach",
                fields=["deadline"],
                condition=models.Q(rung="breach"),
            ),
        ]

    def __str__(self):
        return str(EVENT_WORDS.get(self.move, self.move))

    @property
    def words(self) -> str:
        """What was written with it, wherever that is kept: an official's reason here; what the
        family said, and what answers it, where it goes with the data of the claim."""
        if self.objection_id and self.move in OF_OBJECTION:
            return getattr(self.objection, OF_OBJECTION[self.move])
        spoken = getattr(self, "spoken", None)
        return spoken.text if spoken else self.note

    @property
    def without(self) -> dict[str, str]:
        """Paper to the village's word on why it can't be had."""
        spoken = getattr(self, "spoken", None)
        return spoken.without if spoken else {}


class SweepRun(models.Model):
    """That the sweep ran, when, how long, and what it found."""

    now = models.DateTimeField()
    started_at = models.DateTimeField(db_index=True)
    finished_at = models.DateTimeField(null=True)
    counts = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("sweep")
        verbose_name_plural = _("sweeps")

    def __str__(self):
        return date_format(localtime(self.started_at), "j F Y, H.i")
