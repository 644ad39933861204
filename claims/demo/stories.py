"""The stories of the demo, each a few days of one claim. run.py plays them.

Days are counted back from today: "9 start submit, 8 endorse" is a claim that the village
filed nine days ago and the camat endorsed the day after. The office has seven days, the
camat three, the village fourteen, a regency's payment seven. The name of a letter (sktm) is a
step that issues it.
"""

from dataclasses import dataclass, field

DEATH, WORK_DEATH, INJURY = "death", "work_death", "injury"
# How the person stands on the list of participants, on the day of the event.
COVERED, GRACE, LAPSED, TWICE, UNLISTED = "covered", "grace", "lapsed", "twice", "unlisted"
ANYWHERE, IN_OKI, IN_MUBA = "", "16.02", "16.06"


@dataclass(frozen=True)
class Story:
    name: str
    what: str
    days: str
    where: str = ANYWHERE
    # How often it comes again once every story has been told.
    weight: int = 2
    # It may as well have begun so many days earlier: its end does not hang on today.
    earlier: int = 0
    facts: dict[str, int] = field(default_factory=dict)
    # Where the village says otherwise than the office finds.
    said: dict[str, int] = field(default_factory=dict)
    listed: str = COVERED
    children: int = 0
    # Programme to the coded reason for which it is refused at the decision.
    refused: dict[str, str] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()
    reason: str = ""
    # What whoever sends the file back found: paper to the verdict and its note.
    judged: dict[str, tuple[str, str]] = field(default_factory=dict)
    stand_in: bool = False

    @property
    def reported(self) -> bool:
        """An accident in two stages."""
        return " report" in self.days

    def steps(self) -> list[tuple[int, list[str]]]:
        """(days ago, verbs of that day), in order."""
        parts = (part.split() for part in self.days.split(","))
        return [(int(day), verbs) for day, *verbs in parts]


