"""Invented people of the demo, their accounts and their appointments."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from regencies.models import Appointment, District, Person, Regency, Role, Village

PASSWORD = "santunan-demo"  # noqa: S105 - told to everybody, and refused in production
OKI, MUBA = "16.02", "16.06"
# The first village of each regency has most of the claims; its people are the ones to log in as.
VILLAGES = (
    "16.02.05.2015", "16.02.05.2023", "16.02.03.2008", "16.02.03.2017",
    "16.06.01.2002", "16.06.01.2003", "16.06.07.2007", "16.06.07.2014",
)  # fmt: skip
# As their letters name the office that decides.
OFFICES = {
    OKI: {
        "office_name": "Dinas Sosial",
        "office_town": "Kayu Agung",
        "office_address": "Jalan Contoh Nomor 1, Kayu Agung",
    },
    MUBA: {
        "office_name": "Dinas Tenaga Kerja dan Transmigrasi",
        "office_town": "Sekayu",
        "office_address": "Jalan Contoh Nomor 2, Sekayu",
    },
}
STANDS_IN_FOR, STANDS_IN_AT = "camat.pedamaran", "16.02.03"
LONG_AGO, STANDS_IN_DAYS, STORY_DAYS = 400, 25, 10


@dataclass(frozen=True)
class Account:
    username: str
    name: str
    role: str
    regency: str
    district: str | None = None
    village: str | None = None
    acts_for: str = ""


AT_THE_REGENCY = (
    (Role.OPD_VERIFIER, "verifikator1", ("Rina Oktaviani", "Yulia Ramadhani")),
    (Role.OPD_VERIFIER, "verifikator2", ("Agus Setiawan", "Dedi Irawan")),
    (Role.OPD_SECTION_HEAD, "kabid", ("Hendra Saputra", "Nurhayati Lubis")),
    (Role.OPD_HEAD, "kadis", ("Siti Maryam Harahap", "Bambang Sutrisno")),
    (Role.CASHIER, "bendahara", ("Dewi Kartikasari", "Fitri Handayani")),
    (Role.SEKDA, "sekda", ("Ahmad Fauzan", "Zainal Arifin")),
    (Role.BUPATI, "bupati", ("Iskandar Muda", "Rahmat Hidayat")),
    (Role.AUDITOR, "inspektorat", ("Lestari Wulandari", "Marwan Effendi")),
)
HEADS = (
    "Ahmad Junaidi", "Sulaiman Yusuf", "Rohani Binti Saleh", "Usman Effendi",
    "Darmawan Kusuma", "Nuraini Hasan", "Slamet Riyadi", "Muhammad Toha",
)  # fmt: skip
OPERATORS = (
    "Putri Anggraini", "Rizki Pratama", "Mega Lestari", "Andi Firmansyah",
    "Wulan Sari", "Fajar Nugroho", "Intan Permata", "Bayu Kurniawan",
)  # fmt: skip
CAMATS = ("Herman Sanusi", "Yusuf Effendi", "Emilia Fransiska", "Taufik Hidayat")
OFFICERS = ("Ratna Dewi", "Edi Susanto", "Maya Puspita", "Joko Prasetyo")


def plain(name: str) -> str:
    return "".join(letter for letter in name.lower() if letter.isalnum())


def accounts() -> list[Account]:
    """Everybody, role by role; the first of each role works in OKI, in places that match."""
    villages = {row.code: row for row in Village.objects.filter(code__in=VILLAGES)}
    districts = dict.fromkeys(code[:8] for code in VILLAGES)
    names = dict(District.objects.filter(code__in=districts).values_list("code", "name"))
    found = []
    for role, title, people in (
        (Role.VILLAGE_HEAD, "kades", HEADS),
        (Role.VILLAGE_OPERATOR, "operator", OPERATORS),
    ):
        for code, name in zip(VILLAGES, people, strict=True):
            username = f"{title}.{plain(villages[code].name)}"
            found.append(Account(username, name, role, code[:5], code[:8], code))
    for role, title, people in (
        (Role.CAMAT, "camat", CAMATS),
        (Role.DISTRICT_OFFICER, "petugas", OFFICERS),
    ):
        for code, name in zip(districts, people, strict=True):
            found.append(Account(f"{title}.{plain(names[code])}", name, role, code[:5], code))
    stands_in = next(one for one in found if one.username == STANDS_IN_FOR)
    found.append(
        Account(f"plh.{STANDS_IN_FOR}", "Suryadi Akbar", Role.CAMAT, stands_in.regency,
                stands_in.district, acts_for=STANDS_IN_FOR)
    )  # fmt: skip
    for role, title, people in AT_THE_REGENCY:
        for regency, short, name in zip((OKI, MUBA), ("oki", "muba"), people, strict=True):
            found.append(Account(f"{title}.{short}", name, role, regency))
    found.append(Account("admin", "Pengelola Layanan", Role.ADMINISTRATOR, OKI))
    order = list(Role)
    # Stable: within a role the order above stays, so OKI comes first.
    return sorted(found, key=lambda one: order.index(one.role))


@dataclass
class People:
    """Who sits where, for the player to ask."""

    now: datetime
    rows: list[Account] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)

    def at(self, role: str, place, *, stand_in: bool = False) -> list[Person]:
        """The people of this role where `place` (a village) lies."""
        lies_in = {None, place.code, place.district_id}
        return [
            self.persons[one.username]
            for one in self.rows
            if one.role == role
            and one.regency == place.code[:5]
            and {one.village, one.district} <= lies_in
            and bool(one.acts_for) == stand_in
        ]


def settle_in(now: datetime) -> People:
    """Make the accounts that are missing, each with its appointment, and name the offices. Safe
    to run again."""
    for code, office in OFFICES.items():
        Regency.objects.filter(code=code, office_name="").update(**office)
    rows = accounts()
    has_mail: set[str] = set()
    new = []
    password = make_password(PASSWORD)  # once: the hash is slow on purpose
    known = set(Person.objects.values_list("username", flat=True))
    for one in rows:
        # One mailbox for each role is enough to look at, and two hundred claims write many.
        email = "" if one.role in has_mail else f"{one.username}@example.org"
        has_mail.add(one.role)
        if one.username not in known:
            boss = one.role == Role.ADMINISTRATOR
            new.append(
                Person(username=one.username, name=one.name, email=email, password=password,
                       is_staff=boss, is_superuser=boss,
                       date_joined=now - timedelta(days=LONG_AGO))
            )  # fmt: skip
    Person.objects.bulk_create(new)
    usernames = [one.username for one in rows]
    persons = {row.username: row for row in Person.objects.filter(username__in=usernames)}
    # Also when the demo is older than the stand-in's term: the stories need one for their days.
    today = now.date()
    seated = Appointment.objects.on(today).on(today - timedelta(days=STORY_DAYS))
    served = set(seated.values_list("person__username", flat=True))
    Appointment.objects.bulk_create(
        _appointment(one, persons, today) for one in rows if one.username not in served
    )
    return People(now, rows, persons)


def _appointment(one: Account, persons: dict[str, Person], today: date) -> Appointment:
    acting = bool(one.acts_for)
    return Appointment(
        person=persons[one.username],
        role=one.role,
        regency_id=one.regency,
        district_id=one.district,
        village_id=one.village,
        from_on=today - timedelta(days=STANDS_IN_DAYS if acting else LONG_AGO),
        to_on=today + timedelta(days=STANDS_IN_DAYS) if acting else None,
        acting=Appointment.Acting.PLH if acting else "",
        acts_for=persons[one.acts_for] if acting else None,
        decree="800.1/017/2026" if acting else "",
    )


def printed() -> dict[str, list[dict[str, str]]]:
    """Role to accounts, of those that exist."""
    known = set(Person.objects.values_list("username", flat=True))
    names: dict[str | None, str] = {}
    for model in (Regency, District, Village):
        names.update(model.objects.filter(code__startswith="16.").values_list("code", "name"))
    found: dict[str, list[dict[str, str]]] = {}
    for one in accounts():
        if one.username in known:
            place = names[one.village or one.district or one.regency]
            found.setdefault(str(one.role), []).append(
                {"username": one.username, "password": PASSWORD, "place": place}
            )
    return found
