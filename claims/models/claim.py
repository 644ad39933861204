"""The claim and its machine. Bodies are empty: the mover in claims/actions does the work."""

from django.db import models
from django.db.models import F, Func, Value
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import GET_STATE, transition

from claims.models.machine import Guarded, StateField, Step, by, by_another, by_clock
from claims.rules.states import Duty, Kind, ObjectionState, Stage, State
from regencies.models import (
    Actor,
    District,
    Person,
    Regency,
    Role,
    SealedField,
    Village,
    index_field,
)
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

# Who reads the files of a whole regency. The Bupati sees figures only.
REGENCY_READERS = (
    Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.CASHIER, Role.SEKDA, Role.AUDITOR,
)  # fmt: skip
# Handed in and not yet decided: the checks follow the facts of these.
CHECKED_STATES = (State.SUBMITTED, State.ENDORSED, State.VERIFIED, State.SENT_BACK)
APPROVERS = (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)
# Who decides an objection: whoever of them had no part in the claim.
REVIEWERS = (Role.OPD_HEAD, Role.SEKDA)


def bare_number_in(field: str) -> Upper:
    """A number of letters and digits as it is compared: in capitals, without spaces or signs."""
    return Upper(Func(F(field), Value(r"\W"), Value(""), Value("g"), function="regexp_replace"))


class ClaimQuerySet(models.QuerySet):
    def unchecked(self):
        """Those whose facts changed since the checks were run."""
        return self.filter(state__in=[s.value for s in CHECKED_STATES]).exclude(
            checked_version=models.F("version")
        )

    def visible_to(self, actor: Actor):
        return self.filter(seen_by(actor))


def seen_by(actor: Actor, claim: str = "") -> models.Q:
    """What this person may know of: a village its own, others nothing that is a draft. An
    accident that is reported they may read and not move: who is in hospital needs help. claim: the
    way to the claim from the rows that are asked, as "claim__"."""

    def where(**said) -> models.Q:
        return models.Q(**{f"{claim}{name}": value for name, value in said.items()})

    # Nothing, and left out beside a seat. As `id IS NULL OR ...` it made the planner take the
    # thousands of rows of a desk for one, and look each up in every other table.
    scope = models.Q(pk__in=[])
    told = where(submitted_at__isnull=False) | where(reported_at__isnull=False)
    for seat in actor.seats:
        if seat.role in VILLAGE_ROLES:
            scope |= where(village_id=seat.village_id)
        elif seat.role in DISTRICT_ROLES:
            scope |= told & where(district_id=seat.district_id)
        elif seat.role in REGENCY_READERS:
            scope |= told & where(regency_id=seat.regency_id)
    return scope


def asker_waits(claim) -> str:
    """Where an answer leads: back to the desk that asked."""
    return State.SUBMITTED if claim.asked_by == Stage.CAMAT else State.ENDORSED


