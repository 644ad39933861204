"""R11 and R12: one decision of a claim, and one claim of a click, when the posts arrive at one
instant, each on a connection of its own. Controls: pages that look and then write, beside them."""

from collections import Counter
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from claims.models import Claim, Event
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import recent
from tests.claims.test_races import at_once
from tests.faults import crowd
from tests.faults.counts import say, trials

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.urls("tests.faults.careless_views"),
]
CLAIMS, CLICKS, FINGERS, CONTROLS = 200, 100, 5, 10
DECIDED = ("approve", "reject")


def signed_in(person, n: int = 1) -> list[Client]:
    """Browsers of this person, each with a session of its own. What breaks is a page with 500."""
    found = [Client(raise_request_exception=False) for _ in range(n)]
    for each in found:
        each.force_login(person)
    return found


@pytest.fixture
def people(committed):
    return build.everybody()


# R11 -------------------------------------------------------------------------------------------


def forms(claim) -> list[dict]:
    """The two forms as the two pages send them: granted, or refused with a reason."""
    codes = list(claim.programmes.values_list("programme", flat=True))
    said = [{"key": uuid4(), "version": claim.version} for _ in DECIDED]
    for code in codes:
        said[0] |= {code: "granted", f"{code}_note": "Cabang: aktif."}
        said[1] |= {code: "not_a_participant"}
    return said


def decided_at_once(claims, people, address: str) -> tuple[Counter, Counter, list[str]]:
    """How the pairs of answers look, how many decisions a claim has, and what the losers read."""
    both = [*signed_in(people[Role.OPD_SECTION_HEAD]), *signed_in(people[Role.OPD_HEAD])]
    answers, decisions, words = Counter(), Counter(), []
    for claim in claims:
        sent = forms(claim)
        urls = [address.format(code=claim.code, verb=verb) for verb in DECIDED]
        pages = at_once(2, lambda i, urls=urls, sent=sent: both[i].post(urls[i], sent[i]))
        answers[tuple(sorted(page.status_code for page in pages))] += 1
        decisions[Event.objects.filter(claim=claim, move__in=DECIDED).count()] += 1
        words += [page.content.decode() for page in pages if page.status_code == 409]
    return answers, decisions, words


def test_two_reviewers_at_one_instant_are_one_decision_and_a_polite_word(people):
    """One approves, the other rejects."""
    n = trials(CLAIMS)
    claims = [recent("verified", people) for _ in range(n)]
    answers, decisions, words = decided_at_once(claims, people, "/panel/{code}/{verb}/")
    assert answers == {(302, 409): n}
    assert decisions == {1: n}
    names = [people[role].name for role in (Role.OPD_SECTION_HEAD, Role.OPD_HEAD)]
    assert all(any(name in text for name in names) for text in words)
    ended = Counter(Claim.objects.values_list("state", flat=True))
    assert set(ended) <= {State.APPROVED, State.REJECTED}

    careless = [recent("verified", people) for _ in range(CONTROLS)]
    broken, twice, _ = decided_at_once(careless, people, "/careless/{code}/{verb}/")
    wrong = CONTROLS - broken[302, 409]
    assert twice[2] > CONTROLS // 2 and wrong > CONTROLS // 2, (broken, twice)
    said = f"{twice[2]} of {CONTROLS} decided twice, {dict(broken)}"
    say("R11 decisions of two reviewers", n, CLAIMS, decided=n, polite=len(words), errors=0,
        ended=dict(ended), control=said)  # fmt: skip


# R12 -------------------------------------------------------------------------------------------


def pressed(clients, n: int, url_of, form_of) -> list[set]:
    """Each form sent by every client at one instant; the different answers to each."""
    found = []
    for k in range(n):
        url, form = url_of(k), form_of(k)
        pages = at_once(len(clients), lambda i, url=url, form=form: clients[i].post(url, form))
        found.append({(page.status_code, page.get("Location")) for page in pages})
    return found


def test_five_times_the_same_start_and_the_same_submit_are_one_claim_each(people):
    n, today = trials(CLICKS), timezone.localdate().isoformat()
    clients = signed_in(people[Role.VILLAGE_HEAD], FINGERS)

    def begins(_):
        return {"key": uuid4(), "kind": "death", "village": build.HERE, "event_on": today,
                "at_work": "false"}  # fmt: skip

    # First: copies of one draft take nothing of others with them.
    crowd.drafts(n, people)
    drafts = list(Claim.objects.order_by("pk"))
    started = pressed(clients, n, lambda _: "/village/start/", begins)
    assert all(len(answers) == 1 for answers in started), started
    made = Claim.objects.exclude(pk__in=[draft.pk for draft in drafts])
    codes = list(made.values_list("code", flat=True))
    assert {answer for (answer,) in started} == {
        (302, f"/village/{code}/person/") for code in codes
    }
    assert len(drafts) == len(codes) == Event.objects.filter(move="start", claim__in=made).count()

    sent = pressed(
        clients, n, lambda k: f"/village/{drafts[k].code}/submit/",
        lambda k: {"key": uuid4(), "version": drafts[k].version},
    )  # fmt: skip
    assert sent == [{(302, f"/village/{draft.code}/sent/")} for draft in drafts]
    assert Event.objects.filter(move="submit").count() == n
    assert Claim.objects.filter(state=State.SUBMITTED).count() == n

    had = Claim.objects.count()
    careless = pressed(clients, CONTROLS, lambda _: "/careless/start/", begins)
    doubled = Claim.objects.count() - had - CONTROLS
    assert doubled > CONTROLS and any(len(answers) > 1 for answers in careless)
    say("R12 clicks pressed five times", n, CLICKS, claims=n, submits=n, same_answers=n * FINGERS,
        control=f"{CONTROLS} clicks made {CONTROLS + doubled} claims")  # fmt: skip
