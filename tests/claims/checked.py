"""What the tests of checks share: the sweep, the rows, and a person on the list."""

import pytest
from django.db import transaction

from claims import sweeps
from claims.actions import Incomplete
from regencies.models import Coverage, Participant
from tests import build
from tests.build import NOW


def sweep(now=NOW):
    return sweeps.run(now, lambda: now)


def results(claim):
    return {(row.key, row.programme_id or ""): row.result for row in claim.checks.all()}


def row(claim, key, programme=None):
    return claim.checks.get(key=key, programme=programme)


def blocked(claim, people):
    with pytest.raises(Incomplete) as refused, transaction.atomic():
        build.do("approve", claim, people)
    return refused.value.faults


def listed(claim, *periods, **values):
    """The person of this claim on the list of participants, with these paid periods."""
    person = Participant.objects.create(
        regency_id=claim.regency_id, name=claim.name, nik=claim.nik.reveal(),
        category_id="vulnerable", created_at=NOW, updated_at=NOW, **values,
    )  # fmt: skip
    for first, last in periods:
        Coverage.objects.create(participant=person, from_on=first, to_on=last, payer="APBD OKI")
    return person