class Claim(Guarded):
    """One death or accident, told once by the village for every programme it may concern."""

    code = models.CharField(max_length=20, unique=True)
    # The form's own key: the same click twice finds the same claim.
    key = models.UUIDField()
    regency = models.ForeignKey(Regency, models.PROTECT)
    district = models.ForeignKey(District, models.PROTECT)
    village = models.ForeignKey(Village, models.PROTECT)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # Stage I of an accident; stage II is the claim itself.
    reported_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    # When an objection that was upheld last opened the decision again.
    reopened_at = models.DateTimeField(null=True)
    # The last move; of a draft, when somebody last worked on it.
    moved_at = models.DateTimeField()
    state = StateField(default=State.DRAFT.value, max_length=12)
    # Raised by every move and every edit: a page that shows an older one is told so.
    version = models.PositiveIntegerField(default=0)
    # The version that the checks were last run for; behind it, the sweep runs them again.
    checked_version = models.IntegerField(default=-1)
    # The stage that sent the file back, empty when it is not with the village.
    asked_by = models.CharField(max_length=10, blank=True)

    kind = models.CharField(_("what happened"), max_length=10)
    name = models.CharField(_("full name"), max_length=120, blank=True)
    nik = SealedField("NIK", purpose="nik", shown=4)
    nik_index = index_field()
    kk = SealedField("KK", purpose="kk", shown=4)
    kk_index = index_field()
    born_on = models.DateField(_("date of birth"), null=True)
    sex = models.CharField(_("sex"), max_length=1, blank=True)

    event_on = models.DateField(_("date of the death or the accident"), null=True)
    event_time = models.TimeField(_("time"), null=True)
    event_place = models.CharField(_("place"), max_length=200, blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)
    at_work = models.BooleanField(_("at work"), null=True)
    died_on = models.DateField(_("date of death"), null=True)
    # When the doctor said how the accident ended: healed, disabled for good, or dead.
    healed_on = models.DateField(_("day on which the doctor declared the end"), null=True)
    # Nomor akta kematian, as the civil registry wrote it.
    akta_number = models.CharField(_("number of the akta kematian"), max_length=40, blank=True)

    reporter_name = models.CharField(_("name"), max_length=120, blank=True)
    reporter_relation = models.CharField(_("relation"), max_length=20, blank=True)
    reporter_phone = models.CharField(_("phone"), max_length=20, blank=True)
    heir_name = models.CharField(_("name"), max_length=120, blank=True)
    heir_nik = SealedField("NIK", purpose="nik", shown=4)
    heir_nik_index = index_field()
    heir_relation = models.CharField(_("relation"), max_length=20, blank=True)
    heir_phone = models.CharField(_("phone"), max_length=20, blank=True)
    heir_phone_whose = models.CharField(_("whose phone"), max_length=60, blank=True)
    heir_language = models.CharField(_("language"), max_length=2, default="id")

    payee_name = models.CharField(_("name of the account holder"), max_length=120, blank=True)
    payee_relation = models.CharField(_("relation"), max_length=20, blank=True)
    bank = models.CharField(_("bank"), max_length=3, blank=True)
    account = SealedField(_("account number"), purpose="account")
    account_index = index_field()

    objects = ClaimQuerySet.as_manager()

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(name="claim_once_per_click", fields=["entered_by", "key"]),
            models.CheckConstraint(
                name="claim_state_known",
                condition=models.Q(state__in=[state.value for state in State]),
            ),
            models.CheckConstraint(
                name="claim_kind_known",
                condition=models.Q(kind__in=[kind.value for kind in Kind]),
            ),
            models.CheckConstraint(
                name="claim_draft_is_never_submitted",
                condition=models.Q(state__in=["draft", "reported", "withdrawn"])
                | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="claim_reported_is_an_accident",
                condition=models.Q(reported_at=None) | models.Q(kind="accident"),
            ),
            models.CheckConstraint(
                name="claim_reported_and_not_yet_claimed",
                condition=~models.Q(state="reported")
                | models.Q(reported_at__isnull=False, submitted_at=None),
            ),
            models.CheckConstraint(
                name="claim_sent_back_by_somebody",
                condition=models.Q(state="sent_back", asked_by__in=["camat", "office"])
                | (~models.Q(state="sent_back") & models.Q(asked_by="")),
            ),
        ]
        indexes = [
            models.Index(name="claim_of_village", fields=["village", "-created_at"]),
            models.Index(name="claim_of_district", fields=["district", "state"]),
            models.Index(name="claim_of_regency", fields=["regency", "state"]),
            # The sweep looks for these alone; the rest of a million claims is closed.
            models.Index(
                name="claim_awaits_the_clock",
                fields=["id"],
                condition=models.Q(state__in=["approved", "awarded"]),
            ),
            models.Index(
                name="claim_awaits_its_checks",
                fields=["id"],
                condition=models.Q(state__in=["submitted", "endorsed", "verified", "sent_back"])
                & ~models.Q(checked_version=models.F("version")),
            ),
            # Where claims about the same person are looked for, beside NIK, KK and village.
            models.Index(Upper("name"), "regency", name="claim_by_name"),
            models.Index(name="claim_by_birth", fields=["born_on", "regency"]),
            models.Index(
                bare_number_in("akta_number"),
                "regency",
                name="claim_by_akta",
                condition=~models.Q(akta_number=""),
            ),
        ]

    def __str__(self):
        return self.code

    @property
    def died(self) -> bool:
        return self.kind == Kind.DEATH or self.died_on is not None

    def duties_held(self) -> dict[int, str]:
        """Person to duty, read once for each instance."""
        if "_duties" not in self.__dict__:
            self.__dict__["_duties"] = dict(self.duties.values_list("person_id", "duty"))
        return self.__dict__["_duties"]

    def overturned(self) -> set[int]:
        """Who made the decisions that objections have overturned, stand-ins with whom they stood
        in for. Read once for each instance, and only where there are any."""
        if self.reopened_at is None:
            return set()
        if "_overturned" not in self.__dict__:
            upheld = self.objections.filter(state=ObjectionState.UPHELD)
            rows = upheld.values_list("against__by", "against__acts_for")
            self.__dict__["_overturned"] = {pk for row in rows for pk in row if pk}
        return self.__dict__["_overturned"]

    def nothing_awarded(self) -> bool:
        """Money that was granted before an objection goes its own way."""
        return self.reopened_at is None or not self.payouts.exists()

    # The machine ------------------------------------------------------------------------

    def is_accident(self) -> bool:
        return self.kind == Kind.ACCIDENT

    @transition(
        state, State.DRAFT, State.REPORTED,
        permission=by(Role.VILLAGE_HEAD, duty=Duty.ENTER), conditions=[is_accident],
        custom=Step(1, _("Report the accident"), "village", clock=("start accident",)),
    )  # fmt: skip
    def report(self):
        """Stage I: that it happened, to whom, where and when. The claim follows as stage II."""

    @transition(
        state,
        State.DRAFT,
        State.SUBMITTED,
        permission=by(Role.VILLAGE_HEAD, duty=Duty.ENTER),
        custom=Step(2, _("Submit"), "village", clock=("start camat",)),
    )
    @transition(
        state, State.REPORTED, State.SUBMITTED,
        permission=by(Role.VILLAGE_HEAD, duty=Duty.ENTER),
        custom=Step(2, _("Submit"), "village", clock=("stop accident", "start camat")),
    )  # fmt: skip
    def submit(self):
        """The village head hands the claim to the camat; the operator may have prepared it."""

    @transition(
        state, State.SUBMITTED, State.ENDORSED,
        permission=by(Role.CAMAT, duty=Duty.VERIFY),
        custom=Step(2, _("Endorse"), "district", clock=("stop", "start office")),
    )  # fmt: skip
    def endorse(self):
        """The camat's word that the file is complete: the office's seven days begin."""

    @transition(
        state,
        State.SUBMITTED,
        State.SENT_BACK,
        permission=by(Role.CAMAT, duty=Duty.VERIFY),
        custom=Step(3, _("Send back"), "district", clock=("pause", "start village")),
    )
    @transition(
        state, [State.ENDORSED, State.VERIFIED], State.SENT_BACK,
        permission=by(Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, duty=Duty.VERIFY),
        custom=Step(6, _("Send back"), "panel", clock=("pause", "start village")),
    )  # fmt: skip
    def send_back(self):
        """Something is missing: the village has its own days and the desk's clock stands."""

    @transition(
        state, State.SENT_BACK, GET_STATE(asker_waits, states=[State.SUBMITTED, State.ENDORSED]),
        permission=by(Role.VILLAGE_HEAD, duty=Duty.ENTER),
        custom=Step(1, _("Send the answer"), "village", clock=("stop village", "resume")),
    )  # fmt: skip
    def answer(self):
        """Back to whoever asked. A file sent back after verifying is verified anew."""

    @transition(
        state, State.ENDORSED, State.VERIFIED,
        permission=by(Role.OPD_VERIFIER, duty=Duty.VERIFY),
        custom=Step(4, _("Verify"), "panel"),
    )  # fmt: skip
    def verify(self):
        """The verifier stands for facts and papers."""

    @transition(
        state, State.VERIFIED, State.ENDORSED,
        permission=by(*APPROVERS),
        custom=Step(9, _("Have it checked again"), "panel"),
    )  # fmt: skip
    def recheck(self):
        """Back to the verifier, with a reason. The clock runs on."""

    @transition(
        state, State.VERIFIED, State.APPROVED,
        permission=by_another(*APPROVERS, instead=Role.SEKDA, duty=Duty.APPROVE),
        custom=Step(7, _("Approve"), "panel", clock=("stop",)),
    )  # fmt: skip
    def approve(self):
        """At least one programme is granted."""

    @transition(
        state, State.VERIFIED, State.REJECTED,
        permission=by_another(*APPROVERS, instead=Role.SEKDA, duty=Duty.APPROVE),
        conditions=[nothing_awarded],
        custom=Step(8, _("Reject"), "panel", clock=("stop",)),
    )  # fmt: skip
    def reject(self):
        """Every programme is refused, each with a coded reason."""

    @transition(
        state,
        [
            State.DRAFT, State.REPORTED, State.SUBMITTED, State.ENDORSED, State.VERIFIED,
            State.SENT_BACK,
        ],
        State.WITHDRAWN,
        permission=by(Role.VILLAGE_HEAD, duty=Duty.ENTER), conditions=[nothing_awarded],
        custom=Step(10, pgettext_lazy("move", "Withdraw"), "village", clock=("stop",)),
    )  # fmt: skip
    def withdraw(self):
        """The village takes the claim back before the decision, with a reason."""

    @transition(
        state, State.DRAFT, State.WITHDRAWN,
        permission=by_clock, custom=Step(14, _("Expire")),
    )  # fmt: skip
    def expire(self):
        """A draft that nobody went on with: emptied, and out of everybody's list."""

    @transition(
        state, State.APPROVED, State.AWARDED,
        permission=by_clock, custom=Step(11, _("Award")),
    )  # fmt: skip
    def award(self):
        """The payouts are worked out and frozen."""

    @transition(
        state, State.AWARDED, State.SETTLED,
        permission=by_clock, custom=Step(12, _("Settle")),
    )  # fmt: skip
    def settle(self):
        """Every payout has ended."""

    @transition(
        state, State.SETTLED, State.AWARDED,
        permission=by_clock, custom=Step(15, _("Money is under way again")),
    )  # fmt: skip
    def unsettle(self):
        """A refused file goes to the branch again, a transfer came back, or another year of a
        scholarship is due: no decision is opened, and the claim settles again when that money has
        ended."""

    @transition(
        state, [State.REJECTED, State.AWARDED, State.SETTLED], State.ENDORSED,
        permission=by(*REVIEWERS, duty=Duty.REVIEW),
        custom=Step(13, _("Open again"), clock=("start office",)),
    )  # fmt: skip
    def reopen(self):
        """An objection is upheld: what it was about is decided anew. Payouts go their own way."""
