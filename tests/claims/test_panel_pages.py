"""The office's desk over HTTP."""

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Deadline
from claims.rules.states import State
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404

QUEUE_QUERIES = 15
FILE_QUERIES = 28
VERBS = ("assess", "verify", "send_back", "recheck", "approve", "reject")


def as_role(client, people, role):
    client.force_login(people[role])
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.OPD_VERIFIER, 200), (Role.OPD_SECTION_HEAD, 200), (Role.OPD_HEAD, 200),
     (Role.SEKDA, 200), (Role.AUDITOR, 200), (Role.CASHIER, 200), (Role.VILLAGE_HEAD, 403),
     (Role.CAMAT, 403), (Role.BUPATI, 403), (Role.ADMINISTRATOR, 403)],
)  # fmt: skip
def test_queue_and_file_open_for_the_office(client, people, role, status):
    claim = recent("endorsed", people)
    as_role(client, people, role)
    assert client.get("/panel/").status_code == status
    assert client.get(f"/panel/{claim.code}/").status_code == status


def test_without_a_login_every_page_asks_for_one(client, people):
    assert client.get("/panel/").status_code == 302


@pytest.mark.parametrize("role", [Role.SEKDA, Role.AUDITOR, Role.CASHIER])
def test_who_may_only_read_gets_no_button_and_403(client, people, role):
    claim = recent("endorsed", people)
    as_role(client, people, role)
    page = client.get(f"/panel/{claim.code}/")
    assert page.context["moves"] == [] and not page.context["may_take"]
    for verb in ("verify", "send_back", "assess"):
        url = f"/panel/{claim.code}/{verb}/"
        assert client.get(url).status_code == 403
        assert client.post(url, {}).status_code == 403
    assert client.post(f"/panel/{claim.code}/take/").status_code == 403


