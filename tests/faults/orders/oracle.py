"""What should come of an act, worked out anew: may it be done, and how do things stand after it?"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from tests.faults.orders import law
from tests.faults.orders.clocks import Clock, local, working_days_after

# Verbs without a user: what a sweep does of itself.
OF_CLOCK = ("award", "settle", "warn_draft", "expire")


@dataclass(frozen=True)
class Act:
    """One click. of: (programme, cycle) of a payout. second: who approves the batch that `by`
    prepared. silent: without a reason for being late. old: from a page that was opened earlier,
    of this version. again: the same click once more."""

    verb: str
    file: int
    by: str = ""
    second: str = ""
    of: tuple[str, int] | None = None
    rulings: tuple[tuple[str, str], ...] = ()
    silent: bool = False
    old: bool = False
    again: bool = False
    key: UUID | None = None
    version: int | None = None


@dataclass
class Money:
    programme: str
    cycle: int
    amount: int
    state: str = "awarded"
    version: int = 0
    cancel_asked: bool = False

    @property
    def name(self) -> str:
        return f"{self.programme}/{self.cycle}"


@dataclass
class Objected:
    about: tuple[str, ...]
    against: int  # which decision of the claim
    state: str = "filed"
    version: int = 0


@dataclass
class Decision:
    people: frozenset[str]
    at: datetime
    verdicts: dict[str, str]


def people(user: str) -> frozenset[str]:
    return frozenset({user, law.STANDS_IN.get(user, user)})


@dataclass
class File:
    """One claim. touched: the last word of the village on a draft."""

    village: str
    programmes: tuple[str, ...]
    event_on: date
    touched: datetime
    version: int
    state: str = "draft"
    accident: bool = False
    assessed: bool = False
    reopened: bool = False
    asked_by: str = ""
    returns: int = 0
    warned_at: datetime | None = None
    duties: dict[str, str] = field(default_factory=dict)
    verdicts: dict[str, str] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    payouts: list[Money] = field(default_factory=list)
    objections: list[Objected] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)
    events: list[tuple] = field(default_factory=list)

    # Who ------------------------------------------------------------------------------------

    def seated(self, user: str, roles: set[str]) -> bool:
        return any(
            role in roles and self.village.startswith(place) for role, place in law.SEATS[user]
        )

    def free(self, user: str, duty: str) -> bool:
        """None of those whose names stand under it did another of the duties."""
        return all(self.duties.get(each, duty) == duty for each in people(user))

    def hold(self, user: str, duty: str) -> None:
        self.duties |= dict.fromkeys(people(user), duty)

    # May it be done? ------------------------------------------------------------------------

    def allows(self, act: Act, now: datetime) -> bool:
        if act.again:
            return True
        if act.old:
            return False
        verb = act.verb
        if verb in OF_CLOCK:
            return getattr(self, f"{verb}_due")(now)
        if verb == "object":
            return self.may_object(act, now)
        if verb in law.OBJECTION_MOVES:
            return self.may_answer_objection(act, now)
        if act.of:
            return self.may_move_money(act)
        if (verb, self.state) not in law.MOVES:
            return False
        _, roles, duty = law.MOVES[verb, self.state]
        if verb in ("approve", "reject"):
            return self.may_decide(act, roles, now)
        if not self.seated(act.by, roles) or (duty and not self.free(act.by, duty)):
            return False
        if verb == "office_send_back" and self.returns >= law.RETURNS_BEFORE_SECTION_HEAD:
            return self.seated(act.by, law.SECTION)
        return {
            "report": self.accident,
            "verify": self.assessed,
            "withdraw": self.nothing_awarded(),
        }.get(verb, True)

    def nothing_awarded(self) -> bool:
        return not (self.reopened and self.payouts)

    def may_decide(self, act: Act, roles: set[str], now: datetime) -> bool:
        if self.reopened:
            roles = roles | law.SEKDA
            undone = [self.decisions[one.against] for one in self.objections
                      if one.state == "upheld"]  # fmt: skip
            if any(decision.people & people(act.by) for decision in undone):
                return False
        if not self.seated(act.by, roles) or not self.free(act.by, "approve"):
            return False
        if act.silent and any(c.stage == "office" and c.late(now) for c in self.clocks):
            return False
        said = dict(act.rulings)
        if act.verb == "reject":
            return self.nothing_awarded() and set(said.values()) == {"refused"}
        paid = {one.programme for one in self.payouts}
        if any(said[p] == "refused" and p in paid for p in said):
            return False
        return "granted" in {*said.values(), *self.verdicts.values()}

    def may_move_money(self, act: Act) -> bool:
        one = self.money(act.of)
        if one is None or (act.verb, one.state) not in law.PAYOUT_MOVES:
            return False
        _, roles, duty = law.PAYOUT_MOVES[act.verb, one.state]
        branch = one.programme in law.BRANCH
        if act.verb in (law.REGENCY_VERBS if branch else law.BRANCH_VERBS):
            return False
        if act.verb == "order":
            return not one.cancel_asked and self.may_order(act.by, act.second)
        if act.verb == "cancel" and not one.cancel_asked:
            return False
        return self.seated(act.by, roles) and self.free(act.by, duty)

    def may_order(self, first: str, second: str) -> bool:
        """A cashier prepares the batch; another cashier, the section head or the head approves."""
        if not self.seated(first, law.CASHIER) or not self.free(first, "pay"):
            return False
        return not people(first) & people(second) and self.releases_as(second) != ""

    def releases_as(self, user: str) -> str:
        """Under which duty this person may stand second under an order, or nothing."""
        sides = (("pay", law.CASHIER), ("approve", law.SECTION | law.HEAD))
        return next(
            (duty for duty, roles in sides if self.seated(user, roles) and self.free(user, duty)),
            "",
        )

    def objectionable(self) -> tuple[str, ...]:
        """Of the last decision what was refused, and the sums that the regency decides itself."""
        if self.state not in ("rejected", "approved", "awarded", "settled"):
            return ()
        paid = {one.programme for one in self.payouts} - law.BRANCH
        last = self.decisions[-1].verdicts
        return tuple(sorted(p for p in last if self.verdicts[p] == "refused" or p in paid))

    def may_object(self, act: Act, now: datetime) -> bool:
        if not self.seated(act.by, law.KADES) or not self.free(act.by, "enter"):
            return False
        last = len(self.decisions) - 1
        before = [one for one in self.objections if one.against == last and one.state != "dropped"]
        if before or not self.objectionable():
            return False
        until = working_days_after(local(self.decisions[last].at), law.DAYS_TO_OBJECT)
        return local(now) <= until

    def may_answer_objection(self, act: Act, now: datetime) -> bool:
        if not self.objections or self.objections[-1].state != "filed":
            return False
        _, roles, duty = law.OBJECTION_MOVES[act.verb]
        if not self.seated(act.by, roles) or not self.free(act.by, duty):
            return False
        if act.verb == "uphold" and self.state not in ("rejected", "awarded", "settled"):
            return False
        late = any(c.stage == "objection" and c.late(now) for c in self.clocks)
        return not (late and act.silent and act.verb != "drop")

    def award_due(self, now: datetime) -> bool:
        return self.state == "approved"

    def settle_due(self, now: datetime) -> bool:
        return self.state == "awarded" and all(one.state in law.ENDED for one in self.payouts)

    def warn_draft_due(self, now: datetime) -> bool:
        untouched = timedelta(days=law.DRAFT_DAYS - law.DRAFT_WARNED_BEFORE)
        return self.state == "draft" and not self.warned_at and now - self.touched >= untouched

    def expire_due(self, now: datetime) -> bool:
        warned = timedelta(days=law.DRAFT_WARNED_BEFORE)
        return (
            self.state == "draft"
            and self.warned_at is not None
            and now - self.warned_at >= warned
            and now - self.touched >= timedelta(days=law.DRAFT_DAYS)
        )

    # What comes of it -----------------------------------------------------------------------

    def money(self, of: tuple[str, int]) -> Money | None:
        return next((one for one in self.payouts if (one.programme, one.cycle) == of), None)

    def open(self, stage: str = "", of: Money | None = None) -> Iterator[Clock]:
        for one in self.clocks:
            if one.stopped_at is None and one.of is of and stage in ("", one.stage):
                yield one

    def stop(self, now: datetime, stage: str = "", of: Money | None = None) -> None:
        for one in self.open(stage, of):
            one.stop(now)

    def start(self, stage: str, now: datetime, of: Money | None = None, **more) -> None:
        self.clocks.append(Clock(stage, now, of=of, **more))

    def look(self, now: datetime) -> None:
        for one in self.clocks:
            one.look(now)

    def tell(self, move: str, before: str, after: str, by: str) -> None:
        self.events.append((move, before, after, by))

    def becomes(self, state: str, verb: str, by: str = "") -> None:
        self.tell(verb, self.state, state, by)
        self.state = state
        self.version += 1
