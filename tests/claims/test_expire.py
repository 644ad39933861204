"""A draft that nobody goes on with: the village is told, then it is emptied and leaves its list."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from claims import sweeps
from claims.actions.expiring import drafts_to_expire
from claims.models import Child, Claim, Document, Fact, Notice
from claims.rules.states import State
from regencies.models import Figure, Regency, Role
from tests import build
from tests.build import DAY, NOW


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def sweep(now):
    return sweeps.run(now, lambda: now)


def moves(claim):
    return list(claim.events.values_list("move", flat=True))


def after(n):
    return NOW + n * DAY


def test_the_village_is_told_two_weeks_before_and_once(people):
    claim = build.draft(people)
    sweep(after(75))
    assert moves(claim) == ["start"]
    for n in (76, 76, 80):
        sweep(after(n))
    assert moves(claim) == ["start", "warn_draft"]
    told = Notice.objects.filter(claim=claim, kind="warn_draft", channel="inbox")
    roles = {Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR}
    assert {row.person for row in told} == {people[role] for role in roles}
    assert claim.events.get(move="warn_draft").data == {"due_on": "2026-05-31"}


def test_after_its_days_nothing_of_the_family_is_left(people, django_capture_on_commit_callbacks):
    child = {"name": "Budi", "born_on": NOW.date(), "level": "sd", "grade": 1, "married": False,
             "working": False}  # fmt: skip
    claim = build.draft(people, children=[child], facts={"decile": 3})
    files = [Path(paper.file.path) for paper in claim.documents.all()]
    assert all(path.exists() for path in files)
    sweep(after(76))
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep(after(90))["drafts_expired"] == 1
    claim = Claim.objects.get(pk=claim.pk)
    event = claim.events.get(move="expire")
    assert (event.by, event.reason, claim.state) == (None, "draft_expired", State.WITHDRAWN)
    assert not any(getattr(claim, name) for name in build.STORY)
    assert not (claim.nik_index or claim.kk_index or claim.account_index)
    for model in (Document, Child, Fact):
        assert not model.objects.filter(claim=claim).exists()
    assert not any(path.exists() for path in files)
    assert sweep(after(91))["drafts_expired"] == 0


def test_whoever_goes_on_with_it_keeps_it(people):
    claim = build.draft(people)
    sweep(after(76))
    build.actions.keep(claim.pk, {"cause": "Sakit"}, by=people[Role.VILLAGE_HEAD], now=after(89))
    sweep(after(100))
    assert Claim.objects.get(pk=claim.pk).state == State.DRAFT
    # From that day on it is kept as long again.
    sweep(after(89 + 76))
    assert moves(claim).count("warn_draft") == 2


def test_when_no_sweep_ran_for_months_the_village_has_its_two_weeks_all_the_same(people):
    claim = build.draft(people)
    sweep(after(300))
    assert moves(claim) == ["start", "warn_draft"]
    assert claim.events.get(move="warn_draft").data["due_on"] == str(after(314).date())
    sweep(after(313))
    assert Claim.objects.get(pk=claim.pk).state == State.DRAFT
    sweep(after(314))
    assert Claim.objects.get(pk=claim.pk).state == State.WITHDRAWN


@pytest.mark.parametrize("state", ["reported", "submitted", "sent_back"])
def test_what_was_ever_handed_in_is_never_touched(people, state):
    claim = build.claim_in(state, people)
    sweep(after(90))
    sweep(after(300))
    assert not {"warn_draft", "expire"} & set(moves(claim))


def test_without_the_figure_a_draft_is_kept_for_ever(people):
    Figure.objects.filter(key="draft_days").update(value=None)
    claim = build.draft(people)
    sweep(after(900))
    assert moves(claim) == ["start"]


def test_a_regency_may_keep_its_drafts_longer_than_the_others(people):
    row = Figure.objects.get(key="draft_days")
    Figure.objects.create(
        key="draft_days", regency_id="16.02", from_on=row.from_on, value=200, unit=row.unit,
        source="Perbup", confidence="H",
    )  # fmt: skip
    here = build.draft(people)
    there = build.draft(build.everybody(build.MUBA, "2"), village=build.MUBA)
    sweep(after(90))
    assert (moves(here), moves(there)) == (["start"], ["start", "warn_draft"])
    sweep(after(186))
    assert moves(here) == ["start", "warn_draft"]


def test_a_hundred_regencies_cost_no_more_questions_than_two(people, django_assert_num_queries):
    Regency.objects.bulk_create(
        [
            Regency(code=f"16.{n:02}", name=f"Contoh {n}", province_id="16", served=True)
            for n in range(100)
        ],
        ignore_conflicts=True,
    )
    with django_assert_num_queries(3):
        assert not list(drafts_to_expire(NOW))


def test_the_first_screen_says_until_when(client, people):
    build.draft(people)
    client.force_login(people[Role.VILLAGE_HEAD])
    assert "Disimpan sampai" in client.get("/village/").content.decode()


def test_a_photo_that_never_arrived_is_thrown_away(people, tmp_path):
    left = tmp_path / "incoming" / "1-x"
    left.parent.mkdir()
    left.write_bytes(b"x")
    written = datetime.fromtimestamp(left.stat().st_mtime, tz=NOW.tzinfo)
    assert sweep(written + timedelta(days=6))["incoming"] == 0
    assert sweep(written + timedelta(days=8))["incoming"] == 1
    assert not left.exists()
