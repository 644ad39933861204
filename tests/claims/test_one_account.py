"""One account for many payees, or two accounts for one: nothing is granted before somebody has
written why that is right."""

import pytest

from claims import actions
from claims.models.check_words import CHECK_WORDS
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import blocked, row, sweep
from tests.claims.test_races import at_once

WHY = "Bendahara desa menerima atas kuasa tertulis ketiga keluarga."
OTHER = {
    "heir_name": "Hendra Contoh", "payee_name": "Hendra Contoh", "kk": "1602051502109903",
    "account": build.ACCOUNT,
}  # fmt: skip
SECOND = {"account": "0099887766554"}


@pytest.fixture
def granted(people):
    return build.claim_in("awarded", people)


def overrule(claim, people):
    actions.overrule(claim.pk, "one_account", by=people[Role.OPD_VERIFIER], now=NOW, note=WHY)


@pytest.mark.parametrize(
    ("story", "reason"), [(OTHER, "of_several"), (SECOND, "several")], ids=["account", "person"]
)
@pytest.mark.django_db
def test_nothing_is_granted_before_somebody_has_written_why(people, granted, story, reason):
    claim = build.claim_in("verified", people, **story)
    faults = blocked(claim, people)
    assert set(faults) == {"jkm", "santunan_oki"}
    assert str(CHECK_WORDS["one_account"]) in faults["jkm"]
    sweep()
    found = row(claim, "one_account")
    assert (found.result, found.reason) == ("fail", reason)
    assert found.data["claims"] == [{"code": granted.code}]
    assert build.ACCOUNT not in str(found.data)
    overrule(claim, people)
    build.do("approve", claim, people)
    assert row(claim, "one_account").overrule_note == WHY


@pytest.mark.django_db
def test_one_family_with_one_account_is_asked_nothing(people, granted):
    claim = build.claim_in("verified", people)
    sweep()
    assert row(claim, "one_account").result == "pass"
    build.do("approve", claim, people)


@pytest.mark.django_db
def test_the_same_account_in_another_regency_is_no_business_of_this_one(people, granted):
    muba = build.everybody(build.MUBA, "2")
    claim = build.claim_in("verified", muba, village=build.MUBA, **OTHER)
    sweep()
    assert row(claim, "one_account").result == "pass"


@pytest.mark.django_db
def test_a_like_name_in_another_district_is_another_person(people, granted):
    far = build.everybody(build.ELSEWHERE, "3")
    kk = "1602031502109904"
    claim = build.claim_in("verified", far, village=build.ELSEWHERE, kk=kk, **SECOND)
    sweep()
    assert row(claim, "one_account").result == "pass"


@pytest.mark.django_db
def test_what_was_cancelled_pays_nobody(people, granted):
    for payout in granted.payouts.all():
        if payout.estimate:
            actions.forward(payout.pk, reference="TT", by=people[Role.CASHIER], now=NOW)
            actions.refuse(payout.pk, note="Iuran.", by=people[Role.CASHIER], now=NOW)
        else:
            actions.ask_cancel(payout.pk, note="Dobel", by=people[Role.CASHIER], now=NOW)
            actions.cancel(payout.pk, note="Benar", by=people[Role.OPD_HEAD], now=NOW)
    claim = build.claim_in("verified", people, **OTHER)
    sweep()
    assert row(claim, "one_account").result == "pass"


@pytest.mark.django_db
def test_another_account_needs_another_word(people, granted):
    """The words were about this account and this name."""
    claim = build.claim_in("verified", people, **OTHER)
    sweep()
    overrule(claim, people)
    build.do("send_back", claim, people)
    head = people[Role.VILLAGE_HEAD]
    actions.keep(claim.pk, {"payee_name": "Yusuf Contoh", "heir_name": "Yusuf Contoh"}, by=head,
                 now=NOW)  # fmt: skip
    build.do("answer", claim, people)
    build.do("verify", claim, people)
    assert set(blocked(claim, people)) == {"jkm", "santunan_oki"}


@pytest.mark.django_db
def test_who_waits_is_looked_at_again_when_another_is_granted(people):
    """Both were without a question as long as neither was granted."""
    first, second = (build.claim_in("verified", people, **story) for story in ({}, OTHER))
    sweep()
    assert row(second, "one_account").result == "pass"
    build.do("approve", first, people)
    sweep()
    assert row(second, "one_account").result == "fail"


def test_two_payees_of_one_account_granted_at_once_bring_one_grant(committed):
    """Each looks for the other under its own claim's lock: only the account's makes them wait."""
    people = build.everybody()
    for n, names in enumerate((("Aminah", "Hendra"), ("Yusuf", "Rohana"), ("Slamet", "Dewi"))):
        pair = [
            build.claim_in("verified", people, account=f"12345678{n:03}",
                           heir_name=f"{name} Contoh", payee_name=f"{name} Contoh")
            for name in names
        ]  # fmt: skip
        results = at_once(2, lambda i, pair=pair: build.do("approve", pair[i], people))
        assert sorted(type(r).__name__ for r in results) == ["Event", "Incomplete"], results
