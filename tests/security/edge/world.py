"""A regency with a claim, a payout, a letter or a row for every address there is; and where each
is: its route to its path."""

import json
import re
import uuid
from collections import Counter
from datetime import timedelta
from urllib.parse import urlencode

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core.files.base import ContentFile

from claims import actions
from claims.access_table import addresses
from claims.actions import after_paying, exporting, senders, systems
from claims.actions import leave as absence
from claims.actions import roster as lists
from claims.exports import Wanted
from claims.models import (
    CallBack,
    Check,
    Claim,
    Deadline,
    Destruction,
    Event,
    Question,
)
from claims.rules.letters import LetterKind
from claims.rules.states import State
from regencies.models import (
    CheckRule,
    DeadlineRule,
    Figure,
    Holiday,
    Leave,
    Person,
    Regency,
    Role,
)
from tests import build, deaths
from tests.claims.passkey import Passkey
from tests.schooled import schooled

# Of nobody and nothing: what an address of no object has in place of each part.
NOWHERE = {
    "code": "1602-26-999999", "other": "1602-26-999998", "batch": "1602-26-B9999",
    "token": "x" * 22, "pk": 999_999_999,
}  # fmt: skip
# The parts of an address that say which object it is; the others say what is wanted of it.
OBJECTS = frozenset(NOWHERE)
PART = re.compile(r"<(?:(\w+):)?(\w+)>")
# In which state a claim is wanted, by the name of the address, else by its desk.
STATES = {
    "village": "draft", "district": "submitted", "panel": "endorsed", "money": "awarded",
    "letters": "submitted", "audit": "settled", "claim": "submitted", "paper": "submitted",
    "village:claim": "submitted", "village:answer": "sent_back", "village:withdraw": "submitted",
    "village:object": "rejected", "village:drop": "objected", "village:report": "accident",
    "village:sent": "submitted", "village:slip": "submitted", "village:new_secret": "submitted",
    "village:sheet": "awarded", "village:complete": "submitted",
    "village:prove_school": "schooled", "village:end_school": "schooled",
    "panel:recheck": "verified", "panel:approve": "verified", "panel:reject": "verified",
    "panel:uphold": "objected", "panel:dismiss": "objected", "panel:accept_school": "schooled",
    "panel:return_school": "schooled", "panel:end_school": "schooled",
    "panel:resume_school": "schooled", "money:pay": "forwarded", "money:refuse": "forwarded",
    "letters:issue 2": "awarded", "money:bounce": "settled", "money:fail": "ordered",
    "money:cancel": "asked", "money:keep_payout": "asked",
    "audit:settle_question": "questioned",
}  # fmt: skip


