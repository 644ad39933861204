"""What is kept about one person, where it comes from and who has seen it: the copy that UU PDP
27/2022 art. 6 and 7 give them. Their own numbers are whole; what a claim says of others is left
out, or their initials stand for them.
"""

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from claims import reach
from claims.models import BatchFile, Claim, Death, Event, Look
from claims.taken import taken_with
from regencies.models import Actor, Participant, SystemCall, blind

PERSON, HEIR = "person", "heir"
OWN = {
    PERSON: ("name", "nik", "kk", "born_on", "sex", "event_on", "event_place", "cause", "at_work",
             "died_on", "healed_on", "akta_number"),
    HEIR: ("heir_name", "heir_nik", "heir_relation", "heir_phone", "heir_phone_whose",
           "heir_language", "payee_name", "payee_relation", "bank", "account"),
}  # fmt: skip
OTHERS = {PERSON: ("heir_name", "reporter_name", "payee_name"), HEIR: ("name", "reporter_name")}
LISTED = ("name", "nik", "kk", "born_on", "sex", "category_id", "segment", "base", "kpj", "decile",
          "decile_source", "decile_as_of_on")  # fmt: skip
LOOKED = {Look.What.PAPER: "membuka berkas yang diunggah", Look.What.FILE: "membaca klaim"}
TOLD = ("name", "nik", "born_on", "sex", "died_on", "akta", "accident")
README = """Salinan data pribadi

Berkas ini memuat data yang disimpan layanan Santunan tentang satu orang, dari mana asalnya, dan
siapa yang telah membukanya. data.csv dan data.json berisi hal yang sama. dilihat.csv memuat
catatan akses; yang dibaca oleh sistem dihitung per jam, dan "mungkin termuat" berarti isi berkas
itu tidak tercatat per orang. Data orang lain disamarkan. MANIFEST.sha256 memeriksa keutuhan berkas.

Yang keliru dapat diminta untuk diperbaiki melalui kantor desa atau OPD.
"""


@dataclass
class Copy:
    """rows: (section, field, value, where from). seen: (when, who by office and role, how)."""

    rows: list[tuple[str, str, str, str]] = field(default_factory=list)
    seen: list[tuple[str, str, str]] = field(default_factory=list)

    def files(self) -> Iterator[tuple[str, bytes]]:
        yield "BACA-SAYA.txt", README.encode()
        yield "data.csv", _csv(("bagian", "hal", "isi", "asal"), self.rows)
        yield "data.json", json.dumps(
            [dict(zip(("bagian", "hal", "isi", "asal"), row, strict=True)) for row in self.rows],
            ensure_ascii=False, indent=1,
        ).encode()  # fmt: skip
        yield "dilihat.csv", _csv(("waktu", "oleh", "cara"), self.seen)


@dataclass
class Found:
    """Claims with whom of it is meant; rows of the list of participants; deaths told of."""

    claims: list[tuple[Claim, str]]
    listed: list[Participant]
    told: list[Death]

    @property
    def regencies(self) -> list[str]:
        rows = [*(claim for claim, _who in self.claims), *self.listed, *self.told]
        return sorted({row.regency_id for row in rows})


def found(actor: Actor, said: str, who: str) -> Found:
    """By NIK: the claims in which they are either person, their rows of the list and what was told
    of their death. By code: that claim, and whom of it is meant, with the same."""
    visible = Claim.objects.visible_to(actor).select_related("regency", "village", "entered_by")
    digits = "".join(sign for sign in said if sign.isdigit())
    if len(digits) != 16:
        code = f"{digits[:4]}-{digits[4:6]}-{digits[6:]}"
        claims = [(one, who) for one in visible.filter(code=code)]
        index = getattr(claims[0][0], "nik_index" if who == PERSON else "heir_nik_index") if (
            claims) else ""  # fmt: skip
    else:
        index = blind(digits, "nik")
        rows = visible.filter(Q(nik_index=index) | Q(heir_nik_index=index)).order_by("id")
        claims = [(one, PERSON if one.nik_index == index else HEIR) for one in rows]
    places = {seat.regency_id for seat in actor.seats}
    listed = Participant.objects.by_index(index).filter(regency__in=places)
    told = Death.objects.filter(
        Q(nik_index=index) | Q(participant__nik_index=index), regency__in=places
    )
    return Found(
        claims, list(listed.select_related("regency")),
        list(told.select_related("village", "death_list").order_by("id")) if index else [],
    )  # fmt: skip


