"""A number or a name in a gateway's address."""

import pytest

from claims.notices import carrying


@pytest.mark.parametrize(
    "typed", ["+62 811-700-1122", "62811 700 1122", "0811 700 1122", "08117001122"]
)
def test_a_number_is_dialled_with_its_country(typed):
    assert carrying.addressed("sms://x/{phone}", phone=typed) == "sms://x/628117001122"


@pytest.mark.parametrize("typed", ["", "12", "tidak ada"])
def test_what_is_no_number_is_sent_nowhere(typed):
    with pytest.raises(carrying.Unreachable):
        carrying.addressed("sms://x/{phone}", phone=typed)


def test_a_chat_cannot_break_out_of_its_place():
    found = carrying.addressed("tgram://token/{chat}", chat="1/../2?x=1&y")
    assert found.count("/") == 3 and "?" not in found and "&" not in found