class World:
    """Everything at one village, its district and its regency, by the people of that place."""

    def __init__(self, village: str, suffix: str, now):
        self.village, self.regency, self.now = village, village[:5], now
        self.nth, self.whole = 100 if suffix else 0, not suffix
        # Stands in whatever is named here, and nowhere else.
        self.mark = f"Wilayah {'Dua' if suffix else 'Satu'}"
        self.people = build.everybody(village, suffix)
        for role, person in self.people.items():
            person.name = f"{role.label} {self.mark}"
            person.save()
        Regency.objects.filter(code=self.regency).update(served=True)
        self.claims: dict[str, Claim] = {}
        for part in (self.files, self.money, self.schools, self.rows, self.lists):
            part()

    def claim(self, state, *, days_ago=0, **story) -> Claim:
        self.nth += 1
        at = self.now - timedelta(days_ago)
        # Each another person, also between two worlds.
        story = {
            "nik": f"{build.NIK[:12]}{build.serial(self.nth)}",
            "name": f"Almarhum {self.nth} {self.mark}",
            "event_on": at.date(),
        } | story  # fmt: skip
        return build.claim_in(state, self.people, now=at, village=self.village, **story)

    def files(self):
        # Elsewhere it is enough that something is there: a stranger is told the same of any state.
        for state in State if self.whole else (State.DRAFT, State.SUBMITTED):
            self.claims[state] = self.claim(state)
        # Of last month, so that its payment is drawn by lot.
        self.claims["settled"] = self.claim(State.SETTLED, days_ago=self.now.day + 5)
        if not self.whole:
            return
        self.claims["accident"] = self.claim(State.DRAFT, kind="accident", at_work=True)
        self.claims["objected"] = objected = self.claim(State.REJECTED)
        build.do("object", objected, self.people, now=self.now)
        self.claims["other"] = self.claim(State.ENDORSED)

    def money(self):
        act = {"by": self.people[Role.CASHIER], "now": self.now}
        for step in ("forwarded", "ordered", "asked", "prepared") if self.whole else ():
            self.claims[step] = claim = self.claim(State.AWARDED)
            branchs = claim.payouts.filter(estimate=True).first()
            ours = claim.payouts.filter(estimate=False).first() or branchs
            if step == "forwarded":
                actions.forward(branchs.pk, reference="TT-1", **act)
            elif step == "asked":
                actions.ask_cancel(ours.pk, note="Ganda.", **act)
            elif ours is branchs:
                continue  # where no programme is the regency's own, it orders nothing
            elif step == "ordered":
                build.order(ours, people=self.people, now=self.now)
            else:
                self.batch = build.prepare(ours, people=self.people, now=self.now)
        after_paying.look_after_payments(self.regency, now=self.now)
        self.claims["questioned"] = self.claims["settled"]

    def schools(self):
        def make(state, **more):
            self.claims.setdefault("schooled", claim := self.claim(state, **more))
            return claim

        schooled(self.people, self.now, make)

    def rows(self):
        admin, today = self.people[Role.ADMINISTRATOR], self.now.date()
        act = {"by": admin, "now": self.now, "reason": f"Usul {self.mark}."}
        for role in (Role.VILLAGE_HEAD, Role.ADMINISTRATOR):
            absence.leave(
                self.people[role], from_on=today + timedelta(40), to_on=today + timedelta(42),
                by=self.people[role], now=self.now,
            )  # fmt: skip
        self.sender = senders.add_sender(
            url=f"json://localhost/{self.nth}/{{phone}}", kind="other",
            name=self.mark.lower().replace(" ", "-"), regency_id=self.regency, **act,
        )  # fmt: skip
        self.system = systems.add_system(
            regency_id=self.regency, name=f"SID {self.mark}", contact="Dinas PMD",
            scopes=["claims:write"], places=[self.village], from_on=today, **act,
        )  # fmt: skip
        self.token = systems.draw_token(self.system.pk, key=uuid.uuid4(), **act).row
        self.export = exporting.ask_export(
            Wanted(self.regency, today.replace(day=1), today + timedelta(31)),
            reason=f"Permintaan {self.mark}.", by=self.people[Role.CASHIER], now=self.now,
            key=uuid.uuid4(),
        )  # fmt: skip
        own = {"regency_id": self.regency, "source": f"SK Bupati {self.mark}"}
        made = json.loads(Passkey().create({"challenge": "AAAA"}))
        self.passkey = Authenticator.objects.create(
            user=admin, type=Authenticator.Type.WEBAUTHN, data={"name": "Kunci", "credential": made}
        )
        if self.whole:
            TOTP.activate(admin, "A" * 32)
            RecoveryCodes.activate(admin)
        self.holiday = Holiday.objects.create(
            day=today + timedelta(3),
            name=f"Hari daerah {self.mark}",
            kind="local",
            confidence="H",
            **own,
        )
        kept = Figure.objects.filter(regency=None).first()
        self.figure = copy_of(kept, from_on=today, **own)
        self.deadline = copy_of(DeadlineRule.objects.filter(regency=None).first(), **own)
        self.check = copy_of(CheckRule.objects.filter(regency=None).first(), **own)
        clock = Deadline.objects.filter(claim=self.claims["submitted"]).first()
        Deadline.objects.filter(pk=clock.pk).update(set_aside_at=self.now)
        self.clock = clock

    def lists(self):
        head = self.people[Role.VILLAGE_HEAD]
        self.death = deaths.unfiled(head, self.now, self.nth, self.village)
        self.roster = lists.bring_roster(
            file=ContentFile(b"NIK;Nama\n1;x\n", name=f"{self.mark}.csv"), regency_id=self.regency,
            by=self.people[Role.ADMINISTRATOR], now=self.now,
        )  # fmt: skip
        self.minutes = Destruction.objects.create(
            regency_id=self.regency, by=self.people[Role.OPD_HEAD], at=self.now,
            witness=self.people[Role.AUDITOR], reason="Habis masa simpan.", ended_at=self.now,
            sha256="0" * 64,
        )  # fmt: skip
        claim = self.claims["submitted"]
        self.letter = actions.issue(claim.pk, LetterKind.TANDA_TERIMA, by=head, now=self.now)
        if not self.whole:
            return
        camat, endorsed = self.people[Role.CAMAT], self.claims["endorsed"]
        kind = LetterKind.PENGANTAR_KECAMATAN
        self.cover_letter = actions.issue(endorsed.pk, kind, by=camat, now=self.now)
        # Something to overrule, once for the case and once for a programme.
        for programme in (None, "jkm"):
            Check.objects.update_or_create(
                claim=endorsed, key="guardian", programme_id=programme,
                defaults={"result": "warn", "reason": "guardian_paper_missing", "version": 1,
                          "checked_at": self.now},
            )  # fmt: skip
        payment = Event.objects.filter(claim=self.claims["questioned"], move="pay").last()
        Question.objects.create(payout=payment.payout, payment=payment, opened_at=self.now)

    # Where each of it is -----------------------------------------------------------------------

    def of(self, name: str) -> Claim:
        state = STATES.get(name) or STATES[name.partition(":")[0]]
        return self.claims[state] if self.whole else self.claims.get(state, self.claims["settled"])

    def pk(self, name: str) -> int:
        owned = Leave.objects.filter(person=self.people[Role.ADMINISTRATOR])
        mine = Leave.objects.filter(person=self.people[Role.VILLAGE_HEAD])
        if name == "panel:leave_end":
            return mine.get().pk
        if name == "leave_end":
            return owned.get().pk
        if name in {"reference:renew", "reference:reset_factor"}:
            return self.people[Role.VILLAGE_HEAD].pk
        if name.startswith("calls:"):
            rows = CallBack.objects.filter(payout__claim__regency=self.regency)
            return rows.order_by("pk").first().pk
        found = {
            "holiday": self.holiday, "figure": self.figure, "deadline": self.deadline,
            "check": self.check, "sender": self.sender, "system": self.system,
            "token": self.system, "set_hook": self.system, "roster": self.roster,
            "choose_columns": self.roster, "refused": self.roster, "exports:": self.export,
            "deaths:": self.death, "clock": self.clock, "destruction": self.minutes,
            "webauthn": self.passkey,
        }  # fmt: skip
        return next(row.pk for word, row in found.items() if word in name)

    def part(self, name: str, word: str):
        """What stands in this part of the address of that name."""
        match word:
            case "code" if name == "periksa":
                return self.letter.code
            case "code":
                return self.of(name).code
            case "other":
                return self.claims.get("other", self.claims["submitted"]).code
            case "number":
                return numbered(self.of(name), name)
            case "batch":
                return self.batch.code
            case "token" if name.startswith("letters:"):
                return self.letter.token
            case "token" if name.startswith("reference:"):
                return self.token.pk
            case "token":
                return self.of(name).documents.first().token
            case "pk":
                return self.pk(name)
            case "child":
                return 1
            case "begins":
                return self.claims["schooled"].scholarships.first().years.get().begins
            case "key":
                return self.figure.key
            case "kind" if name == "letters:issue 2":
                return "penjelasan_manfaat"
            case "year":
                return self.now.year
            case "check" | "programme":
                rows = self.of(name).checks.filter(result="warn").order_by("pk")
                row = rows.filter(programme__isnull=not name.endswith(" 2")).last()
                return row.key if word == "check" else row.programme_id
        return {
            "page": "event", "kind": "tanda_terima",
            "format": "csv", "language": "id", "name": "person", "rest": "nothing",
            "table": "late",
        }[word]  # fmt: skip

    def path(self, route: str, name: str, nowhere: bool = False) -> str:
        """The address of this route; nowhere: of an object that does not exist."""

        def put(found):
            word = found[2]
            if not (nowhere and word in OBJECTS):
                return str(self.part(name, word))
            # A system's token is known by its number.
            return str(NOWHERE["pk" if word == "token" and name.startswith("reference:") else word])

        return "/" + PART.sub(put, route) + self.question(name)

    def question(self, name: str) -> str:
        """What an address says behind its path, where it is about nothing without it."""
        if name == "district:issued" and self.whole:
            return f"?letter={self.cover_letter.token}"
        if name.startswith("panel:cover_"):
            said = {"regency": self.regency, "payer": self.mark, "ends_on": self.now.date()}
            return f"?{urlencode(said | {'village': '-'})}"
        return ""


