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
    claims, listed = copying.found(Actor.at(by, now), said, who)
    if not claims and not listed:
        raise Incomplete({"said": _("Nothing is kept about this person in your regency.")})
    places = {claim.regency_id for claim, _who in claims} | {one.regency_id for one in listed}
    seat = seat_in(sorted(places)[0], APPROVERS, by, now)
    copy = copying.copied(claims, listed)
    made = bundles.zipped(copy.files(), now, len(copy.rows))
    row = log(
        made, kind="copy", format="zip", seat=seat, by=by, now=now, masked=False,
        said={"claims": [claim.code for claim, _who in claims], "listed": len(listed)},
        columns=["data", "seen"], reason=f"{written(reason)} ({written(proof)})",
    )  # fmt: skip
    return made, row
