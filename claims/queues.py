"""Who has which work next. Each queue is a set of named buckets over one queryset: the counts
on the tabs and the rows under them come from the same condition."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, FilteredRelation, OuterRef, Q, QuerySet

from claims.models import (
    Check,
    Claim,
    ClaimProgramme,
    Deadline,
    Duty,
    Letter,
    PaperVerdict,
    Payout,
)
from claims.models.claim import APPROVERS, seen_by
from claims.models.letter import ISSUING
from claims.models.money import PAYOUT_OVER, number_in_claim
from claims.offering import nobodys, offered
from claims.rules.letters import LetterKind
from claims.rules.papers import FAULTY
from claims.rules.states import Duty as DutyName
from claims.rules.states import PayoutState, Stage, State
from claims.rules.told import PASS
from regencies.models import Actor, Role

DAY = timedelta(days=1)
# Of what is over a tab says at most so many: nobody works that list off, and to count half a
# million rows takes longer than all the rest of the page.
MANY = 1_000
Buckets = Mapping[str, Q]
# Where a claim is while a desk has an open clock, paused or not. Without it the clocks of a desk
# are looked for among all claims that it ever had.
AT_DESK = {
    Stage.CAMAT: (State.SUBMITTED, State.SENT_BACK),
    Stage.OFFICE: (State.ENDORSED, State.VERIFIED, State.SENT_BACK),
    Stage.VILLAGE: (State.SENT_BACK,),
}


def counts(rows: QuerySet, buckets: Buckets) -> dict[str, int]:
    """How many rows each bucket has, in one query."""
    return rows.aggregate(**{name: Count("pk", filter=found) for name, found in buckets.items()})


def at_most(rows: QuerySet) -> int:
    """How many rows, MANY + 1 if there are more than MANY."""
    return rows.order_by()[: MANY + 1].count()


def by_day(now: datetime, soon: int, due: str = "due_at") -> dict[str, Q]:
    """Late, due today, due within `soon` days after today, later.

    Every due instant is a midnight of its own zone, so "today" is one of the next 24 hours.
    """
    today, near = now + DAY, now + (soon + 1) * DAY
    return {
        "overdue": Q(**{f"{due}__lte": now}),
        "today": Q(**{f"{due}__gt": now, f"{due}__lte": today}),
        "soon": Q(**{f"{due}__gt": today, f"{due}__lte": near}),
        "later": Q(**{f"{due}__gt": near}),
    }


def day_of(due_at: datetime, now: datetime, soon: int) -> str:
    """The same for one row that is read already."""
    left = due_at - now
    if left <= timedelta(0):
        return "overdue"
    return "today" if left <= DAY else "soon" if left <= (soon + 1) * DAY else "later"


def clocks(actor: Actor, stage: Stage) -> QuerySet[Deadline]:
    """The open clocks of one desk over the claims that this person may see, by due date."""
    return (
        Deadline.objects.open()
        .filter(seen_by(actor, "claim__"), claim__state__in=AT_DESK[stage])
        .filter(stage=stage, payout=None)
        .select_related("claim__village", "claim__district", "holder")
        .prefetch_related("claim__programmes__programme")
        .order_by("due_at", "id")
    )


def reported(actor: Actor) -> QuerySet[Claim]:
    """Accidents of stage I, whose claim is still to come: to be read and helped with. The oldest
    first."""
    return (
        Claim.objects.visible_to(actor)
        .filter(state=State.REPORTED)
        .select_related("village", "district")
        .prefetch_related("programmes__programme")
        .order_by("reported_at", "id")
    )


# The camat ------------------------------------------------------------------------------------


def at_the_camat(actor: Actor) -> QuerySet[Deadline]:
    return clocks(actor, Stage.CAMAT).filter(paused_at=None)


def ready_to_endorse(actor: Actor) -> QuerySet[Deadline]:
    """Of these the ones that need no word of their own: the check of the papers has passed, for
    the file as it is now, and no paper was judged faulty. The action asks again, under the lock."""
    passed = Check.objects.filter(claim=OuterRef("claim"), key="papers", result=PASS)
    faulty = PaperVerdict.objects.filter(claim=OuterRef("claim"), verdict__in=FAULTY)
    return at_the_camat(actor).filter(
        Q(Exists(passed)) & ~Q(Exists(faulty)), claim__checked_version=F("claim__version")
    )


def returned(actor: Actor) -> QuerySet[Deadline]:
    """With the village, which has days of its own to answer."""
    return clocks(actor, Stage.VILLAGE)


def passed_on(actor: Actor) -> QuerySet[Claim]:
    """What has left the camat's desk for good, the last one first."""
    return (
        Claim.objects.visible_to(actor)
        .exclude(state__in=[State.DRAFT, State.REPORTED, State.SUBMITTED, State.SENT_BACK])
        .select_related("village", "district")
        .prefetch_related("programmes__programme")
        .order_by("-moved_at", "-id")
    )


def to_cover(actor: Actor) -> QuerySet[Claim]:
    """Endorsed, still with the office, and no cover letter stands: the last one first."""
    letters = Letter.objects.standing().filter(
        claim=OuterRef("pk"), kind=LetterKind.PENGANTAR_KECAMATAN
    )
    return passed_on(actor).filter(
        ~Exists(letters), state__in=ISSUING[LetterKind.PENGANTAR_KECAMATAN].states
    )


# The office -----------------------------------------------------------------------------------


