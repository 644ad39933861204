"""The service's side: its people and claims, an act done by its own actions, what it wrote."""

from datetime import date, datetime
from uuid import uuid4

from django.db import connection, transaction

from claims import actions, sweeps
from claims.actions import Finding, Refusal, Ruling, batches, expiring
from claims.models import Claim, Event
from regencies.models import Appointment, Role, Village
from tests import build
from tests.build import FOUND, NOW, OBJECTS
from tests.faults.orders import law
from tests.faults.orders.oracle import Act, File

EVENT_ON = date(2026, 2, 27)
# village, kind, programmes, whom it happened to, who is paid
FAMILIES = (
    (law.HERE, "death", ("jkm", "santunan_oki"), "Rahmat Hidayat", "Siti Aminah"),
    (law.NEXT_DOOR, "accident", ("jkk",), "Joko Susilo", "Joko Susilo"),
    (law.ELSEWHERE, "death", ("jkm", "santunan_oki"), "Wayan Sudirja", "Ketut Lestari"),
)
NOTE, LATE = "Sudah ditanyakan.", "many_files"
# Everything that the service has written about these claims, in one look.
SEEN = """
SELECT (SELECT count(*) FROM claims_claim),
 (SELECT json_agg(x) FROM (SELECT id, state, version FROM claims_claim
   WHERE id = ANY(%(ids)s)) x),
 (SELECT json_agg(x) FROM (SELECT claim_id, person_id, duty FROM claims_duty
   WHERE claim_id = ANY(%(ids)s)) x),
 (SELECT json_agg(x) FROM (SELECT id, claim_id, programme_id, cycle, state, version, amount
   FROM claims_payout WHERE claim_id = ANY(%(ids)s) ORDER BY id) x),
 (SELECT json_agg(x) FROM (SELECT id, claim_id, state, version FROM claims_objection
   WHERE claim_id = ANY(%(ids)s) ORDER BY id) x),
 (SELECT json_agg(x) FROM (SELECT id, claim_id, payout_id, stage, due_on,
    paused_at IS NOT NULL AS stands, stopped_at IS NOT NULL AS stopped FROM claims_deadline
   WHERE claim_id = ANY(%(ids)s) ORDER BY id) x),
 (SELECT json_agg(x) FROM (SELECT claim_id, deadline_id, extract(epoch FROM at) AS at, days_late
   FROM claims_breach WHERE claim_id = ANY(%(ids)s)) x),
 (SELECT json_agg(x) FROM (SELECT claim_id, deadline_id, move, from_state, to_state, by_id,
    extract(epoch FROM at) AS at FROM claims_event
   WHERE claim_id = ANY(%(ids)s) AND id > %(first)s AND move <> 'check' ORDER BY id) x)
"""


class World:
    """Made once; each sequence is done in it and taken back."""

    def __init__(self):
        self.people = {name: build.person(name, channel="none") for name in law.SEATS}
        for name, seats in law.SEATS.items():
            for role, place in seats:
                self._appoint(name, role, place)
        self.names = {person.pk: name for name, person in self.people.items()}
        self.claims = [self._draft(*family) for family in FAMILIES]
        self.ids = [claim.pk for claim in self.claims]
        self.first = Event.objects.latest("id").pk

    def _appoint(self, name: str, role: str, place: str) -> None:
        village = Village.objects.filter(code__startswith=place).order_by("code").first().pk
        more = {}
        if official := law.STANDS_IN.get(name):
            more = {"acting": Appointment.Acting.PLH, "acts_for": self.people[official]}
        build.appoint(self.people[name], role, village, **more)

    def _draft(self, village, kind, programmes, name, payee) -> Claim:
        head = next(n for n, seats in law.SEATS.items() if seats == [("village_head", village)])
        n = len(name)
        claim = build.draft(
            {Role.VILLAGE_HEAD: self.people[head]}, village=village, kind=kind, name=name,
            payee_name=payee, heir_name=payee, at_work=kind == "accident", event_on=EVENT_ON,
            born_on=date(1960 + n, 3, 12), kk=f"16020515021{n:05}",
        )  # fmt: skip
        assert sorted(claim.programmes.values_list("programme", flat=True)) == [*programmes]
        return claim

    def files(self) -> list[File]:
        """As the oracle has them before the first step."""
        return [
            File(
                village, programmes, EVENT_ON, NOW, claim.version, accident=kind == "accident",
                duties={f"kades.{end}": "enter"}, verdicts=dict.fromkeys(programmes, ""),
            )
            for (village, kind, programmes, *_), claim, end in zip(
                FAMILIES, self.claims, ("here", "next", "else"), strict=True
            )
        ]  # fmt: skip

    def seen(self) -> tuple[int, list[dict]]:
        """How many claims there are, and what was written of each of ours."""
        with connection.cursor() as cursor:
            cursor.execute(SEEN, {"ids": self.ids, "first": self.first})
            total, *found = cursor.fetchone()
        claims, duties, payouts, objections, clocks, breaches, events = (
            rows or () for rows in found
        )
        told = {
            row["id"]: {"state": row["state"], "version": row["version"], "duties": {},
                        "payouts": {}, "objections": [], "clocks": [], "rungs": [],
                        "breaches": [], "events": []}
            for row in claims
        }  # fmt: skip
        for row in duties:
            told[row["claim_id"]]["duties"][self.names[row["person_id"]]] = row["duty"]
        money = {row["id"]: f"{row['programme_id']}/{row['cycle']}" for row in payouts}
        for row in payouts:
            told[row["claim_id"]]["payouts"][money[row["id"]]] = (
                row["state"], row["version"], row["amount"],
            )  # fmt: skip
        for row in objections:
            told[row["claim_id"]]["objections"].append((row["state"], row["version"]))
        place = {}
        for row in clocks:
            mine = told[row["claim_id"]]["clocks"]
            place[row["id"]] = len(mine)
            stands = "stopped" if row["stopped"] else "stands" if row["stands"] else "runs"
            mine.append((row["stage"], money.get(row["payout_id"], ""), row["due_on"], stands))
        for row in breaches:
            told[row["claim_id"]]["breaches"].append(
                (place[row["deadline_id"]], row["at"], row["days_late"])
            )
        for row in events:
            mine = told[row["claim_id"]]
            if row["deadline_id"]:
                mine["rungs"].append((place[row["deadline_id"]], row["move"], row["at"]))
            else:
                by = self.names.get(row["by_id"], "")
                mine["events"].append((row["move"], row["from_state"], row["to_state"], by))
        for mine in told.values():
            mine["rungs"].sort()
            mine["breaches"].sort()
        self.payouts = {(row["claim_id"], money[row["id"]]): row["id"] for row in payouts}
        self.filed = {row["claim_id"]: row["id"] for row in objections}
        return total, [told[pk] for pk in self.ids]


