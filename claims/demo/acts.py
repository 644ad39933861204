"""One claim of the demo: who does each of its verbs, and with what."""

import random
import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from claims import actions
from claims.actions import batches, schooling
from claims.actions.cover import covers_of, uncertain
from claims.demo import drawn
from claims.demo.families import FROM_A_BILL, SOURCES, Family
from claims.demo.people import People
from claims.demo.stories import Story
from claims.models import Claim, Payout, SchoolYear
from claims.models.letter import ISSUING
from claims.rules.letters import LetterKind
from claims.rules.papers import Judged
from claims.rules.states import Verdict
from regencies.models import Person, Role, Village

# Beat would ring within the minute; nobody waits for it here.
CLOCK = timedelta(seconds=40)
PERSON_PAGE = ("name", "nik", "kk", "born_on", "sex")
REPORT_PAGES = (
    "event_on", "event_time", "event_place", "cause", "at_work", "reporter_name",
    "reporter_relation", "reporter_phone",
)  # fmt: skip
SENT_BACK_NOTES = {
    "paper_wrong": "Mohon kedua surat ini diperbaiki, lalu difoto ulang.",
    "paper_unreadable": "Foto Kartu Keluarga buram, mohon difoto ulang.",
    "account_wrong": "Nama di buku tabungan bukan nama ahli waris.",
    "names_differ": "Nama di KTP dan di Kartu Keluarga berbeda.",
    "facts_wrong": "Waktu dan tempat kejadian belum jelas.",
    "heir_unclear": "Mohon dijelaskan siapa saja ahli warisnya.",
}
GROUNDS = {
    "not_poor": "Kami keluarga tidak mampu, desil 2. Surat keterangan dari Dinsos ada.",
    "not_a_participant": "Kartu peserta almarhum masih kami simpan.",
}
# Where the list of participants does not say.
ASKED = "Cabang BPJS Ketenagakerjaan menyatakan kepesertaan masih aktif; balasan ada di berkas."


