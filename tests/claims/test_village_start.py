"""What happened, what may be expected, and the draft: before anybody is named."""

import re

import pytest
from django.utils import timezone

from claims.models import Claim
from regencies.models import Role
from tests import build


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def asked(client, what, on=None, **values):
    on = on or timezone.localdate().isoformat()
    said = {"what": what, "on": on, "village": build.HERE, **values}
    return client.get("/village/start/", said)


def begun(client, page):
    """Press the button of the page as a browser would."""
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', page.content.decode()))
    client.post("/village/start/", fields)
    return Claim.objects.latest("id")


def test_a_death_shows_programmes_papers_sums_and_days_at_once(head):
    text = asked(head, "death").content.decode()
    for words in ("Jaminan Kematian", "Ogan Komering Ilir", "Rp42.000.000", "Rp10.000.000",
                  "Rp1.000.000", "Akta kematian", "7 hari"):  # fmt: skip
        assert words in text, words
    assert "Jaminan Kecelakaan Kerja" not in text and "Laporan kecelakaan" not in text
    assert Claim.objects.count() == 0


def test_a_death_through_work_is_paid_by_jkk_and_never_by_jkm(head):
    text = asked(head, "death_at_work").content.decode()
    assert "Jaminan Kecelakaan Kerja" in text and "Rp70.000.000" in text
    assert "Jaminan Kematian" not in text


def test_who_was_hurt_and_lives_is_asked_for_no_heirs_paper(head):
    text = asked(head, "accident").content.decode()
    assert "Jaminan Kecelakaan Kerja" in text and "2 × 24" in text
    assert "Akta kematian" not in text and "Ogan Komering Ilir</h3>" not in text


def test_the_regency_of_the_village_says_what_is_offered(client, db):
    elsewhere = build.everybody(build.MUBA, "2")
    client.force_login(elsewhere[Role.VILLAGE_HEAD])
    page = asked(client, "death", village=build.MUBA).content.decode()
    assert "Jaminan Kematian" in page and "Rp1.000.000" not in page


def test_an_old_day_is_told_by_the_figures_of_its_time(head):
    assert "Rp24.000.000" in asked(head, "death", "2018-05-05").content.decode()


@pytest.mark.parametrize(
    ("what", "kind", "at_work", "died"),
    [
        ("death", "death", False, False),
        ("death_at_work", "accident", True, True),
        ("accident", "accident", True, False),
    ],
)
def test_the_button_keeps_what_was_told(head, what, kind, at_work, died):
    today = timezone.localdate()
    page = asked(head, what)
    claim = begun(head, page)
    assert begun(head, page) == claim and Claim.objects.count() == 1
    assert (claim.kind, claim.at_work, claim.event_on) == (kind, at_work, today)
    assert claim.died_on == (today if died else None)
    assert claim.programmes.exists()


@pytest.mark.parametrize(
    ("what", "on", "field"),
    [("", "2026-01-01", "what"), ("x", "2026-01-01", "what"), ("death", "2999-01-01", "on"),
     ("death", "kemarin", "on"), ("death", "\0", "on")],
)  # fmt: skip
def test_a_wrong_answer_is_told_beside_it(head, what, on, field):
    page = asked(head, what, on)
    assert page.status_code == 422 and f'id="id_{field}_error"' in page.content.decode()


def test_the_button_pressed_on_an_empty_page_says_what_is_missing(head):
    page = head.get("/village/start/", {"on": ""})
    assert page.status_code == 422 and set(page.context["form"].errors) == {"what", "on"}


def test_nobody_begins_in_a_village_that_is_not_theirs(head):
    page = asked(head, "death", village=build.NEXT_DOOR).content.decode()
    assert f'value="{build.HERE}"' in page and f'value="{build.NEXT_DOOR}"' not in page
    said = {"key": "7e8f5d1c-9f57-4f3e-8a0f-0d9a3c1b2a11", "kind": "death"}
    assert head.post("/village/start/", said | {"village": build.NEXT_DOOR}).status_code == 422
    assert Claim.objects.count() == 0
