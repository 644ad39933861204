"""A person's own data, handed to them as a file."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from claims import bundles, copying
from claims.actions.exporting import log, seat_in
from claims.actions.reference import written
from claims.actions.refusals import Incomplete
from claims.models import Export
from claims.models.claim import APPROVERS
from claims.tables import Made
from regencies.models import Actor, Person


@transaction.atomic
def hand_copy(
    said: str, who: str, *, proof: str, reason: str, by: Person, now: datetime
) -> tuple[Made, Export]:
    """said: the NIK, or the code of a claim and who of it is meant. proof: how it was made sure
    that it is this person, or who acts for them. One row of the log for each copy."""
    kept = copying.found(Actor.at(by, now), said, who)
    if not kept.regencies:
        raise Incomplete({"said": _("Nothing is kept about this person in your regency.")})
    seat = seat_in(kept.regencies[0], APPROVERS, by, now)
    copy = copying.copied(kept)
    made = bundles.zipped(copy.files(), now, len(copy.rows))
    row = log(
        made, kind="copy", format="zip", seat=seat, by=by, now=now, masked=False,
        said={
            "claims": [claim.code for claim, _who in kept.claims],
            "listed": len(kept.listed), "told": len(kept.told),
        },
        columns=["data", "seen"], reason=f"{written(reason)} ({written(proof)})",
    )  # fmt: skip
    return made, row