class Service:
    """What the steps are asked of. The careless ones are made from it."""

    def __init__(self, world: World):
        self.world = world

    def ring(self, now: datetime) -> None:
        failed: list[int] = []
        sweeps.ring(now, failed)
        assert not failed

    def act(self, act: Act, file: File, now: datetime) -> bool:
        """Was it done? A refusal is an answer; anything else that is raised is a fault."""
        try:
            with transaction.atomic():
                return self.done(act, file, now) is not None
        except Refusal:
            return False

    def done(self, act: Act, file: File, now: datetime):
        pk = self.world.ids[act.file]
        if act.verb in ("award", "settle"):
            return getattr(actions, act.verb)(pk, now=now)
        if act.verb in ("warn_draft", "expire"):
            return getattr(expiring, act.verb)(pk, now=now)
        said = {"by": self.world.people[act.by], "now": now, "key": act.key}
        if act.verb == "start":
            village = Village.objects.get(code=file.village)
            return actions.start(kind="death", village=village, **said)
        said["version"] = act.version
        late = {} if act.silent else {"late_reason": LATE}
        if act.verb in law.OBJECTION_MOVES:
            return self._objection(act, file, pk, said, late)
        if act.of:
            return self._money(act, file, pk, said)
        verb = getattr(actions, act.verb)
        match act.verb:
            case "answer" | "endorse" | "recheck":
                return verb(pk, note=NOTE, **said)
            case "camat_send_back" | "office_send_back":
                return verb(pk, reason="names_differ", note=NOTE, **said)
            case "withdraw":
                return verb(pk, reason="family_wishes", **said)
            case "assess":
                return verb(pk, findings(), **said)
            case "approve" | "reject":
                return verb(pk, rulings(act), **late, **said)
            case "object":
                return verb(pk, about=file.objectionable(), **OBJECTS, **said)
        return verb(pk, **said)

    def _objection(self, act, file, pk, said, late):
        filed = self.world.filed.get(pk)
        if filed is None:
            raise Refusal
        if act.verb == "drop":
            return actions.drop(filed, note=NOTE, **said)
        return getattr(actions, act.verb)(filed, answer=NOTE, **late, **said)

    def _money(self, act, file, pk, said):
        one = file.money(act.of)
        payout, now = self.world.payouts[pk, one.name], said["now"]
        if act.verb == "order":
            batch = batches.prepare(
                "16.02", one.programme, payouts=[payout], purpose="Santunan kematian",
                overtaking="Sesuai disposisi.", by=said["by"], now=now, key=uuid4(),
            )  # fmt: skip
            return batches.approve_batch(batch.pk, by=self.world.people[act.second], now=now)
        today = now.astimezone(build.JAKARTA).date()
        more = {
            "forward": {"reference": "TT-1"},
            "pay": {"paid_on": today, "amount": one.amount},
        }.get(act.verb, {"note": NOTE})
        return getattr(actions, act.verb)(payout, **more, **said)


def findings() -> dict[str, Finding]:
    return dict(FOUND)


def rulings(act: Act) -> dict[str, Ruling]:
    return {
        programme: Ruling(verdict, "not_a_participant" if verdict == "refused" else "", NOTE)
        for programme, verdict in act.rulings
    }
