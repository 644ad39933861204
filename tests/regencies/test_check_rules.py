from datetime import date

import pytest
from django.db import IntegrityError

from regencies import tables
from regencies.models import CheckRule

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 1)


@pytest.fixture
def rule(reference):
    def make(key, from_on, blocks, regency=None):
        return CheckRule.objects.create(
            key=key, from_on=from_on, blocks=blocks, regency_id=regency, source="test",
            confidence="L",
        )  # fmt: skip

    return make


def test_the_latest_row_that_has_begun_decides(rule):
    rule("papers", DAY, True)
    rule("papers", date(2027, 1, 1), False)
    blocking = CheckRule.objects.blocking
    assert "papers" not in blocking(date(2025, 12, 31))
    assert "papers" in blocking(DAY) and "papers" in blocking(date(2026, 12, 31))
    assert "papers" not in blocking(date(2027, 1, 1))


def test_a_regencys_row_beats_the_nations(rule):
    rule("cover", DAY, False, regency="16.02")
    rule("cover", date(2026, 6, 1), True)
    assert "cover" not in CheckRule.objects.blocking(date(2026, 7, 1), "16.02")
    assert "cover" in CheckRule.objects.blocking(date(2026, 7, 1), "16.06")


def test_one_row_a_day(rule):
    rule("cover", DAY, False)
    with pytest.raises(IntegrityError, match="check_rule_once_a_day"):
        rule("cover", DAY, True)


def test_every_row_is_valid_and_says_yes_or_no(reference):
    for row in CheckRule.objects.all():
        row.full_clean()
    assert tables.yes_or_no("yes") and not tables.yes_or_no("no")
    with pytest.raises(ValueError, match="neither"):
        tables.yes_or_no("perhaps")


def test_all_rules_of_a_day_take_one_query(reference, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert CheckRule.objects.blocking(DAY, "16.02")