class Told:
    """A story with its people. Everything random is drawn before the first step is played."""

    def __init__(
        self, story: Story, family: Family, village: Village, people: People, rng: random.Random
    ):
        self.story, self.family, self.village = story, family, village
        self.zone = ZoneInfo(village.district.regency.zone)
        self.key = uuid.UUID(int=rng.getrandbits(128), version=4)
        self.head: Person = people.at(Role.VILLAGE_HEAD, village)[0]
        operator = people.at(Role.VILLAGE_OPERATOR, village)[0]
        self.writer = rng.choice((self.head, operator, operator))
        self.camat = people.at(Role.CAMAT, village, stand_in=story.stand_in)[0]
        self.verifier = rng.choice(people.at(Role.OPD_VERIFIER, village))
        self.section_head = people.at(Role.OPD_SECTION_HEAD, village)[0]
        opd_head = people.at(Role.OPD_HEAD, village)[0]
        self.approver = rng.choice((self.section_head, self.section_head, opd_head))
        # Who decides anew once an objection has overturned the first decision.
        self.other = opd_head if self.approver == self.section_head else self.section_head
        self.sekda = people.at(Role.SEKDA, village)[0]
        self.refused = dict(story.refused)
        self.cashier = people.at(Role.CASHIER, village)[0]
        self.reference = rng.randrange(10**6)
        self.id = 0
        self.code = ""

    def play(self, verb: str, at: datetime) -> None:
        if verb in set(LetterKind):
            self.write(LetterKind(verb), at)
        else:
            getattr(self, verb)(at)

    def claim(self) -> Claim:
        return Claim.objects.get(pk=self.id)

    # The village --------------------------------------------------------------------------

    def begin(self, at):
        """Half of the form, and no paper yet."""
        claim = actions.start(
            kind=self.family.kind, village=self.village, key=self.key, by=self.writer, now=at
        )
        self.id, self.code = claim.pk, claim.code
        page = {name: self.family.values[name] for name in PERSON_PAGE}
        actions.keep(self.id, page, by=self.writer, now=at + timedelta(minutes=3))

    def tell(self, at):
        """What is known on the day after an accident: neither harm nor bills."""
        self.begin(at)
        known = {name: self.family.values[name] for name in REPORT_PAGES}
        actions.keep(self.id, known, by=self.writer, now=at + timedelta(minutes=5))

    def report(self, at):
        actions.report(self.id, by=self.head, now=at)

    def start(self, at):
        self.begin(at)
        self.finish(at + timedelta(minutes=6))

    def finish(self, later):
        """Everything that the claim needs beside the person's page, and the papers."""
        family = self.family
        rest = {name: value for name, value in family.values.items() if name not in PERSON_PAGE}
        if self.story.reported:
            rest["healed_on"] = later.astimezone(self.zone).date()
        claim = actions.keep(
            self.id, rest, facts=family.stated, children=family.children, by=self.writer, now=later
        )
        for paper in actions.missing_papers(claim):
            if paper.key not in self.story.lacks:
                self._attach(paper.key, later)

    def _attach(self, key, at):
        file = ContentFile(drawn.jpeg(key))
        actions.attach(
            self.id, paper=key, file=file, content_type="image/jpeg", by=self.writer, now=at
        )

    def submit(self, at):
        actions.submit(self.id, by=self.head, now=at)

    def answer(self, at):
        asked = [row.wanted.key for row in actions.asked_again(self.claim())]
        for key in asked or ["surat_ahli_waris" if self.claim().died else "kronologi"]:
            self._attach(key, at)
        actions.answer(self.id, note="Sudah dilengkapi.", by=self.head, now=at)

    def withdraw(self, at):
        note = "Keluarga mengurus sendiri ke kantor cabang."
        actions.withdraw(self.id, reason=self.story.reason, note=note, by=self.head, now=at)

    # Letters ------------------------------------------------------------------------------

    def write(self, kind: LetterKind, at: datetime) -> None:
        """Of the explanation one for each award."""
        writers = {Role.VILLAGE_HEAD: self.head, Role.CAMAT: self.camat}
        by = next((writers[role] for role in ISSUING[kind].roles if role in writers), self.approver)
        about: list[int | None] = [None]
        if kind == LetterKind.PENJELASAN_MANFAAT:
            about = list(Payout.objects.filter(claim=self.id).values_list("pk", flat=True))
        for payout_id in about:
            actions.issue(self.id, kind, payout_id=payout_id, by=by, now=at)

    def take_sktm_back(self, at):
        letter = self.claim().letters.get(kind=LetterKind.SKTM)
        note = "Nama ahli waris salah ketik; diterbitkan ulang."
        actions.withdraw_letter(letter.pk, note=note, by=self.head, now=at)

    # The district -------------------------------------------------------------------------

    def endorse(self, at):
        note = "Akta kematian sedang diproses di Disdukcapil." if self.story.lacks else ""
        actions.endorse(self.id, note=note, by=self.camat, now=at)

    def _find_fault(self, by, at):
        if self.story.judged:
            actions.judge(self.id, self.story.judged, by=by, now=at - timedelta(minutes=9))

    def camat_send_back(self, at):
        self._find_fault(self.camat, at)
        note = SENT_BACK_NOTES[self.story.reason]
        actions.camat_send_back(self.id, reason=self.story.reason, note=note, by=self.camat, now=at)

    # The office ---------------------------------------------------------------------------

    def take(self, at):
        actions.take(self.id, by=self.verifier, now=at)

    def assess(self, at):
        on = at.astimezone(self.zone).date()
        findings = {
            key: actions.Finding(value, SOURCES.get(key, FROM_A_BILL), on)
            for key, value in self.family.assessed.items()
        }
        actions.assess(self.id, findings, by=self.verifier, now=at)

    def verify(self, at):
        found = actions.checklist(self.claim())
        seen = {row.key: (Judged.ACCEPTED, "") for row in found.unjudged if found.here(row.key)}
        actions.judge(self.id, seen, by=self.verifier, now=at - timedelta(minutes=9))
        actions.verify(self.id, by=self.verifier, now=at)

    def office_send_back(self, at, by=None):
        by = by or self.verifier
        self._find_fault(by, at)
        note = SENT_BACK_NOTES[self.story.reason]
        actions.office_send_back(self.id, reason=self.story.reason, note=note, by=by, now=at)

    def head_send_back(self, at):
        self.office_send_back(at, by=self.section_head)

    def recheck(self, at):
        note = "Mohon tagihan dicocokkan lagi dengan kuitansi."
        actions.recheck(self.id, note=note, by=self.approver, now=at)

    def _rulings(self):
        refused, claim = self.refused, self.claim()
        covers = covers_of(claim)
        return {
            code: actions.Ruling(Verdict.REFUSED, refused[code])
            if code in refused
            else actions.Ruling(Verdict.GRANTED, note=ASKED if uncertain(covers, code) else "")
            for code in claim.programmes.filter(verdict="").values_list("programme", flat=True)
        }

    def _explain_account(self, at):
        """Two families of the demo may be namesakes in one village: the verifier says so."""
        actions.examine(self.id, now=at)
        found = self.claim().checks.filter(key="one_account", result="fail", overruled_at=None)
        if found.exists():
            note = "Orang lain yang senama, KTP keduanya sudah dicocokkan."
            actions.overrule(self.id, "one_account", note=note, by=self.verifier, now=at)

    def approve(self, at):
        self._explain_account(at - timedelta(minutes=9))
        # Asked only of a decision after its last day.
        actions.approve(
            self.id, self._rulings(), late_reason="many_files", by=self.approver, now=at
        )
        actions.award(self.id, now=at + CLOCK)

    def reject(self, at):
        actions.reject(self.id, self._rulings(), late_reason="many_files", by=self.approver, now=at)

    # The objection ------------------------------------------------------------------------

    def object(self, at):
        values = self.family.values
        actions.object(
            self.id, about=list(self.refused), grounds=GROUNDS[min(self.refused.values())],
            family_name=values["heir_name"], family_relation=values["heir_relation"],
            by=self.head, now=at,
        )  # fmt: skip

    def uphold(self, at):
        answer = "Desil yang dibaca milik orang lain yang senama. Diputuskan kembali."
        made = self.claim().objections.get()
        actions.uphold(made.pk, answer=answer, by=self.sekda, now=at)
        self.approver, self.refused = self.other, {}

    def dismiss(self, at):
        answer = "Cabang BPJS menyatakan tidak pernah ada iuran atas nama almarhum."
        made = self.claim().objections.get()
        actions.dismiss(made.pk, answer=answer, by=self.sekda, now=at)

    # The money ----------------------------------------------------------------------------

    def _payout(self, *, branch: bool) -> Payout:
        return Payout.objects.get(claim=self.id, estimate=branch)

    def _cash(self, verb, at, *, branch=False, **more):
        getattr(actions, verb)(self._payout(branch=branch).pk, by=self.cashier, now=at, **more)

    def forward(self, at):
        self._cash("forward", at, branch=True, reference=f"BPJS-{self.reference:06d}")

    def wait(self, at):
        self._cash("wait", at, note="Menunggu pergeseran anggaran.")

    def order(self, at):
        """A batch of one: the cashier prepares it, the section head approves it within the hour.
        The stories order each in its own day, so one may go before another."""
        payout = self._payout(branch=False)
        batch = batches.prepare(
            self.village.district.regency_id, payout.programme_id, payouts=[payout.pk],
            purpose="Santunan kematian", overtaking="Berkas yang lebih dulu masih dilengkapi.",
            by=self.cashier, now=at, key=uuid.uuid5(self.key, f"{payout.pk} {at}"),
        )  # fmt: skip
        batches.approve_batch(batch.pk, by=self.section_head, now=at + CLOCK)

    def fail(self, at):
        self._cash("fail", at, note="Nomor rekening ditolak bank.")

    def bounce(self, at):
        self._cash("bounce", at, note="Rekening sudah ditutup, uang kembali.")

    def pay(self, at, *, branch=False):
        payout = self._payout(branch=branch)
        self._cash("pay", at, branch=branch, amount=payout.amount,
                   paid_on=at.astimezone(self.zone).date())  # fmt: skip
        actions.settle(self.id, now=at + CLOCK)

    def branch_pay(self, at):
        self.pay(at, branch=True)

    def prove_school(self, at):
        """Of the first child; for the other the village is still asked."""
        schooling.open_years(self.id, now=at)
        schooling.ask_school(self.id, now=at)
        year = SchoolYear.objects.filter(scholarship__claim=self.id).first()
        schooling.prove_school(
            year.pk, level=year.level, grade=year.grade,
            file=ContentFile(drawn.jpeg(schooling.PROOF)), content_type="image/jpeg",
            by=self.writer, now=at + CLOCK,
        )  # fmt: skip

    def refuse(self, at):
        self._cash("refuse", at, branch=True, note="Iuran tidak dibayar sebelum kejadian.")
        actions.settle(self.id, now=at + CLOCK)

    def ask_cancel(self, at):
        self._cash("ask_cancel", at, note="Ahli waris sudah menerima dari kas desa.")

    def cancel(self, at):
        note = "Disetujui setelah keluarga ditanya."
        actions.cancel(self._payout(branch=False).pk, note=note, by=self.approver, now=at)
        actions.settle(self.id, now=at + CLOCK)