def test_a_strangers_claim_looks_like_one_that_does_not_exist(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("endorsed", muba, village=build.MUBA)
    as_role(client, people, Role.OPD_VERIFIER)
    assert same_404(client, "/panel/{code}/", claim.code)
    for verb in VERBS:
        assert same_404(client, f"/panel/{{code}}/{verb}/", claim.code)


# The queue --------------------------------------------------------------------------------


@pytest.mark.parametrize("n", [1, 3])
def test_the_queue_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("endorsed", people)
    as_role(client, people, Role.OPD_VERIFIER)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get("/panel/", {"show": "later"})
    assert len(page.context["page"]) == n


def due_in(claim, **left):
    Deadline.objects.filter(claim=claim, stage="office").update(
        due_at=timezone.now() + timedelta(**left)
    )


def counts(page):
    return {tab["name"]: tab["n"] for tab in page.context["tabs"]}


def test_every_count_equals_its_list(client, people):
    for left in ({"hours": -1}, {"hours": 5}, {"hours": 30}, {"days": 3, "hours": 20}):
        due_in(recent("endorsed", people), **left)
    recent("endorsed", people)
    recent("verified", people)
    recent("sent_back", people)
    recent("approved", people)
    as_role(client, people, Role.OPD_VERIFIER)
    found = counts(client.get("/panel/"))
    assert found == {
        "overdue": 1, "today": 1, "soon": 2, "later": 1, "waiting": 2, "nobody": 5, "offered": 0,
        "reported": 0, "decided": 1,
    }  # fmt: skip
    for name, n in found.items():
        page = client.get("/panel/", {"show": name}).context["page"]
        assert page.paginator.count == len(page.object_list) == n


def test_a_head_has_verified_files_and_waits_for_the_rest(client, people):
    recent("endorsed", people)
    recent("verified", people)
    as_role(client, people, Role.OPD_HEAD)
    found = counts(client.get("/panel/"))
    assert (found["later"], found["waiting"]) == (1, 1)


def test_a_file_on_which_i_hold_another_duty_waits_for_others(client, people):
    both = people[Role.OPD_VERIFIER]
    build.appoint(both, Role.OPD_SECTION_HEAD)
    recent("verified", people)
    client.force_login(both)
    found = counts(client.get("/panel/"))
    assert (found["later"], found["waiting"]) == (0, 1)


def test_the_earliest_due_date_stands_on_top(client, people):
    later, sooner = recent("endorsed", people), recent("endorsed", people)
    due_in(later, days=6, hours=9)
    due_in(sooner, days=6, hours=2)
    as_role(client, people, Role.OPD_VERIFIER)
    rows = client.get("/panel/", {"show": "later"}).context["page"].object_list
    assert [row.claim for row in rows] == [sooner, later]


@pytest.mark.parametrize(
    "query",
    ["show=%00", "page=-1", "page=x", "page=%00", "show=" + 99 * "x"],
)
def test_a_bad_address_is_the_first_page(client, people, query):
    assert as_role(client, people, Role.OPD_VERIFIER).get(f"/panel/?{query}").status_code == 200


# The file -----------------------------------------------------------------------------------


def test_looking_changes_nothing(client, people):
    claim = recent("verified", people)
    events = claim.events.count()
    as_role(client, people, Role.OPD_HEAD)
    for path in ("", "approve/", "reject/", "recheck/"):
        assert client.get(f"/panel/{claim.code}/{path}").status_code == 200
    claim.refresh_from_db()
    assert claim.state == State.VERIFIED and claim.events.count() == events


def test_the_file_shows_estimates_doubts_and_the_day(client, people):
    claim = recent("endorsed", people, facts={"decile": 4, "months_paid": 24})
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    sheets = {row.programme_id: sheet for row, sheet in page.context["estimates"]}
    assert sheets["jkm"].estimate and sheets["jkm"].outcome["cash"] == 42_000_000
    assert not sheets["santunan_oki"].estimate
    assert [figure["key"] for figure in sheets["jkm"].unsure] == ["jkm_bpu_min_months"]
    camat, office = page.context["whys"]
    assert [n for _, n, _ in office.days] == list(range(1, 8))
    assert camat.clock.terms["confidence"] == "L"
    assert "Rp42.000.000" in page.content.decode()


@pytest.mark.parametrize("n", [1, 3])
def test_the_file_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    claim = recent("draft", people, facts={"decile": 4, "months_paid": 24}, children=[
        {"name": f"Anak {i}", "born_on": timezone.localdate().replace(day=1), "level": "sd",
         "grade": 1} for i in range(n)
    ])  # fmt: skip
    for paper in ("kpj", "kk_peserta", "buku_tabungan")[:n]:
        build.attach(claim, people, paper, now=timezone.now())
    do("submit", claim, people)
    do("endorse", claim, people)
    as_role(client, people, Role.OPD_VERIFIER)
    with django_assert_num_queries(FILE_QUERIES):
        client.get(f"/panel/{claim.code}/")


def test_numbers_of_people_are_masked(client, people):
    claim = recent("awarded", people)
    as_role(client, people, Role.OPD_HEAD)
    text = client.get(f"/panel/{claim.code}/").content.decode()
    assert build.NIK not in text and build.KK not in text and build.ACCOUNT not in text


@pytest.mark.parametrize("state", ["endorsed", "verified", "sent_back", "awarded", "settled",
                                   "rejected", "withdrawn", "submitted"])  # fmt: skip
def test_the_file_can_be_read_in_every_state(client, people, state):
    claim = recent(state, people)
    as_role(client, people, Role.AUDITOR)
    assert client.get(f"/panel/{claim.code}/").status_code == 200


def test_an_accident_with_children_can_be_read(client, people):
    children = [{"name": "Adik", "born_on": timezone.now().date().replace(year=2018),
                 "level": "sd", "grade": 2}]  # fmt: skip
    facts = {"base": 1_000_000, "months_unfit": 3, "medical": 500_000, "anatomical": 5}
    claim = recent("endorsed", people, kind="accident", at_work=True, facts=facts,
                   children=children)  # fmt: skip
    as_role(client, people, Role.OPD_VERIFIER)
    page = client.get(f"/panel/{claim.code}/")
    sheet = {row.programme_id: sheet for row, sheet in page.context["estimates"]}["jkk"]
    assert sheet.outcome["cash"] == 3_000_000 + 500_000 + 4_000_000
    assert client.get(f"/panel/{claim.code}/assess/").status_code == 200


# The verbs ----------------------------------------------------------------------------------


def test_a_verifier_takes_a_file_once(client, people):
    claim = recent("endorsed", people)
    as_role(client, people, Role.OPD_VERIFIER)
    url = f"/panel/{claim.code}/take/"
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == client.post(url).status_code == 302
    assert Deadline.objects.get(claim=claim, stage="office").holder == people[Role.OPD_VERIFIER]
    assert claim.events.filter(move="take").count() == 1


FOUND = {
    "months_paid": "24", "months_paid_source": "BPJS", "months_paid_as_of": "2026-01-31",
    "decile_unknown": "on", "decile_source": "DTSEN", "decile_as_of": "2026-01-31",
}  # fmt: skip


def test_facts_are_assessed_with_source_and_day(client, people):
    claim = recent("endorsed", people, facts={"decile": 4})
    as_role(client, people, Role.OPD_VERIFIER)
    url = f"/panel/{claim.code}/assess/"
    sent = form(claim, **FOUND)
    assert [client.post(url, sent).status_code for _ in range(2)] == [302, 302]
    facts = {fact.key: fact for fact in claim.facts.all()}
    assert facts["months_paid"].assessed == 24
    assert (facts["decile"].stated, facts["decile"].assessed) == (4, None)
    assert facts["decile"].assessed_at
    assert claim.events.filter(move="assess").count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"months_paid_source": ""}, "months_paid_source"),
        ({"months_paid_as_of": ""}, "months_paid_as_of"),
        ({"months_paid_as_of": "2126-01-01"}, "months_paid_as_of"),
        ({"months_paid": "many"}, "months_paid"),
        ({"months_paid_unknown": "on"}, "months_paid"),
        ({"decile_unknown": "", "decile": "11"}, "decile"),
    ],
)
def test_a_wrong_fact_is_told_beside_its_field(client, people, wrong, field):
    claim = recent("endorsed", people)
    as_role(client, people, Role.OPD_VERIFIER)
    answer = client.post(f"/panel/{claim.code}/assess/", form(claim, **FOUND | wrong))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not claim.facts.exclude(assessed_at=None).exists()