STORIES = (
    Story("draft, half filled", DEATH, "2 begin", weight=4),
    Story("new at the camat", DEATH, "1 start submit", weight=8),
    Story("camat too late, Sekda told", DEATH, "7 start keterangan_kematian sktm, "
          "6 submit tanda_terima", IN_OKI, weight=3),
    Story("office too late", DEATH, "13 start submit, 12 endorse, 10 take assess", IN_OKI),
    Story("office decides today", DEATH, "9 start submit, 7 endorse, 4 take assess verify", IN_OKI,
          weight=5),
    Story("JKM and santunan OKI, paid", DEATH, "16 start submit, 15 endorse, 14 take assess, "
          "13 verify, 11 approve, 10 forward order, 7 pay, 2 branch_pay", IN_OKI,
          weight=12, earlier=16),
    Story("work accident, four months unfit, bills", INJURY, "10 start submit, 9 endorse, "
          "6 take assess verify, 4 approve, 3 forward", weight=6,
          facts={"months_unfit": 4, "medical": 7_850_000, "transport_land": 1_250_000,
                 "base": 2_400_000}),
    Story("accident reported, still in hospital", INJURY, "40 tell report", weight=3),
    Story("accident reported, claimed, paid", INJURY, "95 tell report, 25 finish submit, "
          "24 endorse, 22 take assess verify, 19 approve, 18 forward, 9 branch_pay",
          facts={"months_unfit": 2, "medical": 4_300_000, "transport_land": 600_000,
                 "base": 1_500_000}),
    Story("sent back, the village's days run out", DEATH, "18 start submit, 17 endorse, 15 take, "
          "13 office_send_back", reason="paper_wrong", weight=3,
          judged={"kk_peserta": ("unreadable", "Nomor di bagian atas tertutup jari."),
                  "surat_ahli_waris": ("wrong", "Belum ditandatangani camat."),
                  "buku_tabungan": ("expired", "Rekening sudah tutup.")}),
    Story("no participant, rejected", DEATH, "14 start submit, 13 endorse, 11 take assess verify, "
          "9 reject", IN_MUBA, weight=5, earlier=18, facts={"months_paid": 0},
          refused={"jkm": "not_a_participant"}, listed=UNLISTED),
    Story("no budget, waiting", DEATH, "19 start submit, 18 endorse, 16 take assess verify, "
          "13 approve, 12 forward wait", IN_OKI, weight=4),
    Story("transfer failed", DEATH, "12 start submit, 11 endorse, 9 take assess verify, "
          "6 approve, 4 forward order, 2 fail", IN_OKI, weight=3),
    Story("withdrawn by the family", DEATH, "9 start submit, 8 endorse, 5 withdraw",
          reason="family_wishes", weight=3, earlier=20),
    Story("payment too late", DEATH, "16 start submit, 15 endorse, 13 take assess verify, "
          "10 approve, 9 forward", IN_OKI, weight=3),
    Story("refused by the branch", DEATH, "23 start submit, 22 endorse, 20 take assess verify, "
          "18 approve, 17 forward, 6 refuse", IN_MUBA, weight=3, earlier=12, listed=GRACE),
    Story("work accident, death (70 million)", WORK_DEATH, "11 start submit, 10 endorse, "
          "8 take assess verify, 5 approve penjelasan_manfaat, 4 forward", IN_MUBA, weight=3,
          facts={"base": 1_000_000}),
    Story("sent back by the camat, answered", DEATH, "8 start submit, 7 camat_send_back, "
          "4 answer, 3 endorse, 1 take", weight=4, reason="paper_unreadable",
          judged={"kk_peserta": ("unreadable", "Foto buram.")}),
    Story("verified, waits for the decision", DEATH, "6 start submit, 5 endorse, 3 take assess, "
          "2 verify", weight=8),
    Story("children with scholarship, 42 months", DEATH, "9 start submit, 8 endorse, "
          "6 take assess verify, 3 approve penjelasan_manfaat, 2 forward", IN_MUBA, children=3,
          facts={"months_paid": 42}, weight=4),
    Story("endorsed, nobody has taken it", DEATH, "3 start submit, 2 endorse", weight=8),
    Story("transfer ordered", DEATH, "10 start submit, 9 endorse, 7 take assess verify, "
          "4 approve, 3 forward, 2 order", IN_OKI, weight=4),
    Story("paid, the money came back", DEATH, "18 start submit, 17 endorse, 15 take assess "
          "verify, 12 approve, 11 forward order, 8 pay, 1 bounce", IN_OKI),
    Story("camat decides today", DEATH, "4 start, 3 submit tanda_terima pengantar_desa",
          weight=5),
    Story("office too late, verified", DEATH, "12 start submit, 11 endorse, 8 take assess verify",
          IN_MUBA, listed=LAPSED),
    Story("JKM on time", DEATH, "20 start submit, 19 endorse, 18 take, 17 assess verify, "
          "15 approve, 14 forward, 6 branch_pay", IN_MUBA, weight=14, earlier=14),
    Story("payment due today", DEATH, "12 start submit, 11 endorse, 9 take assess verify, "
          "7 approve, 6 forward", IN_OKI, weight=3),
    Story("office decides tomorrow", DEATH, "8 start submit, 6 endorse, 3 take assess", weight=5,
          facts={"months_paid": 24}, said={"months_paid": 29}, listed=TWICE),
    Story("draft, complete", DEATH, "1 start keterangan_kematian ahli_waris kuasa", weight=3),
    Story("JKM refused, santunan OKI granted", DEATH, "15 start submit, 14 endorse, 12 take "
          "assess verify, 10 approve, 8 order, 6 pay", IN_OKI, weight=6, earlier=15,
          facts={"months_paid": 0}, refused={"jkm": "not_a_participant"}, listed=UNLISTED),
    Story("transfer failed, ordered again, paid", DEATH, "20 start submit, 19 endorse, 17 take "
          "assess verify, 14 approve penjelasan_manfaat keputusan_penerima, 13 forward order, "
          "11 fail, 10 order, 8 pay", IN_OKI),
    Story("cancelled by two people", DEATH, "17 start submit, 16 endorse, 14 take assess verify, "
          "12 approve, 10 ask_cancel, 9 cancel", IN_OKI, weight=1, earlier=15,
          refused={"jkm": "not_a_participant"}, listed=UNLISTED),
    Story("decile above the limit", DEATH, "13 start submit, 12 endorse, 10 take assess verify, "
          "8 approve, 7 forward", IN_OKI, facts={"decile": 8},
          refused={"santunan_oki": "not_poor"}),
    Story("refused in part, objection upheld, paid", DEATH, "26 start submit, 25 endorse, 23 take "
          "assess verify, 21 approve, 20 forward, 18 object, 15 uphold, 14 take verify, "
          "12 approve, 11 order, 9 pay, 3 branch_pay", IN_OKI,
          refused={"santunan_oki": "not_poor"}),
    Story("rejected, the family objects", DEATH, "14 start submit, 13 endorse, 11 take assess "
          "verify, 9 reject penolakan, 5 object", IN_MUBA, facts={"months_paid": 0},
          refused={"jkm": "not_a_participant"}, listed=UNLISTED),
    Story("rejected, objection dismissed", DEATH, "28 start submit, 27 endorse, 25 take assess "
          "verify, 23 reject, 20 object, 16 dismiss", IN_MUBA, facts={"months_paid": 0},
          refused={"jkm": "not_a_participant"}, listed=UNLISTED),
    Story("burial money alone, two months paid", DEATH, "14 start submit, 13 endorse, 11 take "
          "assess verify, 9 approve, 8 forward, 1 branch_pay", IN_MUBA,
          facts={"months_paid": 2}),
    Story("sent back by the office, village too late", DEATH, "20 start submit, 19 endorse, "
          "18 take, 17 office_send_back", reason="account_wrong"),
    Story("sent back once by each, answered", INJURY, "12 start submit, 11 camat_send_back, "
          "9 answer, 8 endorse, 6 take, 5 office_send_back, 2 answer, 1 assess",
          reason="facts_wrong"),
    Story("checked again before the decision", INJURY, "8 start submit, 7 endorse, 5 take assess "
          "verify, 4 recheck, 2 assess verify"),
    Story("section head asks, after verifying", DEATH, "9 start submit, 8 endorse, 6 take assess "
          "verify, 4 head_send_back", reason="heir_unclear", listed=GRACE),
    Story("at the camat again", DEATH, "5 start sktm submit, 4 camat_send_back, "
          "1 take_sktm_back sktm answer", reason="names_differ"),
    Story("camat away, endorsed by the Plh.", WORK_DEATH, "5 start submit, "
          "4 endorse pengantar_kecamatan, 3 take", IN_OKI, stand_in=True),
    Story("akta in process, endorsed with a word", DEATH, "6 start submit, "
          "5 endorse pengantar_kecamatan, 4 take", IN_OKI, lacks=("akta_kematian",), weight=4),
    Story("JKM paid, two children, one school's letter is here", DEATH, "28 start submit, "
          "27 endorse, 25 take assess verify, 22 approve, 21 forward, 13 branch_pay, "
          "2 prove_school", IN_MUBA, children=2, facts={"months_paid": 42}),
)  # fmt: skip
