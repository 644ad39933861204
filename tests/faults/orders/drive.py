"""One sequence: what is tried, in which order, at which hours; and after each step the service and
the oracle tell the same."""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import timedelta
from uuid import UUID

from django.db import connection, transaction

from tests.build import NOW
from tests.faults.orders import law
from tests.faults.orders.clocks import DAY
from tests.faults.orders.oracle import OF_CLOCK, Act, File
from tests.faults.orders.outcomes import come
from tests.faults.orders.world import Service, World

SEED, STEPS = 13, 25
MINUTE = timedelta(minutes=1)
USERS = sorted(law.SEATS)
OF_CLAIM = sorted({verb for verb, _ in law.MOVES} | {"object"})
OF_MONEY = sorted({verb for verb, _ in law.PAYOUT_MOVES})
VERBS = [*OF_CLAIM, *law.OBJECTION_MOVES, *OF_MONEY, *OF_CLOCK]
DECISIONS = ("approve", "reject", "uphold", "dismiss")
# Without a key: the batch has one of its own, and nobody presses the clock's moves.
UNKEYED = ("order", *OF_CLOCK)
OFFICE = ["submit", "endorse", "assess", "verify"]
# Ways that a file goes: which of the claims (0 and 2 are deaths, 1 an accident), and its verbs.
# Left to chance alone, nobody would ever object to a claim that is settled.
WAYS = [
    (10, (0, 1, 2), ["submit", "camat_send_back", "answer", "endorse", "office_send_back",
                     "answer", "assess", "verify", "recheck", "verify", "office_send_back",
                     "answer", "office_send_back", "withdraw"]),
    (5, (0, 1, 2), ["withdraw"]),
    (9, (1,), ["report", "withdraw"]),
    (6, (1,), ["report", *OFFICE]),
    (7, (0, 1, 2), ["warn_draft", "expire"]),
    (5, (0, 1, 2), ["submit", "withdraw"]),
    (5, (0, 1, 2), ["submit", "endorse", "withdraw"]),
    (6, (0, 1, 2), [*OFFICE, "withdraw"]),
    (6, (0, 1, 2), [*OFFICE, "office_send_back", "withdraw"]),
    (6, (0, 1, 2), [*OFFICE, "recheck", "verify", "office_send_back", "answer"]),
    (11, (0, 1, 2), [*OFFICE, "reject", "object", "uphold", "verify", "approve", "award"]),
    (4, (0, 2), [*OFFICE, "reject", "object", "dismiss"]),
    (12, (0, 2), [*OFFICE, "approve", "award", "object", "uphold", "verify", "approve", "award"]),
    (14, (0, 2), [*OFFICE, "approve_in_part", "award", "forward", "refuse", "settle", "object",
                  "uphold", "verify", "approve", "award"]),
    (6, (0, 2), [*OFFICE, "approve", "award", "forward", "pay", "order", "pay", "settle",
                 "object", "uphold"]),
    (6, (0, 2), [*OFFICE, "approve", "award", "wait", "order", "fail", "order", "pay", "bounce",
                 "ask_cancel", "cancel", "object", "uphold", "verify", "approve", "award"]),
    (12, (1,), [*OFFICE, "approve", "award", "forward", "refuse", "settle", "forward", "pay",
                "settle"]),
]  # fmt: skip


class Violation(AssertionError):
    """The service and the oracle differ."""


@dataclass
class Tally:
    acts: int = 0
    accepted: int = 0
    sweeps: int = 0
    edges: Counter = field(default_factory=Counter)


