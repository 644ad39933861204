"""state and sweep, as an operator calls them."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Event
from tests import build


def said(*words, **options):
    out = StringIO()
    call_command(*words, stdout=out, **options)
    return out.getvalue()


def test_state_counts_what_there_is(people):
    build.claim_in("submitted", people)  # due 5 March 2026: long past
    build.claim_in("sent_back", people)
    build.claim_in("awarded", people)
    said("sweep")
    found = json.loads(said("state", json=True))
    assert found["claims"] == {"submitted": 1, "sent_back": 1, "awarded": 1}
    assert found["payouts"] == {"awarded": 2}
    # The camat's, the village's, the office's that stands still, and one payment.
    assert found["deadlines"] == {"running": 4, "overdue": 3, "breached": 3, "set_aside": 0}
    assert found["notices"]["breach"] > 0
    assert found["events"] == Event.objects.count()


def test_sweep_travels_in_time_only_where_it_may(people, settings):
    claim = build.claim_in("submitted", people)
    said("sweep", now="2026-03-06T00:00:00+07:00")
    assert Event.objects.filter(claim=claim, rung="breach").exists()
    settings.ALLOW_TIME_TRAVEL = False
    with pytest.raises(CommandError, match="ALLOW_TIME_TRAVEL"):
        said("sweep", now="2026-03-07T00:00:00+07:00")


@pytest.mark.parametrize("text", ["yesterday", "2026-02-30T00:00:00+07:00"])
def test_sweep_refuses_what_is_no_instant(db, text):
    with pytest.raises(CommandError, match="no instant"):
        said("sweep", now=text)
