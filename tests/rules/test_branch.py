"""What BPJS owes for its own delay, and the ladder of a limit that is not ours."""

from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from claims.rules.branch import owed_for_delay
from claims.rules.deadlines import midnight_beginning, others_delay, rungs

ZONE = "Asia/Jakarta"


@pytest.mark.parametrize(
    ("benefit", "days", "percent", "owed"),
    [(42_000_000, 1, "1", 420_000), (42_000_000, 10, "1", 4_200_000), (42_000_000, 0, "1", 0),
     (42_000_000, -3, "1", 0), (50, 1, "1", 1), (49, 1, "1", 0), (70_000_000, 3, "0.5", 1_050_000)],
)  # fmt: skip
def test_a_share_of_the_benefit_for_each_day(benefit, days, percent, owed):
    assert owed_for_delay(benefit, days, Decimal(percent)) == owed


def test_somebody_elses_delay_is_no_breach_and_goes_no_further_up():
    ladder = rungs(
        date(2026, 3, 5), ZONE, warn_days=[0], warn_hour=8, warned=["cashier"],
        steps=[(0, ["cashier"]), (7, ["cashier"])],
    )  # fmt: skip
    assert [(r.name, r.to) for r in others_delay(ladder)] == [
        ("warn_0", ("cashier",)), ("overdue", ("cashier",)), ("overdue_7", ("cashier",)),
    ]  # fmt: skip
    assert [r.at for r in others_delay(ladder)] == [r.at for r in ladder]


def test_a_day_begins_at_its_first_midnight():
    found = midnight_beginning(date(2026, 3, 5), ZONE)
    assert found == datetime(2026, 3, 5, tzinfo=ZoneInfo(ZONE))
