"""Whom an award announced a scholarship for, has it: the file that an objection opens again tells
of no other children."""

from datetime import date

import pytest
from django.utils import timezone

from claims import actions
from claims.actions import Incomplete, Ruling
from claims.actions.letter_facts_office import explanation
from claims.models import Claim
from regencies.models import Role
from tests import build
from tests.claims import calling
from tests.claims.pages import recent
from tests.claims.test_branch import forward, refuse
from tests.claims.test_schooling import FOUND
from tests.claims.test_uphold import upheld

pytestmark = pytest.mark.django_db

HEAD = Role.VILLAGE_HEAD
DEWI = {"name": "Dewi Demo", "born_on": date(2015, 5, 1), "level": "sd", "grade": 5,
        "married": False, "working": False}  # fmt: skip
GROWN = DEWI | {"name": "Kakak Demo", "born_on": date(2001, 1, 1), "level": "pt", "grade": 4,
                "married": True}  # fmt: skip


@pytest.fixture
def now():
    return timezone.now().astimezone(build.JAKARTA)


@pytest.fixture
def jkm(people, now):
    """Awarded, with a scholarship for Dewi; the santunan was refused."""
    claim = recent("verified", people, children=[DEWI], found=FOUND)
    rulings = {"jkm": Ruling("granted", note="Cabang: aktif."),
               "santunan_oki": Ruling("refused", "not_poor")}  # fmt: skip
    actions.approve(claim.pk, rulings, by=people[Role.OPD_HEAD], now=now)
    actions.award(claim.pk, now=now)
    return claim.payouts.get()


def returned(payout, people, now) -> Claim:
    """The objection against the santunan is upheld, and the village has its file again."""
    claim = upheld(Claim.objects.get(pk=payout.claim_id), people, now=now)
    build.do("send_back", claim, people, now=now)
    return Claim.objects.get(pk=claim.pk)


def keep(claim, people, now, *children):
    return actions.keep(claim.pk, {}, children=children, by=people[HEAD], now=now)


def names(claim):
    return list(claim.children.values_list("name", flat=True))


def posted(client, claim, *children, **how):
    """The page as a browser sends it, with these children."""
    claim.refresh_from_db()
    said = {"version": claim.version, "next": "on", "child-TOTAL_FORMS": len(children),
            "child-INITIAL_FORMS": claim.children.count()}  # fmt: skip
    for n, child in enumerate(children):
        said |= {f"child-{n}-{name}": value for name, value in child.items() if value}
    return client.post(f"/village/{claim.code}/children/", said, **how)


@pytest.mark.parametrize("paid", [False, True])
def test_other_children_are_refused_and_the_one_announced_is_paid(people, now, jkm, paid):
    if paid:
        build.pay(jkm, people, now=now)
    claim = returned(jkm, people, now)
    for others in ([GROWN, DEWI], [DEWI | {"grade": 6}], []):
        with pytest.raises(Incomplete, match="Beasiswa"):
            keep(claim, people, now, *others)
    if not paid:
        build.pay(claim.payouts.get(), people, now=now)
    assert [row.child.name for row in claim.scholarships.all()] == ["Dewi Demo"]


@pytest.mark.parametrize("paid", [False, True])
def test_the_same_list_again_is_kept_with_the_rest_of_the_page(people, now, jkm, paid):
    if paid:
        build.pay(jkm, people, now=now)
    claim = returned(jkm, people, now)
    before = claim.children.get()
    said = {"heir_name": "Aminah binti Demo"}
    actions.keep(claim.pk, said, children=[DEWI], by=people[HEAD], now=now)
    claim.refresh_from_db()
    assert (claim.heir_name, claim.children.get()) == ("Aminah binti Demo", before)


def test_the_page_says_so_beside_what_was_typed(client, people, now, jkm):
    build.pay(jkm, people, now=now)
    claim = returned(jkm, people, now)
    client.force_login(people[HEAD])
    assert posted(client, claim, DEWI).status_code == 302
    page = posted(client, claim, GROWN, DEWI)
    told = page.content.decode()
    assert page.status_code == 422
    assert "Beasiswa sudah diumumkan" in told and "Kakak Demo" in told
    # All of them taken out, and what a phone sends late.
    assert "Beasiswa sudah diumumkan" in posted(client, claim).content.decode()
    answer = posted(client, claim, GROWN, HTTP_ACCEPT="application/json")
    assert answer.status_code == 422 and "Beasiswa" in answer.json()["sentence"]
    assert names(claim) == ["Dewi Demo"]


def test_a_system_is_told_too(people, now, jkm):
    build.pay(jkm, people, now=now)
    claim = returned(jkm, people, now)
    system = calling.caller(people)
    told = [child | {"born_on": child["born_on"].isoformat()} for child in (DEWI, GROWN)]

    def amend(*children):
        claim.refresh_from_db()
        said = {"version": claim.version, "children": children}
        return system.patch(f"/claims/{claim.code}", said)

    assert amend(told[0]).status_code == 200
    answer = amend(*told)
    assert answer.status_code == 422 and list(answer.json()["fields"]) == ["children"]


def test_without_a_scholarship_the_village_tells_of_whom_it_likes(people, now):
    claim = recent("awarded", people, children=[DEWI])
    assert keep(returned(claim.payouts.first(), people, now), people, now, GROWN, DEWI)


# What the branch refused ----------------------------------------------------------------------


@pytest.fixture
def changed(people, now, jkm):
    """The branch refused it, and the village has told of another child since."""
    forward(jkm, people, now=now)
    refuse(jkm, people, now=now)
    claim = returned(jkm, people, now)
    keep(claim, people, now, GROWN, DEWI)
    jkm.refresh_from_db()
    return jkm


def test_what_was_refused_does_not_go_again_for_other_children(people, now, changed):
    with pytest.raises(Incomplete, match="anak"):
        forward(changed, people, now=now)
    keep(changed.claim, people, now, DEWI)
    forward(changed, people, now=now)
    build.pay(changed, people, now=now)
    assert changed.claim.scholarships.get().child.name == "Dewi Demo"


def test_its_letter_and_its_sheet_give_the_scholarship_to_nobody_else(client, people, changed):
    told = explanation(changed.claim, changed, date(2026, 3, 2))["pupils"]
    assert [pupil["name"] for pupil in told] == ["Anak 1"]
    client.force_login(people[HEAD])
    page = client.get(f"/village/{changed.claim.code}/1/sheet/")
    assert page.status_code == 200 and "Kakak Demo" not in page.content.decode()