def test_from_assessing_to_approval(client, people):
    claim = recent("endorsed", people)
    code = claim.code
    as_role(client, people, Role.OPD_VERIFIER)
    early = client.post(f"/panel/{code}/verify/", form(claim))
    assert early.status_code == 422
    # The page has no button that would fail, but the way to what comes first.
    told = client.get(f"/panel/{code}/verify/").content.decode()
    assert f'href="/panel/{code}/assess/"' in told
    assert 'name="note"' not in told
    found = FOUND | {"decile_unknown": "", "decile": "3"}
    assert client.post(f"/panel/{code}/assess/", form(claim, **found)).status_code == 302
    assert client.post(f"/panel/{code}/verify/", form(claim, note="")).status_code == 302
    as_role(client, people, Role.OPD_HEAD)
    url = f"/panel/{code}/approve/"
    half = client.post(url, form(claim, jkm="granted", santunan_oki="refused"))
    assert half.status_code == 422
    assert "santunan_oki" in half.context["form"].errors
    sent = form(claim, jkm="granted", jkm_note="Cabang: aktif.", santunan_oki="refused",
                santunan_oki_reason="not_poor")  # fmt: skip
    assert client.post(url, sent).status_code == 302
    claim.refresh_from_db()
    assert claim.state == State.APPROVED
    assert dict(claim.programmes.values_list("programme", "verdict")) == {
        "jkm": "granted", "santunan_oki": "refused",
    }  # fmt: skip


