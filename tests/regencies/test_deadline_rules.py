from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from regencies.models import DeadlineRule, Role, RuleMissing

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 2)


@pytest.fixture
def rule(reference):
    def make(days, **fields):
        given = {"stage": "office", "from_on": date(2025, 1, 1), "unit": "calendar"} | fields
        return DeadlineRule.objects.create(
            days=days, start_event="endorse", source="test", confidence="L", **given
        )

    return make


@pytest.mark.parametrize("regency", ["16.02", "16.06"])
@pytest.mark.parametrize(
    ("stage", "days", "start"),
    [
        ("camat", 3, "submit"),
        ("office", 7, "endorse"),
        ("village", 14, "send_back"),
        ("payment", 7, "approve"),
    ],
)
def test_each_stage_has_its_limit(reference, regency, stage, days, start):
    rule = DeadlineRule.objects.for_stage(stage, regency, DAY)
    assert (rule.days, rule.unit, rule.start_event) == (days, "calendar", start)
    assert (rule.warn_days, rule.warn_hour) == ([3, 1, 0], 8)


def test_a_late_office_climbs_to_the_sekda_in_two_days(reference):
    assert DeadlineRule.objects.for_stage("office", "16.02", DAY).steps == [
        {"after_days": 0, "to": ["holder", "opd_section_head"]},
        {"after_days": 1, "to": ["opd_head"]},
        {"after_days": 2, "to": ["sekda"]},
    ]


def test_every_ladder_names_known_roles_and_is_well_formed(reference):
    known = {*Role.values, "holder"}
    for rule in DeadlineRule.objects.all():
        rule.full_clean()
        assert {who for step in rule.steps for who in step["to"]} <= known


def test_our_own_choices_do_not_pass_for_the_decrees(reference):
    sure = dict(DeadlineRule.objects.values_list("regency_id", "confidence").filter(stage="office"))
    assert sure == {"16.02": "M", "16.06": "L"}
    camat = DeadlineRule.objects.filter(stage__in=["camat", "village"])
    assert set(camat.values_list("confidence", flat=True)) == {"L"}


def test_the_most_specific_rule_wins_then_the_latest(rule):
    DeadlineRule.objects.all().delete()
    rule(1)
    rule(2, programme_id="jkm")
    rule(3, regency_id="16.02")
    rule(4, regency_id="16.02", from_on=date(2026, 1, 1))
    rule(5, regency_id="16.02", programme_id="jkm")
    rule(9, regency_id="16.02", programme_id="jkm", from_on=date(2026, 3, 3))

    def days(*args):
        return DeadlineRule.objects.for_stage("office", *args).days

    assert days("16.06", DAY) == days(None, DAY) == 1
    assert days("16.06", DAY, "jkm") == 2
    assert days("16.02", date(2025, 12, 31)) == 3
    assert days("16.02", DAY) == days("16.02", DAY, "jkk") == 4
    assert days("16.02", DAY, "jkm") == 5


def test_a_missing_rule_is_an_error_and_never_a_guess(reference):
    with pytest.raises(RuleMissing, match=r"'office' in regency '16\.02' on 2020-01-01"):
        DeadlineRule.objects.for_stage("office", "16.02", date(2020, 1, 1))
    with pytest.raises(RuleMissing):
        DeadlineRule.objects.for_stage("office", "16.71", DAY)


def test_there_is_one_rule_per_stage_and_first_day_also_without_a_regency(rule):
    rule(7)
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(8)


def test_a_limit_of_no_days_is_refused(rule):
    with pytest.raises(IntegrityError), transaction.atomic():
        rule(0)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("warn_days", [3, -1]),
        ("warn_days", "3 1 0"),
        ("warn_days", [True]),
        ("warn_hour", 24),
        ("steps", {"after_days": 0, "to": ["camat"]}),
        ("steps", [{"after_days": 0}]),
        ("steps", [{"after_days": 0, "to": []}]),
        ("steps", [{"after_days": 0, "to": "camat"}]),
        ("steps", [{"after_days": 1, "to": ["camat"]}, {"after_days": 0, "to": ["sekda"]}]),
        ("steps", ["camat"]),
    ],
)
def test_a_form_refuses_a_malformed_ladder(reference, field, value):
    rule = DeadlineRule.objects.first()
    setattr(rule, field, value)
    with pytest.raises(ValidationError) as refused:
        rule.full_clean()
    assert list(refused.value.message_dict) == [field]
