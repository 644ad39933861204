"""Invented families: what a village writes into a claim."""

import random
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal

from claims.demo.stories import DEATH, INJURY, WORK_DEATH, Story
from claims.models.choices import ACCOUNT_LENGTHS
from claims.rules.states import Kind
from regencies.models import Village

MEN = (
    "Ahmad", "Budi", "Cahyono", "Darmawan", "Eko", "Fahmi", "Gunawan", "Hasan", "Iwan", "Jamal",
    "Kurnia", "Lukman", "Mansyur", "Nasrul", "Okta", "Rusdi", "Samsul", "Tarmizi", "Umar", "Yanto",
)  # fmt: skip
WOMEN = (
    "Aminah", "Bunga", "Citra", "Dahlia", "Erna", "Fatimah", "Gita", "Halimah", "Indah", "Juwita",
    "Kartini", "Lina", "Marlina", "Nurbaya", "Rosdiana", "Salamah", "Tuti", "Umi", "Wati", "Zaenab",
)  # fmt: skip
LAST = (
    "Saputra", "Hidayat", "Kusuma", "Siregar", "Wibowo", "Harahap", "Santoso", "Pratama", "Maulana",
    "Firdaus", "Ramadhan", "Setiawan", "Nugraha", "Syahputra", "Mulyadi", "Hakim",
)  # fmt: skip
CAUSES = {
    DEATH: ("Sakit jantung", "Stroke", "Demam tinggi", "Sakit paru", "Usia lanjut", "Tenggelam"),
    WORK_DEATH: ("Tertimpa batang kayu", "Jatuh dari pohon kelapa", "Perahu terbalik"),
    INJURY: ("Jatuh dari tangga", "Tangan terjepit mesin", "Terpeleset di kebun", "Kaki tertimpa"),
}
EVENT_PLACES = {
    DEATH: ("Rumah duka", "Puskesmas", "Rumah sakit daerah"),
    WORK_DEATH: ("Kebun karet", "Kebun kelapa", "Sungai"),
    INJURY: ("Kebun sawit", "Bengkel kayu", "Sawah"),
}
BANKS_DRAWN = ("120", "002", "008", "009")
SCHOOL = ((5, "tk", 5), (7, "sd", 7), (13, "smp", 13), (16, "sma", 16), (19, "pt", 19))
SOURCES = {
    "months_paid": "Data peserta BPJS Ketenagakerjaan",
    "base": "Data peserta BPJS Ketenagakerjaan",
    "decile": "DTSEN",
    "months_unfit": "Surat dokter",
}
FROM_A_BILL = "Kuitansi asli"


@dataclass(frozen=True)
class Family:
    kind: str
    values: dict[str, object]
    stated: dict[str, Decimal]
    assessed: dict[str, Decimal]
    children: list[dict[str, object]]


class Families:
    """Draws families that no other claim of this run has."""

    def __init__(self, rng: random.Random):
        self.rng = rng
        self.given: set[str] = set()

    def draw(self, story: Story, village: Village, filed_on: date) -> Family:
        rng = self.rng
        injured = story.what == INJURY
        sex = rng.choice("MMMF") if story.what != DEATH else rng.choice("MF")
        last = rng.choice(LAST)
        born_on = filed_on - timedelta(days=rng.randrange(26 * 365, 60 * 365))
        # A doctor certifies months that have passed.
        ago = 31 * story.facts.get("months_unfit", 2) + 6 if injured else rng.randint(1, 5)
        if story.reported:
            # Told the next day; the months pass between the report and the claim.
            ago = 1
        kin_sex = "F" if sex == "M" else "M"
        kin = f"{self.first(kin_sex)} {last}"
        name = f"{self.first(sex)} {last}"
        phone = self.phone()
        relation = "wife" if kin_sex == "F" else "husband"
        kin_born_on = filed_on - timedelta(days=rng.randrange(24 * 365, 58 * 365))
        values: dict[str, object] = {
            "name": name,
            "nik": self.nik(village, born_on, sex),
            "kk": self.number(village, filed_on - timedelta(days=rng.randrange(400, 4000)), 0),
            "born_on": born_on,
            "sex": sex,
            "event_on": filed_on - timedelta(days=ago),
            "event_time": time(rng.randrange(24), rng.choice((0, 15, 30, 45))),
            "event_place": f"{rng.choice(EVENT_PLACES[story.what])}, {village.name}",
            "cause": rng.choice(CAUSES[story.what]),
            "at_work": story.what != DEATH,
            "reporter_name": kin,
            "reporter_relation": relation,
            "reporter_phone": phone,
            "payee_name": name if injured else kin,
            "payee_relation": "self" if injured else relation,
            "bank": (bank := rng.choice(BANKS_DRAWN)),
            "account": self.account(bank),
        }
        if not injured:
            values |= {
                "heir_name": kin,
                "heir_nik": self.nik(village, kin_born_on, kin_sex),
                "heir_relation": relation,
                "heir_phone": phone,
                "heir_phone_whose": "sendiri",
            }
        stated, assessed = self.facts(story, village)
        return Family(
            Kind.ACCIDENT if injured else Kind.DEATH,
            values,
            stated,
            assessed,
            [self.child(last, filed_on, age) for age in (15, 10, 6)[: story.children]],
        )

    def first(self, sex: str) -> str:
        return self.rng.choice(MEN if sex == "M" else WOMEN)

    def phone(self) -> str:
        return f"+6281200{self.rng.randrange(10**6):06d}"

    def account(self, bank: str) -> str:
        length = ACCOUNT_LENGTHS.get(bank, 10)
        return "99" + "".join(self.rng.choices("0123456789", k=length - 2))

    def nik(self, village: Village, born_on: date, sex: str) -> str:
        return self.number(village, born_on, 40 if sex == "F" else 0)

    def number(self, village: Village, on: date, added: int) -> str:
        """Well formed, and nobody's: real serials count up from 0001 within an area and a
        birth date, so none of a day comes near 9900 to 9999."""
        while True:
            day = f"{on.day + added:02d}{on:%m%y}"
            found = f"{village.digits[:6]}{day}{self.rng.randint(9900, 9999)}"
            if found not in self.given:
                self.given.add(found)
                return found

    def facts(self, story: Story, village: Village):
        """What the village says, and what the office finds: mostly the same."""
        rng = self.rng
        found = {}
        if story.what == DEATH:
            found["months_paid"] = rng.randint(4, 60)
        else:
            found["base"] = rng.choice((1_000_000, 1_500_000, 2_000_000, 2_400_000))
        if story.what == INJURY:
            found |= {
                "months_unfit": rng.randint(1, 3),
                "medical": rng.randrange(5, 90) * 100_000,
                "transport_land": rng.randrange(2, 15) * 50_000,
            }
        elif village.code.startswith("16.02"):
            found["decile"] = rng.randint(1, 5)
        assessed = {key: Decimal(value) for key, value in (found | story.facts).items()}
        stated = dict(assessed)
        if stated.get("decile", 0) > 5:
            stated["decile"] = Decimal(4)
        if "months_paid" in stated and rng.random() < 0.2:
            stated["months_paid"] += 2
        stated |= {key: Decimal(value) for key, value in story.said.items()}
        return stated, assessed

    def child(self, last: str, on: date, age: int) -> dict[str, object]:
        level, since = next((name, first) for low, name, first in reversed(SCHOOL) if age >= low)
        return {
            "name": f"{self.first(self.rng.choice('MF'))} {last}",
            "born_on": on - timedelta(days=age * 365 + self.rng.randrange(40, 300)),
            "level": level,
            "grade": age - since + 1,
        }
