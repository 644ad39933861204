"""What the letters of village and camat say, as plain values for their templates. Indonesian."""

from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.text import capfirst

from claims.actions.checklist import checklist
from claims.actions.signing import (
    Signing,
    in_office,
    office_of,
    regency_name,
    title_of,
    village_name,
)
from claims.letters import address_of, qr
from claims.models import Claim, Payout
from claims.models.choices import RELATION_WORDS, SEXES
from claims.models.letter import ISSUING
from claims.models.letter_words import TITLES
from claims.models.words import STAGE_WORDS
from claims.rules.duplicates import bare_name
from claims.rules.heirs import CHILD, HUSBAND, WIFE
from claims.rules.letters import LetterKind
from regencies.models import Role, Sealed

Facts = dict[str, Any]
LATE = {"M": "almarhum", "F": "almarhumah"}


def day(on: date | None) -> str:
    return date_format(on, "j F Y") if on else ""


def relation(code: str) -> str:
    return str(RELATION_WORDS.get(code, ""))


def digits(sealed: Sealed, whole: bool) -> str:
    return sealed.reveal() if whole else str(sealed)


def head_of(kind: LetterKind, claim: Claim) -> Facts:
    """The lines of the letterhead. No arms, and no address but the regency's office's: nobody has
    told us any."""
    code, _name = office_of(ISSUING[kind].roles[0], claim)
    lines = [f"Pemerintah {regency_name(claim.regency)}"]
    place = address = ""
    if code == claim.regency_id:
        lines += [claim.regency.office_name] if claim.regency.office_name else []
        place, address = claim.regency.office_town, claim.regency.office_address
    else:
        lines.append(f"Kecamatan {claim.district.name}")
        place = claim.district.name
        if code == claim.village_id:
            lines.append(village_name(claim.village))
            place = claim.village.name
    return {
        "lines": [line.upper() for line in lines],
        "code": code,
        "place": place,
        "address": address,
    }


def frame(
    kind: LetterKind, claim: Claim, *, number: str, on: date, code: str, signed: Signing
) -> Facts:
    """What every letter has: head, number, day, signature, the QR."""
    address = address_of(code)
    return {
        "title": TITLES[kind],
        "number": number,
        "head": head_of(kind, claim),
        "on": day(on),
        "claim": claim.code,
        "place": {
            "district": claim.district.name,
            "regency": regency_name(claim.regency),
        },
        "check": {"address": address, "qr": qr(address)},
        "sign": signature(signed),
    }


def signature(signed: Signing) -> Facts:
    return {
        "lines": list(signed.lines),
        "name": signed.name,
        "acting_for": signed.acting_for,
        "decree": signed.decree,
    }


def address(claim: Claim) -> str:
    return (
        f"{village_name(claim.village)}, Kecamatan {claim.district.name}, "
        f"{regency_name(claim.regency)}"
    )


def told(claim: Claim, whole: bool) -> Facts:
    """Who it is about, what happened, the family."""
    died_on = claim.died_on or (claim.event_on if claim.died else None)
    return {
        "died": claim.died,
        "late": LATE.get(claim.sex, "almarhum/almarhumah"),
        "address": address(claim),
        "village": village_name(claim.village),
        "person": {
            "name": claim.name,
            "nik": digits(claim.nik, whole),
            "kk": digits(claim.kk, whole),
            "born_on": day(claim.born_on),
            "sex": capfirst(str(SEXES.get(claim.sex, ""))),
        },
        "event": {
            "weekday": date_format(died_on or claim.event_on, "l")
            if died_on or claim.event_on
            else "",
            "on": day(died_on or claim.event_on),
            # The hour told of is that of the accident, which need not be that of the death.
            "time": f"{claim.event_time:%H.%M}" if claim.event_time and not claim.died_on else "",
            "place": claim.event_place,
            "cause": claim.cause,
            "akta": claim.akta_number,
        },
        "reporter": {
            "name": claim.reporter_name,
            "relation": relation(claim.reporter_relation),
        },
        "heir": {
            "name": claim.heir_name,
            "nik": digits(claim.heir_nik, whole),
            "relation": relation(claim.heir_relation),
        },
        "payee": {"name": claim.payee_name, "relation": relation(claim.payee_relation)},
        "programmes": [str(row.programme) for row in _programmes(claim)],
    }


def _programmes(claim: Claim):
    return claim.programmes.select_related("programme")


def statement(claim: Claim, payout: Payout | None, on: date) -> Facts:
    return {}


def heirs(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """The heir, and the children that the claim tells of where they are of the same tier. The
    letter has lines for those it does not tell of."""
    found = [
        {
            "name": claim.heir_name,
            "nik": claim.heir_nik.reveal(),
            "relation": relation(claim.heir_relation),
        }
    ]
    if claim.heir_relation in {WIFE, HUSBAND, CHILD}:
        found += [
            {"name": child.name, "nik": "", "relation": f"{relation(CHILD)}, lahir "
             f"{day(child.born_on)}"}
            for child in claim.children.all()
            if bare_name(child.name) != bare_name(claim.heir_name)
        ]  # fmt: skip
    return {"heirs": found, "camat": signature(in_office(Role.CAMAT, claim, on))}


def power(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """Of the heir to whom the account belongs; of the other heirs to the heir, where it is the
    heir's own."""
    own = bare_name(claim.payee_name) == bare_name(claim.heir_name)
    return {
        "giver": {"name": "", "nik": "", "relation": ""}
        if own
        else {
            "name": claim.heir_name,
            "nik": claim.heir_nik.reveal(),
            "relation": relation(claim.heir_relation),
        },
        "receiver": {
            "name": claim.payee_name,
            "nik": claim.heir_nik.reveal() if own else "",
            "relation": relation(claim.payee_relation),
        },
    }


def _papers(claim: Claim) -> Facts:
    found = checklist(claim)
    here = {document.paper for document in found.documents}
    return {
        "papers": [row.name for row in found.wanted if row.key in here],
        "missing": [row.name for row in found.missing],
    }


def from_village(claim: Claim, payout: Payout | None, on: date) -> Facts:
    return _papers(claim) | {"to": title_of(Role.CAMAT, claim)}


def from_camat(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """With what the camat wrote on endorsing it, such as why a paper is not there yet."""
    event = claim.events.filter(move="endorse").latest("id")
    return _papers(claim) | {"to": title_of(Role.OPD_HEAD, claim), "note": event.note}


def receipt(claim: Claim, payout: Payout | None, on: date) -> Facts:
    """With the days that run: who answers until when."""
    clocks = claim.deadlines.filter(payout=None, stopped_at=None, paused_at=None).order_by("id")
    submitted = claim.submitted_at
    return _papers(claim) | {
        "submitted": date_format(
            submitted.astimezone(ZoneInfo(claim.regency.zone)), "j F Y, H.i T"
        ),
        "promised": [
            {"stage": capfirst(str(STAGE_WORDS[row.stage])), "on": day(row.due_on)}
            for row in clocks
        ],
    }
