"""People and claims for tests, made by the service's own actions."""

import io
import uuid
from datetime import date, datetime, timedelta
from decimal import Decimal
from zlib import crc32
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile
from django.db import connection
from PIL import Image

from claims import actions
from claims.actions import Finding, Ruling, batches
from claims.models import Batch, Claim, Payout
from claims.rules.states import PayoutState, State
from regencies.models import Appointment, Person, Role, Village

JAKARTA = ZoneInfo("Asia/Jakarta")
# A Monday morning.
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=JAKARTA)
DAY = timedelta(days=1)
HERE = "16.02.05.2011"  # a village of OKI
NEXT_DOOR = "16.02.05.2012"  # the same district
ELSEWHERE = "16.02.03.2002"  # another district of OKI
MUBA = "16.06.01.2001"  # another regency
PASSWORD = "correct horse battery"
# Of the shape of a NIK, with a serial that no real one has.
NIK, KK, ACCOUNT = "1602051203719901", "1602051502109902", "0012345678901"


def person(username: str, **values) -> Person:
    values = {"name": username.replace(".", " ").title(), "email": f"{username}@example.org"} | (
        values
    )
    made = Person(username=username, **values)
    made.set_unusable_password()
    made.save()
    return made


def appoint(someone: Person, role: str, village: str = HERE, **values) -> Appointment:
    """The role at the village, or at its district or regency as the role wants."""
    place = Village.objects.select_related("district").get(code=village)
    level = {
        Role.VILLAGE_HEAD: 3, Role.VILLAGE_OPERATOR: 3, Role.CAMAT: 2, Role.DISTRICT_OFFICER: 2,
    }.get(role, 1)  # fmt: skip
    return Appointment.objects.create(
        person=someone,
        role=role,
        regency_id=place.district.regency_id,
        district=place.district if level > 1 else None,
        village=place if level > 2 else None,
        **{"from_on": date(2020, 1, 1), **values},
    )


def everybody(village: str = HERE, suffix: str = "") -> dict[str, Person]:
    """One person for each role at this village, its district and its regency."""
    people = {}
    for role in Role:
        people[role] = person(f"{role.value}{suffix}")
        appoint(people[role], role, village)
    return people


def jpeg(color="white") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 80), color).save(out, "JPEG")
    return out.getvalue()


STORY = {
    "name": "Sulaiman bin Demo",
    "nik": NIK,
    "kk": KK,
    "born_on": date(1971, 3, 12),
    "sex": "M",
    "event_on": date(2026, 2, 27),
    "event_place": "Rumah",
    "cause": "Sakit",
    "at_work": False,
    "reporter_name": "Rusdi Demo",
    "reporter_relation": "neighbour",
    "reporter_phone": "+628117001122",
    "heir_name": "Aminah Demo",
    "heir_relation": "wife",
    "heir_phone": "+628117003344",
    "payee_name": "Aminah Demo",
    "payee_relation": "wife",
    "bank": "120",
    "account": ACCOUNT,
}


def serial(n: int) -> int:
    """9901 to 9999, then from 9900 down: still none that a real NIK has."""
    return 9901 + n if n < 99 else 9999 - n


def draft(people, *, now=NOW, village=HERE, kind="death", facts=None, children=None, papers=True,
          **story) -> Claim:  # fmt: skip
    """A claim that the village may submit."""
    head = people[Role.VILLAGE_HEAD]
    # Each claim another person: what is granted once to a NIK is not granted to it again.
    story = {"nik": f"{NIK[:12]}{serial(Claim.objects.count())}"} | story
    if kind == "accident" and "died_on" not in story:
        # Who outlived it is paid himself.
        story = {"payee_name": STORY["name"], "payee_relation": "self"} | story
    story = {"account": account_of(story.get("payee_name", STORY["payee_name"]))} | story
    claim = actions.start(
        kind=kind, village=Village.objects.get(code=village), key=uuid.uuid4(), by=head, now=now
    )
    if facts is None and kind == "accident" and "died_on" not in story:
        facts = {"months_unfit": Decimal(4)}
    actions.keep(claim.pk, STORY | story, by=head, now=now, facts=facts, children=children)
    if papers:
        for paper in ("akta_kematian", "ktp_peserta"):
            attach(claim, people, paper, now=now)
    return Claim.objects.get(pk=claim.pk)


