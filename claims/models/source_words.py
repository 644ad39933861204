"""Where a rule stands, in words: the sentences of our reviewed tables and of the checks.

A source is a sentence with the codes of the list of sources (SRC-20) behind it. The codes
become titles (regencies/data/sources.csv); the sentence is said in the language of the page.
What an office has written itself is shown as it stands.
"""

import re

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CODE = re.compile(r"SRC-\d+")
# With the brackets and the comma that go with them.
CODES = re.compile(r"[,;]?\s{0,3}\(?SRC-\d+(?:, SRC-\d+)*\)?")

# The sentences without their codes.
SENTENCES = (
    _("our own judgement"),
    _("the programme's list of papers"),
    _("PP 44/2015 art. 34 as replaced by PP 82/2019"),
    _("PP 44/2015 art. 25 as changed by PP 82/2019"),
    _("Perbup OKI 17/2025, text not read"),
    _("PP 44/2015 before PP 82/2019, art. 34"),
    _("PP 82/2019 art. 34"),
    _("PP 44/2015 art. 34"),
    _("PP 44/2015 art. 37(2): the branch pays within seven working days after the requirements are "
      "met"),
    _("PP 44/2015 art. 37(3), Permenaker 44/2015 art. 19(4): 1 percent of the benefit for each day "
      "of delay, to the heirs; that calendar days are meant is our reading"),
    _("PP 44/2015 art. 40(3): the branch pays within three working days of the complete file"),
    _("PP 44/2015 before PP 82/2019: 4.8 million in 24 parts"),
    _("PP 82/2019 art. 34: 12 million in 24 parts"),
    _("PP 44/2015 before PP 82/2019"),
    _("two branch heads; below it burial money only; article not found"),
    _("PP 44/2015 Lampiran III, PP 82/2019 Lampiran I"),
    _("recalled: several losses together count for at most total disability"),
    _("PP 44/2015 before PP 82/2019, art. 26"),
    _("PP 82/2019 art. 26"),
    _("PP 44/2015 before PP 82/2019, recalled"),
    _("PP 82/2019 Lampiran I"),
    _("PP 82/2019 Lampiran I; until cured, though one newspaper says six months"),
    _("PP 44/2015 before PP 82/2019, not re-read; road, river and lake"),
    _("PP 82/2019 Lampiran I; road, river and lake"),
    _("PP 44/2015 before PP 82/2019, not re-read"),
    _("PP 44/2015 before PP 82/2019: no such benefit"),
    _("PP 82/2019 Lampiran I; for a year at most"),
    _("PP 82/2019 Lampiran I, recalled"),
    _("PP 82/2019: masa iur of three years, JKM only"),
    _("PP 82/2019"),
    _("PP 82/2019; TK and SD are one level of eight years there, BPJS splits it"),
    _("PP 82/2019 up to S1, or training"),
    _("PP 82/2019: not yet 23, unmarried, not working"),
    _("Perdir BPJSTK 22/2022; whether an event inside them is paid is open"),
    _("UU 35/2014 art. 1: a child is not yet 18, not re-read; paid through a wali by practice"),
    _("PP 44/2015 Lampiran II"),
    _("our own choice: no text gives a limit"),
    _("our own choice for the schedule: TK begins at five, so that SD begins at seven; the right "
      "itself waits for the school"),
    _("Perbup OKI 17/2025"),
    _("Perbup OKI 17/2025: DTSEN 1 to 5"),
    _("Perbup OKI 17/2025: days from the death to filing, by one newspaper"),
    _("above it the branch asks for the NPWP"),
    _("Permenaker 44/2015 art. 15: stage I within 2 x 24 hours of the accident or diagnosis, "
      "stage II of its declared end"),
    _("UU 30/2014 art. 77: working days in which the family may object to a decision"),
    _("PP 44/2015 Lampiran II: of the wage base, without a wage"),
    _("PP 44/2015: one rate for all without a wage"),
    _("PP 50/2025: April to December 2026, not for what APBN or APBD pays; transport, which has "
      "other months, is on no list of ours"),
    _("our own choice: how the village is reminded of a death without a claim"),
    _("our own choice, to be set by the regency"),
    _("our own choice: no text gives a time for what was never handed in"),
    _("administration followed up within at most seven days"),
    _("payment within seven days after the file is complete and verified"),
    _("UU 30/2014 art. 77: an objection is settled within 10 working days"),
    _("PP 82/2019 art. 26: the right ends five years after the accident; the monthly reminder "
      "is our own"),
    _("our own choice: with a number that can't exist nobody is paid"),
    _("our own choice: area and birth date of a NIK are no reason to refuse"),
    _("our own choice: the rules of the card were not re-read"),
    _("our own choice: the event must fall into paid cover, or into the grace"),
    _("our own choice: the burial money is paid in any case"),
    _("our own choice: the cash is paid in any case"),
    _("our own choice: Perbup OKI 17/2025 is for deciles 1 to 5"),
    _("our own choice: the sources differ on what the seven days are"),
    _("our own choice: the right ends by PP 82/2019 art. 26"),
    _("our own choice: who is a child and who is alive is for a person to judge"),
    _("our own choice: a child is not paid without somebody who may act for it"),
    _("our own choice: an account of several payees, or several of one, needs a written reason"),
    _("our own choice: a different name needs a written reason"),
    _("our own choice: the camat may send a file on without a paper and says why"),
    _("our own choice: whether two claims are one is for a person to judge"),
    _("our own choice: one event is paid once under one programme"),
    _("that the original is shown: common practice, not read"),
    _("common practice, not read"),
    _("scribd 499243382; that the original is shown: common practice, not read"),
    _("implied by the transfer; that the original is shown: common practice, not read"),
    _("implied by the way of the file"),
    _("python-holidays 0.108 (SKB 3 Menteri 2024; Pemilu and Pilkada by Keppres)"),
    _("SKB 1017/2024, 2/2024, 2/2024 as changed by SKB 933/2025, 1/2025, 3/2025"),
    _("SKB 1497/2025, 2/2025, 5/2025"),
    _("python-holidays 0.108 (SKB 3 Menteri 2027, not read by us)"),
    _("python-holidays 0.108: estimated from the moon, to be confirmed by the SKB or the isbat"),
    _("Perdir BPJSTK 22/2022"),
    _("NIK: day, month and year of birth, area of registration"),
    _("KK: area, day of issue, serial (rules of the card, not re-read)"),
    _("PP 44/2015 art. 37(5), Permenaker 44/2015 art. 19(2)"),
    _("practice: a child is paid through a wali"),
    _("paid by transfer to the heir's own account"),
    _("our own choice; the regency's JRA decides (PP 28/2012 art. 53(2)), ANRI's guide for finance "
      "(Perka 6/2013, not re-read) has 2 years active and 3 to 4 inactive"),
    _("PP 82/2019 art. 26: the right to JKK ends after five years, and until then the file may be "
      "asked for; that nothing longer is needed is our reading"),
    _("our own choice: counted from the youngest child's 23rd birthday, never shorter than for a "
      "paid claim; the regency's JRA decides (PP 28/2012 art. 53(2))"),
    _("our own choice: how long a system may send the same call again"),
    _("our own choice: so long whoever looks into a breach can ask what a system read"),
    _("our own choice: in that time the office corrects its list"),
    _("our own choice: as long as a claim without payment; the regency's JRA decides "
      "(PP 28/2012 art. 53(2))"),
    _("our own choice: as long as a paid claim, for the cover was paid from the budget; no limit "
      "of JKM was found, and the regency's JRA decides (PP 28/2012 art. 53(2))"),
    _("our own choice: in that time the office looks at its list and confirms it"),
)  # fmt: skip


def source_said(source: str) -> str:
    """The sentence in the language of the page, with its codes: as a form shows it."""
    sentence = CODES.sub("", source).strip(" ,;")
    said = gettext(sentence) if sentence else ""
    if said == sentence:
        return source
    codes = ", ".join(CODE.findall(source))
    return f"{said} ({codes})" if codes else said
