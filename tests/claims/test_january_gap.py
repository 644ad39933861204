"""Cover ended on 31 December and was signed again at the end of April: who decides what (rules.md
3.2, 3.3)."""

from datetime import date, datetime

import pytest
from django.db import transaction

from claims import actions
from claims.actions import Incomplete, Ruling
from claims.actions.cover import covers_of
from claims.models import Claim
from regencies.models import Role
from tests import build
from tests.build import JAKARTA
from tests.claims.checked import listed, results, sweep
from tests.claims.enrolled import YEAR_2025

pytestmark = pytest.mark.django_db
RENEWED = (date(2026, 4, 28), date(2026, 12, 31))
# (the day of death, how it stands to the cover, whether a person must write why it is granted)
DEATHS = [
    (date(2025, 12, 31), "covered", False),
    (date(2026, 1, 1), "grace", True),
    (date(2026, 2, 14), "grace", True),
    (date(2026, 3, 31), "grace", True),
    (date(2026, 4, 1), "lapsed", None),
    (date(2026, 4, 27), "lapsed", None),
    (date(2026, 4, 28), "covered", False),
]


def verified(people, died_on):
    now = datetime(2026, 5, 4, 9, tzinfo=JAKARTA)
    claim = build.claim_in("submitted", people, now=now, event_on=died_on)
    listed(claim, YEAR_2025, RENEWED)
    for verb in ("endorse", "verify"):
        build.do(verb, claim, people, now=now)
    return Claim.objects.get(pk=claim.pk), now


def approve(claim, people, now, note):
    rulings = {"jkm": Ruling("granted", note=note)}
    # OKI's own benefit asks for words of its own where it was filed late.
    rulings["santunan_oki"] = Ruling("granted", note="Diajukan lambat, akta baru terbit.")
    return actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=now)


@pytest.mark.parametrize(("died_on", "standing", "by_a_person"), DEATHS)
def test_who_decides_on_a_death_of_that_day(people, died_on, standing, by_a_person):
    claim, now = verified(people, died_on)
    assert covers_of(claim)["jkm"]["standing"] == standing
    if by_a_person is None:
        # Lapsed: neither the program nor a note grants it.
        with pytest.raises(Incomplete) as refused, transaction.atomic():
            approve(claim, people, now, "Kami mohon tetap dibayar.")
        assert "jkm" in refused.value.faults
        return
    if by_a_person:
        with pytest.raises(Incomplete) as refused, transaction.atomic():
            approve(claim, people, now, "")
        assert set(refused.value.faults) == {"jkm"}
    approve(claim, people, now, "Cabang: iuran menyusul, dibayar." if by_a_person else "")
    assert claim.programmes.get(programme="jkm").verdict == "granted"


def test_in_grace_the_program_moves_nothing_by_itself(people):
    claim, now = verified(people, date(2026, 2, 14))
    version, state = claim.version, claim.state
    for _ in range(3):
        sweep(now)
    claim.refresh_from_db()
    assert (claim.state, claim.version) == (state, version)
    assert results(claim)["cover", "jkm"] == "warn"
    assert not claim.programmes.exclude(verdict="").exists()


def test_the_approver_is_told_that_it_is_in_grace(client, people):
    claim, _now = verified(people, date(2026, 2, 14))
    client.force_login(people[Role.OPD_HEAD])
    text = client.get(f"/panel/{claim.code}/approve/").content.decode()
    assert "tenggang" in text
