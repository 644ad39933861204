"""Several claims endorsed at once, where every needed paper is there and none is faulty."""

import re

import pytest
from django.utils import timezone

from claims import actions
from claims.models import Claim, PaperVerdict
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, recent
from tests.faults import crowd

URL = "/district/endorse_several/"


def complete(people, **story):
    """A claim with every paper that it needs, checked."""
    claim = recent("draft", people, **story)
    for wanted in actions.missing_papers(claim):
        build.attach(claim, people, wanted.key, now=timezone.now())
    do("submit", claim, people)
    # The claims of a test look alike, and each new one has the others looked at again.
    for _ in range(2):
        for other in Claim.objects.order_by("pk"):
            actions.examine(other.pk, now=timezone.now())
    return Claim.objects.get(pk=claim.pk)


@pytest.fixture
def camat(client, people):
    client.force_login(people[Role.CAMAT])
    return client


def offered(client, **said):
    return {claim.code for claim in client.get(URL, said).context["claims"]}


def confirm(client, *codes):
    """The hidden fields of the page that asks once more."""
    key = client.get(URL).context["form"].initial["key"]
    page = client.post(URL, {"key": key, "chosen": codes})
    assert page.status_code == 200
    text = page.content.decode()
    versions = dict(re.findall(r'name="(version-[\d-]+)" value="(\d+)"', text))
    assert {f"version-{code}" for code in codes} == set(versions)
    return {"key": key, "chosen": codes, "confirmed": "yes", **versions}


def states(*claims):
    return [Claim.objects.get(pk=claim.pk).state for claim in claims]


def test_only_complete_ones_are_offered(camat, people):
    ready = complete(people)
    recent("submitted", people)
    faulty = complete(people)
    PaperVerdict.objects.create(claim=faulty, paper="ktp_peserta", verdict="unreadable",
                                by=people[Role.CAMAT], at=timezone.now())  # fmt: skip
    changed = complete(people)
    Claim.objects.filter(pk=changed.pk).update(checked_version=-1)
    assert offered(camat) == {ready.code}
    assert offered(camat, village=build.HERE) == {ready.code}
    assert offered(camat, village=build.NEXT_DOOR) == set()


def test_they_are_asked_once_more_and_then_endorsed(camat, people):
    claims = [complete(people) for _ in range(3)]
    sent = confirm(camat, *(claim.code for claim in claims[:2]))
    assert states(*claims) == [State.SUBMITTED] * 3
    assert camat.post(URL, sent).status_code == 302
    assert states(*claims) == [State.ENDORSED, State.ENDORSED, State.SUBMITTED]
    # A second click endorses nothing anew, and says the same.
    assert camat.post(URL, sent).status_code == 302
    assert all(claim.events.filter(move="endorse").count() == 1 for claim in claims[:2])


def test_one_that_fails_keeps_no_other_from_it_and_is_told_with_why(camat, people):
    good, moved, spoilt = (complete(people) for _ in range(3))
    sent = confirm(camat, good.code, moved.code, spoilt.code)
    do("send_back", moved, people)
    actions.judge(
        spoilt.pk, verdicts={"kpj": ("unreadable", "Kabur.")}, by=people[Role.DISTRICT_OFFICER],
        now=timezone.now(),
    )  # fmt: skip
    answer = camat.post(URL, sent)
    assert answer.status_code == 409
    assert states(good, moved, spoilt) == [State.ENDORSED, State.SENT_BACK, State.SUBMITTED]
    why = {claim.code: sentence for claim, sentence in answer.context["failed"]}
    assert set(why) == {moved.code, spoilt.code}
    assert people[Role.CAMAT].name in why[moved.code]
    assert all(sentence in answer.content.decode() for sentence in why.values())


def test_a_claim_that_is_not_offered_cannot_be_ticked(camat, people):
    half = recent("submitted", people)
    elsewhere = build.everybody(build.ELSEWHERE, "2")
    strange = complete(elsewhere, village=build.ELSEWHERE)
    key = camat.get(URL).context["form"].initial["key"]
    for chosen in ([half.code], [strange.code], ["nonsense"], []):
        assert camat.post(URL, {"key": key, "chosen": chosen}).status_code == 422
    forged = {"key": key, "chosen": [strange.code], f"version-{strange.code}": strange.version,
              "confirmed": "yes"}  # fmt: skip
    assert camat.post(URL, forged).status_code == 422
    assert states(half, strange) == [State.SUBMITTED] * 2


def test_a_version_is_asked_of_each(camat, people):
    claim = complete(people)
    sent = confirm(camat, claim.code)
    assert camat.post(URL, sent | {f"version-{claim.code}": "x"}).status_code == 422
    stale = sent | {f"version-{claim.code}": claim.version - 1}
    assert camat.post(URL, stale).status_code == 409
    assert states(claim) == [State.SUBMITTED]


@pytest.mark.parametrize("role", [Role.DISTRICT_OFFICER, Role.VILLAGE_HEAD, Role.OPD_VERIFIER])
def test_the_camat_alone(client, people, role):
    client.force_login(people[role])
    assert client.get(URL).status_code == client.post(URL, {}).status_code == 403


@pytest.mark.parametrize("n", [1, 30])
def test_the_page_asks_the_same_number_of_questions(camat, people, n, django_assert_num_queries):
    first = complete(people)
    crowd.copies(n - 1, first)
    for claim in Claim.objects.exclude(pk=first.pk):
        claim.checks.create(key="papers", result="pass", reason="all_here",
                            checked_at=timezone.now(), version=1)  # fmt: skip
    with django_assert_num_queries(SEVERAL_QUERIES):
        page = camat.get(URL)
    assert len(page.context["claims"]) == n


SEVERAL_QUERIES = 8


def test_what_was_ticked_stays_ticked(camat, people):
    """More than may be endorsed at once: nobody ticks fifty boxes twice."""
    first = complete(people)
    crowd.copies(54, first)
    for claim in Claim.objects.exclude(pk=first.pk):
        claim.checks.create(key="papers", result="pass", reason="all_here",
                            checked_at=timezone.now(), version=1)  # fmt: skip
    claims = Claim.objects.filter(state=State.SUBMITTED)
    key = camat.get(URL).context["form"].initial["key"]
    page = camat.post(URL, {"key": key, "chosen": [claim.code for claim in claims]})
    assert page.status_code == 422
    assert page.content.decode().count(" checked") == len(page.context["claims"])