def numbered(claim: Claim, name: str) -> int:
    """The place of the payout that this address is about, among those of its claim."""
    if name.startswith("audit:"):
        rows = list(claim.payouts.order_by("id").values_list("pk", flat=True))
        asked = Question.objects.filter(payout__in=rows).order_by("id").last()
        return rows.index(asked.payout_id) + 1 if asked else 1
    branch = name in {"money:forward", "money:pay", "money:refuse"}
    rows = list(claim.payouts.order_by("id").values_list("estimate", flat=True))
    return rows.index(branch) + 1 if branch in rows else 1


def copy_of(row, **values):
    row.pk, row._state.adding = None, True
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return row


def routes() -> list[tuple[str, str]]:
    """(route, name) of every address of our own pages: no administration, no API. Of two with one
    name the second is "name 2"; one without any is called by its path."""
    met: Counter[str] = Counter()
    found = []
    for route, name, _view in addresses():
        name = name or f"/{route}"
        if not name.startswith(("admin:", "api:", "/api/")):
            met[name] += 1
            found.append((route, name if met[name] == 1 else f"{name} {met[name]}"))
    return found


def has_object(route: str) -> bool:
    return bool(OBJECTS & {word for _kind, word in PART.findall(route)})


def everything_of(village: str, suffix: str, *roles: str) -> Person:
    """One person with all of these seats there."""
    someone = build.person(f"all{suffix}")
    for role in roles:
        build.appoint(someone, role, village)
    return someone
