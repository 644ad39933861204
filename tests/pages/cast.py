"""`python -m tests.pages.cast`: in the demo's database, a claim, payout, letter or row for every
page that the demo's own story may not have just now. By the service's own actions; run twice it
adds nothing. It prints where they are."""

import json
import uuid
from datetime import timedelta

import django
from django.utils import timezone

django.setup()

from claims import actions  # noqa: E402
from claims.actions import exporting, senders, systems  # noqa: E402
from claims.actions import leave as absence  # noqa: E402
from claims.demo import people as demo  # noqa: E402
from claims.exports import Wanted  # noqa: E402
from claims.models import Batch, Claim  # noqa: E402
from claims.rules.letters import LetterKind  # noqa: E402
from claims.rules.states import State  # noqa: E402
from regencies.models import Person, Role, SystemCall  # noqa: E402
from tests import build  # noqa: E402
from tests.schooled import schooled  # noqa: E402

VILLAGE = demo.VILLAGES[0]
# The claims of the cast, to be known again.
MARK = "Contoh Halaman"


def people() -> dict[str, Person]:
    """The first account of each role, as the demo prints them."""
    rows = demo.printed()
    return {
        Role(role): Person.objects.get(username=found[0]["username"])
        for role, found in rows.items()
    }


def long_name(n: int) -> str:
    """Names are long here, and a page must bear it."""
    return f"{MARK} Raden Muhammad Syarifuddin Kesumawijaya {n}"


class Cast:
    def __init__(self, now):
        self.now, self.people = now, people()

    def claim(self, state, *, days_ago=2, **story):
        n = Claim.objects.count()
        at = self.now - timedelta(days=days_ago)
        story = {
            "village": VILLAGE, "name": long_name(n), "event_on": at.date(),
            "nik": f"16020512037{n:05d}", "kk": f"16020515021{n:05d}",
        } | story  # fmt: skip
        return build.claim_in(state, self.people, now=at, **story)

    def do(self, verb, claim, **more):
        return build.do(verb, claim, self.people, now=self.now, **more)

    def act(self, verb, payout, **values):
        by = self.people[values.pop("role", Role.CASHIER)]
        return getattr(actions, verb)(payout.pk, by=by, now=self.now, **values)

    def claims(self):
        """One in each state; two with objections; an accident with children."""
        for state in State:
            self.claim(state)
        self.claim(State.ENDORSED, days_ago=30)
        self.do("object", self.claim(State.REJECTED))
        self.claim(State.DRAFT, kind="accident", at_work=True)
        reviewed = self.claim(State.VERIFIED)
        actions.office_send_back(
            reviewed.pk, reason="names_differ", note="KTP?", now=self.now,
            by=self.people[Role.OPD_VERIFIER],
        )  # fmt: skip

    def payouts(self):
        """In each state of theirs."""
        note = {"note": "Sesuai berita acara."}
        for wanted in ("awarded", "waiting", "ordered", "failed", "paid", "bounced", "asked",
                       "prepared"):  # fmt: skip
            claim = self.claim(State.AWARDED)
            for payout in claim.payouts.all():
                if payout.estimate:
                    if wanted not in {"awarded", "asked", "prepared"}:
                        self.act("forward", payout, reference="TT-BPJS-17")
                    if wanted == "bounced":
                        self.act("refuse", payout, **note)
                    continue
                if wanted == "waiting":
                    self.act("wait", payout, **note)
                if wanted == "asked":
                    self.act("ask_cancel", payout, **note)
                if wanted == "prepared":
                    build.prepare(payout, people=self.people, now=self.now)
                if wanted in {"ordered", "failed", "paid", "bounced"}:
                    build.order(payout, people=self.people, now=self.now)
                if wanted in {"failed"}:
                    self.act("fail", payout, **note)
                if wanted in {"paid", "bounced"}:
                    self.act(
                        "pay", payout, paid_on=timezone.localdate(self.now), amount=payout.amount
                    )
                if wanted == "bounced":
                    self.act("bounce", payout, **note)

    def schools(self):
        schooled(self.people, self.now, self.claim)

    def letters(self):
        """Two of the village, one of them withdrawn."""
        claim = self.claim(State.SUBMITTED)
        for kind in (LetterKind.TANDA_TERIMA, LetterKind.PENGANTAR_DESA):
            made = actions.issue(claim.pk, kind, by=self.people[Role.VILLAGE_HEAD], now=self.now)
        actions.withdraw_letter(
            made.pk, by=self.people[Role.VILLAGE_HEAD], now=self.now, note="Salah nama."
        )

    def rows(self):
        """Who is away, a gateway, a letter that was given up."""
        admin = self.people[Role.ADMINISTRATOR]
        today = self.now.date()
        for role in (Role.VILLAGE_OPERATOR, Role.ADMINISTRATOR):
            absence.leave(
                self.people[role], from_on=today + timedelta(days=40),
                to_on=today + timedelta(days=42), by=self.people[role], now=self.now,
            )  # fmt: skip
        senders.add_sender(
            url="json://localhost/{phone}", name="contoh", kind="other",
            regency_id="16.02", by=admin, now=self.now, reason="Uji coba.",
        )  # fmt: skip
        peer = systems.add_system(
            regency_id="16.02", name="SID Contoh", contact="Dinas PMD", scopes=["claims:write"],
            places=["16.02.05.2011", "16.02.05"], from_on=today, reason="Uji coba.", by=admin,
            now=self.now,
        )  # fmt: skip
        act = {"by": admin, "now": self.now, "reason": "Uji coba."}
        systems.draw_token(peer.pk, key=uuid.uuid4(), **act)
        SystemCall.count(peer.pk, self.now, "list_changes", 200, "")
        exporting.ask_export(
            Wanted("16.02", today.replace(day=1), today + timedelta(days=31)),
            reason="Permintaan Inspektorat nomor 700/12.", by=self.people[Role.CASHIER],
            now=self.now, key=uuid.uuid4(),
        )  # fmt: skip