def at_the_office(actor: Actor, now: datetime) -> tuple[QuerySet[Deadline], Buckets]:
    """The office's queue: my work by its day, what waits for others, what nobody took, and what
    is offered because its holder is away.

    The last two also stand under their day: they are work, and the oldest comes first.
    """
    mine = Q(paused_at=None) & _next_step_is_mine(actor)
    buckets = {name: day & mine for name, day in by_day(now, soon=3).items()}
    buckets["waiting"] = ~mine
    buckets["nobody"] = Q(paused_at=None, claim__state=State.ENDORSED) & nobodys(now)
    buckets["offered"] = offered(actor, now)
    return clocks(actor, Stage.OFFICE), buckets


def _next_step_is_mine(actor: Actor) -> Q:
    """A verifier verifies, a head decides; who may only read sees everything by its day."""
    roles = actor.roles()
    if not roles & {Role.OPD_VERIFIER, *APPROVERS}:
        return Q()
    states = []
    if Role.OPD_VERIFIER in roles:
        states.append((State.ENDORSED, DutyName.VERIFY))
    if roles & set(APPROVERS):
        states.append((State.VERIFIED, DutyName.APPROVE))
    mine = Q(pk__in=[])
    for state, duty in states:
        # Who did another step of a claim may not do this one.
        other = Duty.objects.filter(claim=OuterRef("claim"), person=actor.person)
        mine |= Q(claim__state=state) & ~Q(Exists(other.exclude(duty=duty)))
    return mine


def to_decide(actor: Actor) -> QuerySet[Deadline]:
    """Verified files that wait for this person's decision, the one due first on top."""
    return clocks(actor, Stage.OFFICE).filter(
        _next_step_is_mine(actor), paused_at=None, claim__state=State.VERIFIED
    )


@dataclass(frozen=True)
class Sieve:
    """Which claims of a queue are wanted. holder: the key of a person. overdue: their clock at
    the office is late now."""

    programme: str = ""
    district: str = ""
    kind: str = ""
    holder: int | None = None
    nobodys: bool = False
    overdue: bool = False

    def of_clocks(self, now: datetime) -> Q:
        """Said of the office's clocks, which carry the holder and the day."""
        wanted = self._of_claims("claim__")
        if self.holder:
            wanted &= Q(holder=self.holder)
        if self.nobodys:
            wanted &= nobodys(now)
        return wanted & Q(paused_at=None, due_at__lte=now) if self.overdue else wanted

    def of_claims(self, now: datetime) -> Q:
        """The same said of claims, by the last clock that they had at the office."""
        wanted = self._of_claims("")
        at_the_office = Deadline.objects.filter(
            claim=OuterRef("pk"), stage=Stage.OFFICE, payout=None
        )
        if self.holder:
            wanted &= Q(Exists(at_the_office.filter(holder=self.holder)))
        if self.nobodys:
            wanted &= ~Q(Exists(at_the_office.filter(holder__isnull=False)))
        if self.overdue:
            wanted &= Q(Exists(at_the_office.overdue(now)))
        return wanted

    def _of_claims(self, claim: str) -> Q:
        said = {"district": self.district, "kind": self.kind}
        wanted = Q(**{f"{claim}{name}": value for name, value in said.items() if value})
        if self.programme:
            asked = ClaimProgramme.objects.filter(
                claim=OuterRef(f"{claim}pk"), programme=self.programme
            )
            wanted &= Q(Exists(asked))
        return wanted


def decided(actor: Actor) -> QuerySet[Claim]:
    """Approved, rejected or withdrawn: no longer on the office's clock."""
    return passed_on(actor).exclude(state__in=[State.ENDORSED, State.VERIFIED])


# The cashier ----------------------------------------------------------------------------------

PAYOUT_BUCKETS: Buckets = {
    "to_forward": Q(state=PayoutState.AWARDED, estimate=True, cancel_asked_by=None),
    "to_order": Q(state=PayoutState.AWARDED, estimate=False, cancel_asked_by=None),
    "ordered": Q(state=PayoutState.ORDERED),
    "at_branch": Q(state=PayoutState.FORWARDED),
    # It may be completed and go there again.
    "refused": Q(state=PayoutState.REFUSED),
    "waiting": Q(state=PayoutState.WAITING, cancel_asked_by=None),
    "came_back": Q(state__in=[PayoutState.FAILED, PayoutState.BOUNCED], cancel_asked_by=None),
    "cancel_asked": Q(
        state__in=[
            PayoutState.AWARDED, PayoutState.WAITING, PayoutState.FAILED, PayoutState.BOUNCED,
        ],
        cancel_asked_by__isnull=False,
    ),
    "ended": Q(state__in=PAYOUT_OVER),
}  # fmt: skip


def payout_counts(actor: Actor) -> dict[str, int]:
    """Of what is to be done exactly, of what has ended at_most."""
    rows = Payout.objects.visible_to(actor)
    to_do = {name: found for name, found in PAYOUT_BUCKETS.items() if name != "ended"}
    return counts(rows.to_do(), to_do) | {"ended": at_most(rows.filter(PAYOUT_BUCKETS["ended"]))}


def payouts(actor: Actor) -> QuerySet[Payout]:
    """Payouts with their open clock, the one due first on top, and their place in the claim."""
    return (
        Payout.objects.visible_to(actor)
        .annotate(
            clock=FilteredRelation("deadlines", condition=Q(deadlines__stopped_at=None)),
            due_at=F("clock__due_at"),
            due_on=F("clock__due_on"),
            paused_at=F("clock__paused_at"),
            number=number_in_claim("claim", "id"),
        )
        .select_related("claim__village", "claim__district", "programme")
        .order_by(F("due_at").asc(nulls_last=True), "awarded_at", "id")
    )
