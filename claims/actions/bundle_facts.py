"""What goes to the BPJS branch with the papers: a cover letter, and the facts as a table. In
Indonesian, with whole numbers: the branch pays by them."""

from collections.abc import Sequence
from datetime import date

from claims.actions.letter_facts import Facts, day, relation, signature, told
from claims.actions.signing import in_office, regency_name
from claims.models import Claim, Document, Payout
from claims.models.choices import BANKS
from claims.models.words import FACT_WORDS, KIND_WORDS, LINE_WORDS
from claims.templatetags.santunan import rupiah
from regencies.models import Regency, Role


def cover(payout: Payout, named: Sequence[tuple[str, Document]], *, number: str, on: date) -> Facts:
    """The letter and its index. named: the papers by the names they have in the bundle."""
    claim = payout.claim
    regency = claim.regency
    return {
        "title": "Surat Pengantar Berkas Klaim",
        "number": number,
        "head": head(regency),
        "on": day(on),
        "to": "Kepala Kantor Cabang BPJS Ketenagakerjaan",
        "about": told(claim, True),
        "programme": str(payout.programme),
        "amount": rupiah(payout.amount),
        "regency": regency_name(regency),
        "claim": claim.code,
        "rows": [
            {"name": name, "sha": document.sha256[:16], "size": document.size // 1024 + 1}
            for name, document in named
        ],
        "sign": signature(in_office(Role.OPD_HEAD, claim, on)),
    }


def head(regency: Regency) -> Facts:
    lines = [f"Pemerintah {regency_name(regency)}", regency.office_name]
    return {
        "lines": [line.upper() for line in lines if line],
        "code": regency.code,
        "place": regency.office_town,
        "address": regency.office_address,
    }


def table(payout: Payout, number: int) -> list[list]:
    """One row under its heads. Money in whole rupiah, days as 2026-03-02."""
    claim = payout.claim
    pairs = [
        *_who(claim),
        *_what(claim, payout, number),
        *_assessed(claim),
        *((LINE_WORDS.get(line["code"], line["code"]), line["amount"])
          for line in payout.outcome["lines"]),
        ("Perkiraan jumlah (Rp)", payout.amount),
    ]  # fmt: skip
    return [[str(name) for name, _value in pairs], [value for _name, value in pairs]]


def _who(claim: Claim) -> list[tuple]:
    return [
        ("NIK peserta", claim.nik.reveal()),
        ("Nama peserta", claim.name),
        ("Nomor KK", claim.kk.reveal()),
        ("Tanggal lahir", claim.born_on),
        ("NIK ahli waris", claim.heir_nik.reveal()),
        ("Nama ahli waris", claim.heir_name),
        ("Hubungan ahli waris", relation(claim.heir_relation)),
        ("Telepon ahli waris", claim.heir_phone),
        ("Nama pemilik rekening", claim.payee_name),
        ("Bank", BANKS.get(claim.bank, claim.bank)),
        ("Nomor rekening", claim.account.reveal()),
    ]


def _what(claim: Claim, payout: Payout, number: int) -> list[tuple]:
    return [
        ("Nomor berkas", f"{claim.code}/{number}"),
        ("Program", payout.programme_id.upper()),
        ("Kejadian", KIND_WORDS[claim.kind]),
        ("Tanggal kejadian", claim.event_on),
        ("Tanggal meninggal", claim.died_on or (claim.event_on if claim.died else "")),
        ("Tempat kejadian", claim.event_place),
        ("Sebab", claim.cause),
        ("Nomor akta kematian", claim.akta_number),
        ("Desa", claim.village.name),
        ("Kecamatan", claim.district.name),
        ("Kabupaten/kota", claim.regency.name),
        ("Kode desa", claim.village_id),
    ]


def _assessed(claim: Claim) -> list[tuple]:
    """What the office found, each with its source."""
    found = []
    for fact in claim.facts.exclude(assessed=None).order_by("key"):
        name = FACT_WORDS.get(fact.key, fact.key)
        found += [(name, f"{fact.assessed.normalize():f}"), (f"{name}: sumber", fact.source)]
    return found