# Whose pages about a claim, and whose about a payout, differ most.
OF_CLAIMS = (Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_VERIFIER, Role.OPD_HEAD, Role.SEKDA)
OF_PAYOUTS = (Role.CASHIER, Role.OPD_HEAD)


def starts() -> dict[str, list[str]]:
    """Where the cast is to be met, by role."""
    mine = Claim.objects.filter(name__startswith=MARK)
    claims = [f"/claims/{code}/" for code in mine.values_list("code", flat=True)]
    paid = mine.filter(payouts__isnull=False).distinct().values_list("code", flat=True)
    found = {str(role): list(claims) for role in OF_CLAIMS}
    for role in OF_PAYOUTS:
        found.setdefault(str(role), []).extend(
            f"/money/{code}/{n}/" for code in paid for n in (1, 2)
        )
    batches = Batch.objects.values_list("code", flat=True)
    found[str(Role.CASHIER)] += [f"/money/batches/{code}/" for code in batches]
    # Few links lead there: an accident not yet submitted, and a note without a script.
    drafts = mine.filter(state=State.DRAFT, kind="accident").values_list("code", flat=True)
    found[str(Role.VILLAGE_HEAD)] += [f"/village/{code}/report/" for code in drafts]
    handed_in = mine.exclude(state=State.DRAFT).values_list("code", flat=True)
    found[str(Role.AUDITOR)] = [f"/audit/read/{code}/" for code in handed_in[:3]]
    checked = mine.filter(state=State.VERIFIED).values_list("code", flat=True)
    found[str(Role.OPD_VERIFIER)] += [f"/panel/{code}/note/" for code in checked]
    return found


def main():
    if not Claim.objects.filter(name__startswith=MARK).exists():
        cast = Cast(timezone.now())
        for part in (cast.claims, cast.payouts, cast.schools, cast.letters, cast.rows):
            part()
    print(json.dumps(starts()))


if __name__ == "__main__":
    main()
