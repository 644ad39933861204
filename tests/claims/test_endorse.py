"""The camat stands for the file being complete: what the checks saw counts while it holds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims import actions
from claims.actions import Incomplete
from regencies.models import Paper, Role
from tests import build
from tests.build import DAY, NOW


@pytest.fixture
def complete(people):
    """Every paper that the case needs, and the checks have seen them."""
    claim = build.claim_in("draft", people)
    for wanted in actions.missing_papers(claim):
        build.attach(claim, people, wanted.key)
    build.do("submit", claim, people)
    actions.examine(claim.pk, now=NOW)
    claim.refresh_from_db()
    return claim


def endorse(claim, people, note=""):
    return actions.endorse(claim.pk, note=note, by=people[Role.CAMAT], now=NOW + DAY)


def test_a_complete_file_goes_on_without_a_word_and_without_reading_the_lists_again(
    complete, people
):
    with CaptureQueriesContext(connection) as asked:
        event = endorse(complete, people)
    assert event.data["missing"] == []
    assert not any("regencies_paper" in query["sql"] for query in asked)


def test_a_paper_asked_for_since_the_checks_is_missed(complete, people):
    Paper.objects.create(
        programme_id="jkm", key="surat_baru", name="Surat baru", required="must", source="Perbup",
        confidence="H", order=99,
    )  # fmt: skip
    with pytest.raises(Incomplete) as refused:
        endorse(complete, people)
    assert "Surat baru" in refused.value.faults["note"]
    assert endorse(complete, people, "Sedang diurus.").data["missing"] == ["surat_baru"]


def test_a_paper_found_unreadable_since_the_checks_is_missed(complete, people):
    actions.judge(
        complete.pk, verdicts={"kpj": ("unreadable", "Kabur.")}, by=people[Role.DISTRICT_OFFICER],
        now=NOW,
    )  # fmt: skip
    with pytest.raises(Incomplete):
        endorse(complete, people)


def test_a_file_that_was_found_incomplete_is_looked_at_again(people):
    claim = build.claim_in("submitted", people)
    actions.examine(claim.pk, now=NOW)
    with pytest.raises(Incomplete):
        endorse(claim, people)
