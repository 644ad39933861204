"""Under whose name a letter stands, in the words of an office."""

from dataclasses import dataclass
from datetime import date

from claims.models import Claim, Event
from claims.models.letter import ISSUING
from claims.rules.letters import LetterKind
from regencies.models import Appointment, Leave, Person, Regency, Role, Village
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

HEADS = {
    Village.Kind.KELURAHAN: "Lurah",
    Village.Kind.DESA: "Kepala Desa",
    Village.Kind.DESA_ADAT: "Kepala Desa Adat",
}
KINDS = {
    Village.Kind.KELURAHAN: "Kelurahan",
    Village.Kind.DESA: "Desa",
    Village.Kind.DESA_ADAT: "Desa Adat",
}
NO_NAME = "Perangkat Daerah"
FIRST_CITY = 71


@dataclass(frozen=True)
class Signing:
    """lines: the title, as it stands above the signature. name "": nobody holds the seat."""

    lines: tuple[str, ...]
    name: str = ""
    acting_for: str = ""
    decree: str = ""


def kind_of_regency(regency: Regency) -> str:
    """By Kemendagri's code: cities count from 71."""
    return "Kota" if int(regency.code[-2:]) >= FIRST_CITY else "Kabupaten"


def regency_name(regency: Regency) -> str:
    return f"{kind_of_regency(regency)} {regency.name}"


def village_name(village: Village) -> str:
    return f"{KINDS[village.kind]} {village.name}"


def office_of(role: str, claim: Claim) -> tuple[str, str]:
    """Code and name of the place whose letter it is."""
    if role in VILLAGE_ROLES:
        return claim.village_id, (
            f"{village_name(claim.village)}, Kecamatan {claim.district.name}, "
            f"{regency_name(claim.regency)}"
        )
    if role in DISTRICT_ROLES:
        return claim.district_id, (
            f"Kecamatan {claim.district.name}, {regency_name(claim.regency)}"
        )
    return claim.regency_id, ", ".join(
        part for part in (claim.regency.office_name, regency_name(claim.regency)) if part
    )


def title_of(role: str, claim: Claim) -> str:
    office, regency = claim.regency.office_name or NO_NAME, claim.regency
    city = kind_of_regency(regency) == "Kota"
    return {
        Role.VILLAGE_HEAD: f"{HEADS[claim.village.kind]} {claim.village.name}",
        Role.CAMAT: f"Camat {claim.district.name}",
        Role.OPD_SECTION_HEAD: "Kepala Bidang",
        Role.OPD_HEAD: f"Kepala {office}",
        Role.SEKDA: f"Sekretaris Daerah {regency_name(regency)}",
        Role.BUPATI: f"{'Wali Kota' if city else 'Bupati'} {regency.name}",
    }[Role(role)]


# Whoever decides in somebody's stead writes whose (atas nama).
IN_THE_NAME_OF = {Role.OPD_SECTION_HEAD: Role.OPD_HEAD}


def _lines(role: str, acting: str, claim: Claim) -> tuple[str, ...]:
    title = title_of(role, claim)
    own = f"{Appointment.Acting(acting).label} {title}" if acting else title
    if above := IN_THE_NAME_OF.get(role):
        return (f"a.n. {title_of(above, claim)}", own)
    return (own,)


def in_office(role: str, claim: Claim, on: date, by: Person | None = None) -> Signing:
    """Who holds the seat on that day: whoever issues it, then who is there before who is on
    leave, the official before a stand-in; a line where nobody does."""
    rows = list(
        Appointment.objects.seats([role], claim)
        .on(on)
        .filter(person__is_active=True)
        .select_related("person", "acts_for")
    )
    if not rows:
        return Signing(_lines(role, "", claim))
    away = Leave.objects.absent({row.person_id for row in rows}, on)
    row = min(
        rows,
        key=lambda row: (row.person != by, row.person_id in away, bool(row.acting), row.pk),
    )
    return Signing(
        _lines(role, row.acting, claim),
        row.person.name,
        row.acts_for.name if row.acts_for else "",
        row.decree,
    )


def decision_of(claim: Claim) -> Event:
    """The decision that stands."""
    rows = claim.events.filter(move__in=["approve", "reject"])
    return rows.select_related("by", "acts_for").latest("id")


def decider(claim: Claim) -> Signing:
    """Whoever decided signs, from the seat of that day, also when it is another's now."""
    event = decision_of(claim)
    acting, _space, role = event.title.rpartition(" ")
    return Signing(
        _lines(role, acting, claim), event.by.name, event.acts_for.name if event.acts_for else ""
    )


def signing(kind: LetterKind, claim: Claim, on: date, by: Person) -> Signing:
    """by: whoever issues it. A stand-in signs what a stand-in issues."""
    role = ISSUING[kind].signs
    return in_office(role, claim, on, by) if role else decider(claim)
