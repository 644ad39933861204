"""The auditor reads a claim and takes its history along; nothing of the claim is touched, and each
look is on record."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import override

from claims import tables
from claims.actions.exporting import log, seat_in
from claims.actions.signing import regency_name
from claims.letters import printed
from claims.models import Claim, Export
from claims.tables import Made
from regencies.models import Person, Role

READERS = (Role.AUDITOR,)


def _bytes(parts: Sequence[Mapping]) -> bytes:
    return json.dumps(parts, ensure_ascii=False, sort_keys=True).encode()


@transaction.atomic
def read_claim(
    claim: Claim, parts: Sequence[Mapping], *, reason: str = "", by: Person, now: datetime
) -> Export:
    """parts: what is shown. The checksum is that of these words."""
    seat = seat_in(claim.regency_id, READERS, by, now)
    made = tables.made(io.BytesIO(_bytes(parts)), len(parts))
    return log(
        made, kind="reading", format="page", seat=seat, by=by, now=now, claim=claim,
        reason=reason.strip(), columns=[str(part["title"]) for part in parts],
    )  # fmt: skip


@transaction.atomic
def take_history(
    claim: Claim, parts: Sequence[Mapping], *, reason: str = "", by: Person, now: datetime
) -> tuple[Made, Export]:
    """The whole history as one PDF, numbers masked."""
    seat = seat_in(claim.regency_id, READERS, by, now)
    regency = claim.regency
    with override("id"):
        at = date_format(now.astimezone(ZoneInfo(regency.zone)), "j F Y, H.i T")
    facts = {
        "title": "Riwayat berkas",
        "number": claim.code,
        "head": {
            "lines": [f"Pemerintah {regency_name(regency)}".upper(), "SANTUNAN"],
            "code": regency.code, "place": "", "address": "",
        },
        "on": at,
        "by": by.name,
        "why": reason.strip(),
        "parts": list(parts),
    }  # fmt: skip
    made = tables.made(io.BytesIO(printed("riwayat", facts, at=now)), len(parts))
    row = log(
        made, kind="history", format="pdf", seat=seat, by=by, now=now, claim=claim,
        reason=reason.strip(), columns=[str(part["title"]) for part in parts],
    )  # fmt: skip
    return made, row
