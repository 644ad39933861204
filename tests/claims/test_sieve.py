"""The office's queue, sifted: the counts follow, and each still equals its list."""

import pytest

from claims.models import Deadline
from regencies.models import District, Role
from tests import build
from tests.claims.pages import recent
from tests.claims.test_panel_pages import counts, due_in
from tests.faults import crowd


@pytest.fixture
def desk(client, people):
    """A mixed queue, and the verifier who reads it."""
    me = people[Role.OPD_VERIFIER]
    other = build.person("verifier.two")
    build.appoint(other, Role.OPD_VERIFIER)
    elsewhere = build.everybody(build.ELSEWHERE, "2")
    late, mine, theirs = (recent("endorsed", people) for _ in range(3))
    due_in(late, hours=-1)
    Deadline.objects.filter(claim=mine, stage="office").update(holder=me)
    Deadline.objects.filter(claim=theirs, stage="office").update(holder=other)
    recent("endorsed", elsewhere, village=build.ELSEWHERE)
    recent("endorsed", people, kind="accident", at_work=True, facts={"months_unfit": 3})
    recent("approved", people)
    recent("reported", people)
    client.force_login(me)
    client.other = other
    return client


def queued(page):
    """Every file of the tabs that do not overlap."""
    names = ("overdue", "today", "soon", "later", "waiting")
    found = counts(page)
    return sum(found[name] for name in names), found["decided"], found["reported"]


@pytest.mark.parametrize(
    ("said", "left"),
    [({}, (5, 1, 1)), ({"programme": "jkk"}, (1, 0, 1)), ({"programme": "jkm"}, (4, 1, 0)),
     ({"kind": "accident"}, (1, 0, 1)), ({"kind": "death"}, (4, 1, 0)),
     ({"district": "16.02.05"}, (4, 1, 1)), ({"holder": "mine"}, (1, 1, 0)),
     ({"holder": "nobody"}, (3, 0, 1)), ({"overdue": "on"}, (1, 0, 0)),
     ({"overdue": "on", "holder": "mine"}, (0, 0, 0)),
     ({"district": "nonsense", "kind": "x", "holder": "%00", "programme": "1"}, (5, 1, 1))],
)  # fmt: skip
def test_counts_follow_the_filter_and_equal_their_lists(desk, said, left):
    page = desk.get("/panel/", said)
    assert queued(page) == left
    for name, n in counts(page).items():
        rows = desk.get("/panel/", {**said, "show": name}).context["page"]
        assert rows.paginator.count == len(rows.object_list) == n


def test_a_colleagues_files_can_be_looked_at(desk):
    assert queued(desk.get("/panel/", {"holder": desk.other.pk}))[0] == 1


def test_the_filter_stays_while_one_goes_from_list_to_list(desk):
    page = desk.get("/panel/", {"kind": "death", "holder": "mine", "show": "later"})
    text = page.content.decode()
    assert 'href="?kind=death&amp;holder=mine&amp;show=overdue"' in text
    assert '<option value="death" selected>' in text
    assert 'name="show" value="later"' in text


def test_only_the_kecamatans_of_ones_own_regency_are_offered(desk):
    offered = {code for code, _ in desk.get("/panel/").context["form"].fields["district"].choices}
    own = District.objects.filter(regency="16.02").values_list("code", flat=True)
    assert offered == {"", *own}


@pytest.mark.parametrize("n", [1, 30])
def test_a_sifted_queue_asks_the_same_number_of_questions(
    client, people, n, django_assert_num_queries
):
    crowd.copies(n - 1, recent("endorsed", people))
    client.force_login(people[Role.OPD_VERIFIER])
    with django_assert_num_queries(SIFTED_QUERIES):
        page = client.get("/panel/", {"show": "later", "kind": "death", "holder": "nobody"})
    assert len(page.context["page"]) == n


SIFTED_QUERIES = 15