class Sequence:
    def __init__(self, world: World, service: Service, n: int, tally: Tally | None = None):
        self.world, self.service, self.n = world, service, n
        self.tally = tally or Tally()
        self.dice = random.Random(f"{SEED}/{n}")
        self.files = world.files()
        self.now = NOW + self.dice.randrange(5 * 24 * 60) * MINUTE
        self.way: list[str] = []
        self.goes = 0
        self.in_part = False
        self.clicks: list[Act] = []
        self.started = 0
        self.rung_next = False
        self.told: list[str] = []

    def run(self) -> None:
        with transaction.atomic():
            self.compare("before the first step")
            for _ in range(STEPS):
                self.step()
            self.decide_again()
            # Nobody rings for weeks, then somebody does: nothing is missed.
            self.now += 40 * DAY
            self.ring()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)

    def step(self) -> None:
        self.pass_time()
        chance = self.dice.random()
        self.in_part = False
        if self.rung_next or chance < 0.09:
            self.rung_next = False
            self.ring()
            return
        if chance < 0.61:
            act = self.on_its_way() or self.lawful()
        elif chance < 0.66:
            act = self.lawful()
        elif chance < 0.79:
            act = self.by_another()
        elif chance < 0.85:
            act = self.at_random()
        elif chance < 0.9:
            act = self.from_an_old_page()
        elif chance < 0.98:
            act = self.once_more()
        else:
            act = Act("start", self.dice.randrange(3), self.dice.choice(USERS))
        self.press(self.complete(act or self.at_random()))

    # What is done ---------------------------------------------------------------------------

    def ring(self) -> None:
        self.tally.sweeps += 1
        self.service.ring(self.now)
        for file in self.files:
            file.look(self.now)
        self.compare("sweep")

    def press(self, act: Act) -> None:
        file = self.files[act.file]
        if act.verb == "start":
            wanted = act.again or file.seated(act.by, law.KADES)
        else:
            wanted = file.allows(act, self.now)
        found = self.service.act(act, file, self.now)
        self.tally.acts += 1
        self.tally.accepted += wanted
        if wanted:
            self.remember(act, file)
        said = f"{act} is {'accepted' if wanted else 'refused'}"
        if found != wanted:
            self.differ(said, "accepted" if found else "refused")
        self.compare(said)

    def remember(self, act: Act, file: File) -> None:
        if act.verb == "start":
            self.started += not act.again
        else:
            before = len(file.events)
            come(file, act, self.now)
            self.tally.edges.update(event[:3] for event in file.events[before:])
        if act.key and not act.again:
            self.clicks.append(act)

    def decide_again(self) -> None:
        """Whoever might have decided comes after it has been: left to chance, that is rare."""
        for n, file in enumerate(self.files):
            if file.state in ("approved", "rejected", "awarded", "settled"):
                by = next((user for user in ("head", "section") if file.free(user, "approve")), "")
                for verb, verdict in (("approve", "granted"), ("reject", "refused")):
                    said = tuple((programme, verdict) for programme in file.programmes)
                    self.press(self.complete(Act(verb, n, by or "head", rulings=said)))

    def complete(self, act: Act) -> Act:
        """The click's own key, and the version of the thing on the page."""
        if act.again or act.verb in UNKEYED:
            return act
        file = self.files[act.file]
        thing = file
        if act.of:
            thing = file.money(act.of)
        elif act.verb in law.OBJECTION_MOVES:
            thing = file.objections[-1] if file.objections else file
        key = UUID(int=self.dice.getrandbits(128), version=4)
        return replace(act, key=key, version=thing.version - act.old)

    # What is tried --------------------------------------------------------------------------

    def pass_time(self) -> None:
        chance, minutes = self.dice.random(), 0
        if chance < 0.3:
            minutes = self.dice.randrange(1, 600)
        elif chance < 0.55:
            minutes = self.dice.randrange(720, 3 * 1440)
        elif chance < 0.64:
            minutes = self.dice.randrange(3 * 1440, 9 * 1440)
        elif chance < 0.75:
            ahead = [at for file in self.files for clock in file.clocks if clock.runs
                     for at, _ in clock.left if self.now < at < self.now + 9 * DAY]  # fmt: skip
            if ahead:
                # The very instant at which something falls.
                self.now = min(ahead)
                self.rung_next = self.dice.random() < 0.6
        self.now += minutes * MINUTE

    def on_its_way(self) -> Act | None:
        for _ in range(5):
            if not self.way:
                weights = [weight for weight, _, _ in WAYS]
                _, which, way = self.dice.choices(WAYS, weights)[0]
                self.goes, self.way = self.dice.choice(which), list(way)
            file, verb = self.files[self.goes], self.way[0]
            if verb in ("warn_draft", "expire") and file.state == "draft":
                left = {"warn_draft": 76, "expire": 90}[verb]
                until = file.touched + left * DAY
                if file.warned_at:
                    until = max(until, file.warned_at + 14 * DAY)
                self.now = max(self.now, until + self.dice.randrange(1440) * MINUTE)
            self.in_part = verb == "approve_in_part"
            if found := self.lawfully(self.goes, verb.removesuffix("_in_part")):
                del self.way[0]
                return found
            self.way, self.in_part = [], False
        return None

    def lawful(self) -> Act | None:
        """Anything that somebody may do, on some claim."""
        for verb in self.dice.sample(VERBS, len(VERBS)):
            if verb == "withdraw" and self.dice.random() < 0.85:
                continue
            if found := self.lawfully(self.dice.randrange(3), verb):
                return found
        return None

    def lawfully(self, n: int, verb: str) -> Act | None:
        file = self.files[n]
        acts = [act for act in self.every(n, verb) if file.allows(act, self.now)]
        return self.dice.choice(acts) if acts else None

    def every(self, n: int, verb: str):
        """This verb by every user, on every payout where it is about one."""
        file = self.files[n]
        if verb in OF_CLOCK:
            yield Act(verb, n)
            return
        rulings = self.rulings(file, verb)
        silent = verb in DECISIONS and self.dice.random() < 0.3
        for by in USERS:
            if verb not in OF_MONEY:
                yield Act(verb, n, by, rulings=rulings, silent=silent)
                continue
            for one in file.payouts:
                of = (one.programme, one.cycle)
                if verb != "order":
                    yield Act(verb, n, by, of=of)
                elif file.seated(by, law.CASHIER):
                    yield from (Act(verb, n, by, second, of) for second in USERS)

    def rulings(self, file: File, verb: str) -> tuple:
        """A verdict for each programme that has none."""
        undecided = [p for p in file.programmes if file.verdicts[p] == ""]
        if verb == "reject":
            return tuple((p, "refused") for p in undecided)
        if verb != "approve":
            return ()
        if self.in_part:
            return tuple((p, "granted" if p in law.BRANCH else "refused") for p in undecided)
        part = self.dice.random() < 0.3
        return tuple(
            (p, "refused" if part and self.dice.random() < 0.5 else "granted") for p in undecided
        )

    def by_another(self) -> Act | None:
        """What somebody may do now, by anybody."""
        if not (act := self.lawful()) or act.verb in OF_CLOCK:
            return act
        other = self.dice.choice(USERS)
        if self.dice.random() < 0.5:
            # Of the same trade: from elsewhere, or with another part in this very claim.
            trade = {role for role, _ in law.SEATS[act.by]}
            alike = [user for user in USERS if trade & {role for role, _ in law.SEATS[user]}]
            barred = [
                user
                for user in alike
                if not self.files[act.file].allows(replace(act, by=user), self.now)
            ]
            other = self.dice.choice(barred or alike)
        if act.verb == "order" and self.dice.random() < 0.5:
            return replace(act, second=other)
        return replace(act, by=other)

    def at_random(self) -> Act:
        n, verb = self.dice.randrange(3), self.dice.choice(VERBS)
        acts = list(self.every(n, verb)) or [Act("submit", n, self.dice.choice(USERS))]
        return self.dice.choice(acts)

    def from_an_old_page(self) -> Act | None:
        act = self.lawful()
        return act if not act or act.verb in UNKEYED else replace(act, old=True)

    def once_more(self) -> Act | None:
        if not self.clicks:
            return None
        recent = self.clicks[-3:] if self.dice.random() < 0.5 else self.clicks
        return replace(self.dice.choice(recent), again=True)

    # What is told ---------------------------------------------------------------------------

    def compare(self, said: str) -> None:
        self.told.append(f"{self.now:%d %b %H:%M} {said}")
        total, found = self.world.seen()
        wanted = [told(file) for file in self.files]
        if total != len(self.files) + self.started:
            self.differ(f"{len(self.files) + self.started} claims", f"{total} claims")
        for n, (one, other) in enumerate(zip(wanted, found, strict=True)):
            for name in one:
                if one[name] != other[name]:
                    self.differ(f"claim {n}: {name} {one[name]}", other[name])

    def differ(self, wanted, found) -> None:
        story = "\n".join(self.told)
        raise Violation(f"sequence {SEED}/{self.n}\n{story}\nwanted {wanted}\nfound  {found}")


def told(file: File) -> dict:
    """As the world tells what it saw."""
    clocks = list(enumerate(file.clocks))
    return {
        "state": file.state,
        "version": file.version,
        "duties": file.duties,
        "payouts": {one.name: (one.state, one.version, one.amount) for one in file.payouts},
        "objections": [(one.state, one.version) for one in file.objections],
        "clocks": [clock.told() for _, clock in clocks],
        "rungs": sorted(
            (n, word, at.timestamp()) for n, clock in clocks for word, at in clock.said
        ),
        "breaches": sorted(
            (n, at.timestamp(), clock.days_late) for n, clock in clocks
            if (at := clock.breached_at())
        ),
        "events": file.events,
    }  # fmt: skip