def test_whoever_decides_reads_what_the_verifier_wrote(client, people):
    claim = recent("endorsed", people, facts={"decile": 3})
    as_role(client, people, Role.OPD_VERIFIER)
    client.post(f"/panel/{claim.code}/assess/",
                form(claim, **FOUND | {"decile_unknown": "", "decile": "3"}))  # fmt: skip
    client.post(f"/panel/{claim.code}/verify/", form(claim, note="Asli KTP dilihat di kantor."))
    as_role(client, people, Role.OPD_HEAD)
    for verb in ("approve", "reject"):
        text = client.get(f"/panel/{claim.code}/{verb}/").content.decode()
        assert "Asli KTP dilihat di kantor." in text and people[Role.OPD_VERIFIER].name in text


def test_approving_takes_one_grant(client, people):
    claim = recent("verified", people)
    as_role(client, people, Role.OPD_HEAD)
    none = {"jkm": "refused", "jkm_reason": "not_covered", "santunan_oki": "refused",
            "santunan_oki_reason": "not_poor"}  # fmt: skip
    answer = client.post(f"/panel/{claim.code}/approve/", form(claim, **none))
    assert answer.status_code == 422 and answer.context["form"].non_field_errors()


def test_rejecting_gives_each_programme_its_reason(client, people):
    claim = recent("verified", people)
    as_role(client, people, Role.OPD_SECTION_HEAD)
    url = f"/panel/{claim.code}/reject/"
    assert client.post(url, form(claim, jkm="not_covered")).status_code == 422
    sent = form(claim, jkm="not_covered", santunan_oki="not_poor", santunan_oki_note="Desil 8")
    assert client.post(url, sent).status_code == 302
    claim.refresh_from_db()
    assert claim.state == State.REJECTED
    page = client.get(f"/panel/{claim.code}/")
    assert "Desil 8" in page.content.decode()


def test_after_a_rejection_the_letter_to_the_family_is_one_press_away(client, people):
    claim = recent("verified", people)
    as_role(client, people, Role.OPD_HEAD)
    refused = {row.programme_id: "not_covered" for row in claim.programmes.all()}
    page = client.post(f"/panel/{claim.code}/reject/", form(claim, **refused), follow=True)
    address = f"/letters/{claim.code}/issue/penolakan/"
    assert f'href="{address}"' in page.content.decode()
    assert client.get(address).status_code == 200


def test_send_back_and_recheck(client, people):
    claim = recent("verified", people)
    as_role(client, people, Role.OPD_SECTION_HEAD)
    assert client.post(f"/panel/{claim.code}/recheck/", form(claim)).status_code == 422
    assert client.post(f"/panel/{claim.code}/recheck/", form(claim, note="x")).status_code == 302
    sent = form(claim, reason="heir_unclear", note="Surat ahli waris")
    assert client.post(f"/panel/{claim.code}/send_back/", sent).status_code == 302
    claim.refresh_from_db()
    assert (claim.state, claim.asked_by) == (State.SENT_BACK, "office")


def test_who_verified_does_not_decide(client, people):
    both = people[Role.OPD_VERIFIER]
    build.appoint(both, Role.OPD_HEAD)
    claim = recent("verified", people)
    client.force_login(both)
    assert client.get(f"/panel/{claim.code}/approve/").status_code == 403
    page = client.get(f"/panel/{claim.code}/")
    assert "approve" not in [move.name for move in page.context["moves"]]


@pytest.mark.parametrize("verb", ["approve", "reject", "recheck"])
@pytest.mark.parametrize("moves", [["approve"], ["approve", "award"]])
def test_a_late_decision_is_told_who_was_faster(client, people, verb, moves):
    claim = recent("verified", people)
    for move in moves:
        do(move, claim, people)
    as_role(client, people, Role.OPD_SECTION_HEAD)
    url = f"/panel/{claim.code}/{verb}/"
    for answer in (client.get(url), client.post(url, {})):
        assert answer.status_code == 409
        assert people[Role.OPD_HEAD].name in answer.content.decode()