def account_of(payee: str) -> str:
    """Each payee has an account of their own: one of several is a question (one_account)."""
    return ACCOUNT if payee == STORY["payee_name"] else f"009{crc32(payee.encode()):010d}"


def unreadable(claim: Claim) -> Claim:
    """A fault that can happen: its NIK is sealed by a key that nobody has any more."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE claims_claim SET nik = 'lost:AAAA' WHERE id = %s", [claim.pk])
    return claim


def attach(claim, people, paper, now=NOW):
    return actions.attach(
        claim.pk, paper=paper, file=ContentFile(jpeg()), content_type="image/jpeg",
        by=people[Role.VILLAGE_HEAD], now=now,
    )  # fmt: skip


FOUND = {
    "months_paid": Finding(Decimal(24), "Daftar BPJS", date(2026, 2, 28)),
    "base": Finding(Decimal(1_000_000), "Daftar BPJS", date(2026, 2, 28)),
    "decile": Finding(Decimal(3), "DTSEN", date(2026, 2, 1)),
}
OBJECTS = {
    "grounds": "Suami saya terdaftar sejak 2024, kartunya ada.",
    "family_name": "Aminah Demo",
    "family_relation": "wife",
}
# The shortest way to each state.
WAY = {
    State.DRAFT: [],
    State.REPORTED: ["report"],
    State.SUBMITTED: ["submit"],
    State.ENDORSED: ["submit", "endorse"],
    State.VERIFIED: ["submit", "endorse", "verify"],
    State.SENT_BACK: ["submit", "endorse", "send_back"],
    State.APPROVED: ["submit", "endorse", "verify", "approve"],
    State.REJECTED: ["submit", "endorse", "verify", "reject"],
    State.AWARDED: ["submit", "endorse", "verify", "approve", "award"],
    State.SETTLED: ["submit", "endorse", "verify", "approve", "award", "pay", "settle"],
    State.WITHDRAWN: ["submit", "withdraw"],
}


def claim_in(state: str, people, *, now=NOW, by=None, found=None, **story) -> Claim:
    """A claim in this state, driven there by the people of its place (an accident, where nothing
    else can be in it); found: what the office
    finds otherwise than FOUND."""
    if state == State.REPORTED:
        story = {"kind": "accident", "at_work": True} | story
    claim = draft(people, now=now, **story)
    for verb in WAY[State(state)]:
        do(verb, claim, people, now=now, by=by, found=found)
    return Claim.objects.get(pk=claim.pk)


def do(verb: str, claim: Claim, people, *, now=NOW, by: Person | None = None, key=None,
       found=None):  # fmt: skip
    """One move with sensible words, by the person whose it is or by somebody else."""
    act = {"now": now, "key": key}

    def who(role):
        return {"by": by or people[role], **act}

    office_asks = claim.events.filter(move="endorse").exists()
    rulings = granted(claim)
    match verb:
        case "report":
            return actions.report(claim.pk, **who(Role.VILLAGE_HEAD))
        case "submit":
            return actions.submit(claim.pk, **who(Role.VILLAGE_HEAD))
        case "answer":
            return actions.answer(claim.pk, note="Sudah dilengkapi.", **who(Role.VILLAGE_HEAD))
        case "withdraw":
            return actions.withdraw(claim.pk, reason="family_wishes", **who(Role.VILLAGE_HEAD))
        case "endorse":
            return actions.endorse(claim.pk, note="Akta sedang diproses.", **who(Role.CAMAT))
        case "send_back" if office_asks:
            return actions.office_send_back(
                claim.pk, reason="names_differ", note="KTP?", **who(Role.OPD_VERIFIER)
            )
        case "send_back":
            return actions.camat_send_back(
                claim.pk, reason="names_differ", note="KTP?", **who(Role.CAMAT)
            )
        case "verify":
            if claim.state != State.VERIFIED:
                person = by or people[Role.OPD_VERIFIER]
                actions.assess(claim.pk, FOUND | (found or {}), by=person, now=now)
            return actions.verify(claim.pk, **who(Role.OPD_VERIFIER))
        case "recheck":
            return actions.recheck(claim.pk, note="Desil?", **who(Role.OPD_SECTION_HEAD))
        case "approve":
            return actions.approve(
                claim.pk, rulings, late_reason="many_files", **who(Role.OPD_HEAD)
            )
        case "reject":
            refused = {code: Ruling("refused", "not_a_participant") for code in rulings}
            return actions.reject(claim.pk, refused, late_reason="many_files", **who(Role.OPD_HEAD))
        case "award":
            return actions.award(claim.pk, now=now)
        case "settle":
            return actions.settle(claim.pk, now=now)
        case "object":
            found = actions.objectionable(Claim.objects.get(pk=claim.pk))
            about = [row.programme_id for row in found.programmes] if found else []
            return actions.object(claim.pk, about=about, **OBJECTS, **who(Role.VILLAGE_HEAD))
        case "uphold" | "dismiss":
            filed = claim.objections.latest("id")
            decide = {"uphold": actions.uphold, "dismiss": actions.dismiss}[verb]
            return decide(
                filed.pk, answer="Berkas kami baca lagi.", late_reason="many_files",
                **who(Role.SEKDA),
            )  # fmt: skip
        case "drop":
            filed = claim.objections.latest("id")
            return actions.drop(filed.pk, note="Keluarga sudah paham.", **who(Role.VILLAGE_HEAD))
        case "pay":
            return [pay(payout, people, now=now) for payout in claim.payouts.all()]
    raise ValueError(verb)


def granted(claim) -> dict[str, Ruling]:
    """Every programme. Where the list of participants does not say, somebody asked the branch."""
    codes = claim.programmes.values_list("programme", flat=True)
    asked = {"jkm", "jkk"}
    return {c: Ruling("granted", note="Cabang: aktif." if c in asked else "") for c in codes}


def prepare(*payouts: Payout, people, now=NOW) -> Batch:
    """A batch of these, which the cashier made and nobody has approved."""
    claim = payouts[0].claim
    return batches.prepare(
        claim.regency_id, payouts[0].programme_id, payouts=[one.pk for one in payouts],
        purpose="Santunan kematian", overtaking="Sesuai disposisi.", by=people[Role.CASHIER],
        now=now, key=uuid.uuid4(),
    )  # fmt: skip


def order(*payouts: Payout, people, now=NOW, by=None) -> Batch:
    """A batch of these, as two people make it; by: the second of them."""
    batch = prepare(*payouts, people=people, now=now)
    return batches.approve_batch(batch.pk, by=by or people[Role.OPD_SECTION_HEAD], now=now)


def pay(payout: Payout, people, *, now=NOW):
    """Forward or order, then pay what was awarded."""
    cashier = people[Role.CASHIER]
    if payout.state == PayoutState.AWARDED and payout.estimate:
        actions.forward(payout.pk, by=cashier, now=now, reference="TT-001")
    elif payout.state == PayoutState.AWARDED:
        order(payout, people=people, now=now)
    # As the regency has it: from five in the afternoon on it is tomorrow there, seen from UTC.
    paid_on = now.astimezone(JAKARTA).date()
    return actions.pay(payout.pk, by=cashier, now=now, paid_on=paid_on, amount=payout.amount)
