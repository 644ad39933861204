"""Overruling a check: by whom, of what, with which words, and for how long."""

from datetime import date

import pytest
from django.db import IntegrityError

from claims import actions
from claims.actions import FourEyes, Incomplete, NotYours, TooLate
from claims.models import Check
from claims.models.check_words import CHECK_WORDS
from regencies.models import Role
from tests import build
from tests.build import NOW
from tests.claims.checked import listed, row, sweep

pytestmark = pytest.mark.django_db


def overrule(claim, people, check, programme="", *, role=Role.OPD_VERIFIER, note="Dicek.", **more):
    return actions.overrule(claim.pk, check, programme, by=people[role], now=NOW, note=note, **more)


@pytest.fixture
def doubted(people):
    """An endorsed claim with missing papers, and one that looks like it."""
    build.claim_in("submitted", people)
    claim = build.claim_in("endorsed", people)
    sweep()
    return claim


def test_not_a_duplicate_is_said_with_a_name_and_a_reason(people, doubted):
    event = overrule(doubted, people, "duplicate", note="Saudara kembar.")
    check = row(doubted, "duplicate")
    assert (check.overruled_by, check.overrule_note) == (people[Role.OPD_VERIFIER],
                                                         "Saudara kembar.")  # fmt: skip
    assert (event.move, event.note) == ("overrule", "Saudara kembar.")
    assert event.data["check"]["key"] == "duplicate" and event.data["claims"]
    assert doubted.duties.filter(person=people[Role.OPD_VERIFIER], duty="verify").exists()


def test_the_second_click_is_the_first(people, doubted):
    key = "11111111-1111-4111-8111-111111111111"
    first = overrule(doubted, people, "papers", key=key)
    assert overrule(doubted, people, "papers", key=key, note="Lain.") == first


def test_an_overruling_stays_while_the_answer_does(people, doubted):
    overrule(doubted, people, "papers")
    actions.assess(doubted.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    sweep()
    assert row(doubted, "papers").overruled
    build.do("send_back", doubted, people)
    build.attach(doubted, people, "kpj")
    sweep()
    check = row(doubted, "papers")
    assert not check.overruled and check.overrule_note == ""
    lapsed = doubted.events.filter(move="check").latest("id").data["checks"]
    assert [one.get("overruling_lapsed") for one in lapsed] == [True]


@pytest.mark.parametrize(
    "role", [Role.OPD_HEAD, Role.CAMAT, Role.CASHIER, Role.VILLAGE_HEAD, Role.AUDITOR]
)
def test_only_a_verifier_or_a_section_head_overrules(people, doubted, role):
    with pytest.raises(NotYours):
        overrule(doubted, people, "papers", role=role)


def test_who_overruled_does_not_decide(people, doubted):
    overrule(doubted, people, "papers", role=Role.OPD_SECTION_HEAD)
    actions.assess(doubted.pk, build.FOUND, by=people[Role.OPD_VERIFIER], now=NOW)
    build.do("verify", doubted, people)
    with pytest.raises(FourEyes):
        build.do("approve", doubted, people, by=people[Role.OPD_SECTION_HEAD])


def test_what_blocks_is_not_overruled(people):
    claim = build.claim_in("endorsed", people)
    listed(claim, (date(2024, 1, 1), date(2024, 12, 31)))
    sweep()
    with pytest.raises(Incomplete, match=str(CHECK_WORDS["cover"])):
        overrule(claim, people, "cover", "jkm")


def test_what_passes_or_is_not_there_is_not_overruled(people, doubted):
    for key, programme in (("nik_shape", ""), ("cover", "jkk"), ("nonsense", "")):
        with pytest.raises(Incomplete):
            overrule(doubted, people, key, programme)


def test_an_overruling_needs_words_and_the_file_on_the_desk(people, doubted):
    with pytest.raises(Incomplete):
        overrule(doubted, people, "papers", note="  ")
    with pytest.raises(TooLate):
        overrule(doubted, people, "papers", version=doubted.version - 1)
    build.do("send_back", doubted, people)
    with pytest.raises(TooLate):
        overrule(doubted, people, "papers")


def test_the_database_wants_the_reason_too(people, doubted):
    with pytest.raises(IntegrityError, match="check_overruled_with_a_reason"):
        row(doubted, "papers")
        Check.objects.filter(claim=doubted).update(
            overruled_by=people[Role.OPD_VERIFIER], overruled_at=NOW
        )