def copied(kept: Found) -> Copy:
    made = Copy()
    for one in kept.listed:
        origin = f"daftar peserta {one.regency}"
        if one.roster_import_id:
            origin += f", berkas {one.roster_import.file_name}"
        _tell(made, f"Peserta {one.regency}", one, LISTED, origin)
        for cover in one.coverages.all():
            made.rows.append((f"Peserta {one.regency}", "masa perlindungan",
                              f"{cover.from_on} - {cover.to_on}", cover.payer))  # fmt: skip
    for death in kept.told:
        file = death.death_list
        origin = f"daftar {file.file_name}" if file else f"dicatat oleh {death.village}"
        _tell(made, "Kematian yang diberitahukan", death, TOLD, origin)
    for claim, who in kept.claims:
        _tell_claim(made, claim, who)
    made.seen.sort()
    return made


def _tell(made: Copy, section: str, row, names, origin: str) -> None:
    for name in names:
        value = getattr(row, name)
        if value not in ("", None):
            made.rows.append((section, name, str(_open(value)), origin))


def _open(value):
    return value.reveal() if hasattr(value, "reveal") else value


def _tell_claim(made: Copy, claim: Claim, who: str) -> None:
    section = f"Klaim {claim.code}"
    origin = f"dicatat oleh {claim.village}, {claim.created_at:%Y-%m-%d}"
    made.rows.append((section, "keadaan", str(claim.state), "layanan"))
    _tell(made, section, claim, OWN[who], origin)
    for name in OTHERS[who]:
        if value := getattr(claim, name):
            made.rows.append((section, name, initials(value), f"{origin}; disamarkan"))
    if who == PERSON:
        for fact in claim.facts.all():
            value = fact.assessed if fact.assessed is not None else fact.stated
            made.rows.append((section, fact.key, str(value or ""), fact.source or origin))
    for payout in claim.payouts.select_related("programme"):
        said = f"{payout.amount} rupiah, {payout.state}"
        made.rows.append((section, f"santunan {payout.programme}", said, "keputusan OPD"))
    for paper in claim.documents.filter(removed_at=None):
        said = f"{paper.uploaded_at:%Y-%m-%d}, sha256 {paper.sha256}"
        made.rows.append((section, f"berkas {paper.paper}", said, "diunggah desa"))
    for letter in claim.letters.all():
        made.rows.append((section, f"surat {letter.kind}", letter.number, letter.office_name))
    made.seen += _seen(claim)


def _seen(claim: Claim) -> Iterator[tuple[str, str, str]]:
    for event in Event.objects.filter(claim=claim).exclude(by=None):
        how = event.move if event.move in reach.BY_MOVE else f"bekerja dengan berkas: {event.move}"
        yield _at(event.at), event.title or "pejabat", how
    for look in Look.objects.filter(claim=claim):
        yield _at(look.at), look.title or "pejabat", LOOKED[look.what]
    for row, sure in taken_with(claim):
        how = "dibawa sebagai berkas" if sure else "mungkin termuat dalam berkas yang dibawa"
        yield _at(row.at), row.title or "pejabat", f"{how}: {row.kind}"
    files = BatchFile.objects.filter(batch__lines__payout__claim=claim).distinct()
    for row in files.select_related("batch"):
        yield _at(row.at), "cashier", f"berkas untuk bank {row.batch.code}"
    for call in SystemCall.objects.filter(code=claim.code).select_related("system"):
        how = f"dibaca sistem: {call.operation}, {call.n} kali dalam satu jam"
        yield _at(call.hour_at), str(call.system), how


def _at(instant: datetime) -> str:
    return instant.isoformat(timespec="minutes")


def initials(name: str) -> str:
    return " ".join(f"{part[0]}." for part in name.split())


def _csv(heads, rows) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(heads)
    writer.writerows([_inert(cell) for cell in row] for row in rows)
    return ("\ufeff" + out.getvalue()).encode()


def _inert(cell: str) -> str:
    """Text stays text where a spreadsheet opens it, and a NIK keeps its digits."""
    return f"'{cell}" if cell[:1] in "=+-@\t\r" or (cell.isdigit() and len(cell) > 10) else cell
