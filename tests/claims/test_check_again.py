"""What the checks rest on changes: the open claims concerned are checked again."""

from datetime import date

import pytest
from django.core.management import call_command
from django.db import connection

from claims import actions
from claims.models import Claim
from claims.models.claim import CHECKED_STATES
from regencies.models import CheckRule, Coverage, Figure, Holiday, Paper, Participant, Role
from regencies.roster.headers import COLUMNS
from tests import build
from tests.build import NOW
from tests.claims.checked import listed, results, row, sweep

pytestmark = pytest.mark.django_db
PAID = (date(2025, 1, 1), date(2026, 12, 31))


def again():
    """The codes of the claims whose checks are due."""
    return set(Claim.objects.unchecked().values_list("code", flat=True))


@pytest.fixture
def claims(people):
    """One open claim here, one in another regency, and one that is decided; all checked."""
    muba = build.everybody(build.MUBA, ".muba")
    made = {
        "here": build.claim_in("endorsed", people),
        "muba": build.claim_in("submitted", muba, village=build.MUBA),
        "decided": build.claim_in("rejected", people),
    }
    while again():
        sweep()
    return made


def roster(path, claim, **values):
    row = dict.fromkeys(COLUMNS, "") | {
        "nik": claim.nik.reveal(), "name": claim.name, "village_code": claim.village_id,
        "category": "vulnerable", "segment": "bpu", "cover_from": "2025-01-01",
        "cover_to": "2026-12-31", "payer": "APBD OKI", **values,
    }  # fmt: skip
    path.write_text(f"{','.join(row)}\n{','.join(row.values())}\n")
    call_command("import_roster", path, verbosity=0)


def test_a_roster_import_answers_what_had_no_data(claims, tmp_path):
    claim = claims["here"]
    assert row(claim, "cover", "jkm").reason == "not_on_the_list"
    roster(tmp_path / "roster.csv", claim)
    assert again() == {claim.code}
    sweep()
    assert results(claim)["cover", "jkm"] == "pass"
    roster(tmp_path / "roster.csv", claim)
    assert again() == set()


def test_a_longer_period_in_the_next_roster_answers_anew(claims, tmp_path):
    claim = claims["here"]
    roster(tmp_path / "roster.csv", claim, cover_to="2025-06-30")
    sweep()
    assert results(claim)["cover", "jkm"] == "fail"
    roster(tmp_path / "roster.csv", claim, cover_to="2026-12-31")
    sweep()
    assert results(claim)["cover", "jkm"] == "pass"


def test_cover_taken_away_by_hand_is_noticed_too(claims):
    claim = claims["here"]
    person = listed(claim, PAID)
    sweep()
    Coverage.objects.filter(participant=person).delete()
    assert again() == {claim.code}
    sweep()
    person.delete()
    assert again() == {claim.code}


def test_a_corrected_nik_concerns_both_people(people, claims):
    other = build.claim_in("submitted", people)
    person = listed(claims["here"], PAID)
    while again():
        sweep()
    person.nik = other.nik.reveal()
    person.save()
    assert again() == {claims["here"].code, other.code}


def test_the_same_person_on_another_regencys_list_is_not_asked_about(claims):
    Participant.objects.create(
        regency_id="16.06", name="X", nik=claims["here"].nik.reveal(), category_id="vulnerable",
        created_at=NOW, updated_at=NOW,
    )  # fmt: skip
    assert again() == set()


def holds_others_up() -> bool:
    """Whether another change that claims rest on would have to wait for this one."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND pid = "
            "pg_backend_pid() AND objid = (hashtext('claims_check_again')::bigint & x'ffffffff'"
            "::bigint)::oid)"
        )
        return cursor.fetchone()[0]


def test_a_change_that_concerns_no_open_claim_waits_for_nobody(claims):
    listed(claims["decided"], PAID)
    assert not holds_others_up()
    listed(claims["here"], PAID)
    assert holds_others_up()


@pytest.mark.parametrize(("regency", "concerned"), [("16.02", {"here"}), (None, {"here", "muba"})])
def test_a_figure_a_check_rule_and_a_day_off_concern_their_regency(claims, regency, concerned):
    said = {"source": "test", "confidence": "L"}
    from_on = date(2026, 1, 1)
    for model, values in (
        (Figure, {"key": "grace_months", "from_on": from_on, "value": 2, "unit": "months"}),
        (CheckRule, {"key": "papers", "from_on": from_on, "blocks": True}),
        (Holiday, {"day": date(2026, 3, 9), "name": "Libur", "kind": "public"}),
    ):
        made = model.objects.create(regency_id=regency, **values, **said)
        assert again() == {claims[name].code for name in concerned}
        sweep()
        made.delete()
        assert again() == {claims[name].code for name in concerned}
        sweep()


def test_a_figure_corrected_by_an_administrator_is_judged_by_at_once(people, claims):
    claim = claims["here"]
    listed(claim, (date(2025, 1, 1), date(2025, 12, 31)))
    sweep()
    assert row(claim, "cover", "jkm").reason == "grace"
    build.appoint(people[Role.OPD_HEAD], Role.ADMINISTRATOR)
    actions.add_row(
        Figure, key="grace_months", regency_id="16.02", from_on=date(2026, 1, 1), value=1,
        unit="months", source="PKS", confidence="H", by=people[Role.OPD_HEAD], now=NOW,
        reason="Menurut PKS.",
    )  # fmt: skip
    sweep()
    assert row(claim, "cover", "jkm").reason == "lapsed"


def test_a_longer_list_of_papers_is_noticed(claims):
    Paper.objects.filter(programme="jkm").first().delete()
    assert again() == {claims["here"].code, claims["muba"].code}


def test_what_is_decided_is_left_alone(claims):
    listed(claims["decided"], PAID)
    assert again() == set()
    claims["decided"].refresh_from_db()
    assert claims["decided"].state not in CHECKED_STATES
