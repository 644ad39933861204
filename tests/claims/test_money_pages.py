"""The cashier's desk over HTTP."""

import pytest
from django.utils import timezone

from claims import actions
from claims.rules.states import PayoutState
from regencies.models import Role
from tests import build
from tests.claims.pages import do, form, recent, same_404

QUEUE_QUERIES = 8


def as_role(client, people, role):
    client.force_login(people[role])
    return client


@pytest.fixture
def awarded(people):
    """A claim with two payouts: 1 is JKM, 2 the regency's own."""
    return recent("awarded", people)


def payout(claim, number):
    return claim.payouts.order_by("id")[number - 1]


def url(claim, number, verb=""):
    return f"/money/{claim.code}/{number}/{verb}{'/' if verb else ''}"


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CASHIER, 200), (Role.OPD_HEAD, 200), (Role.OPD_SECTION_HEAD, 200),
     (Role.AUDITOR, 200), (Role.VILLAGE_HEAD, 403), (Role.CAMAT, 403),
     (Role.OPD_VERIFIER, 403), (Role.BUPATI, 403)],
)  # fmt: skip
def test_payments_open_for_cashier_and_heads(client, people, awarded, role, status):
    as_role(client, people, role)
    assert client.get("/money/").status_code == status
    assert client.get(url(awarded, 1)).status_code == status


def test_a_strangers_payout_looks_like_one_that_does_not_exist(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("awarded", muba, village=build.MUBA)
    as_role(client, people, Role.CASHIER)
    assert same_404(client, "/money/{code}/1/", claim.code)
    assert same_404(client, "/money/{code}/1/pay/", claim.code)


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_a_payout_that_does_not_exist(client, people, awarded, number):
    assert as_role(client, people, Role.CASHIER).get(url(awarded, number)).status_code == 404


@pytest.mark.parametrize("n", [1, 3])
def test_the_list_asks_the_same_number_of_questions(client, people, n, django_assert_num_queries):
    for _ in range(n):
        recent("awarded", people)
    as_role(client, people, Role.CASHIER)
    with django_assert_num_queries(QUEUE_QUERIES):
        page = client.get("/money/", {"show": "to_order"})
    assert len(page.context["page"]) == n


def test_every_count_equals_its_list_and_every_payout_is_in_one(client, people, awarded):
    cashier = {"by": people[Role.CASHIER], "now": timezone.now()}
    actions.forward(payout(awarded, 1).pk, reference="B-1", **cashier)
    actions.ask_cancel(payout(awarded, 2).pk, note="Dobel", **cashier)
    recent("awarded", people)
    as_role(client, people, Role.CASHIER)
    found = {tab["name"]: tab["n"] for tab in client.get("/money/").context["tabs"]}
    assert found == {
        "to_forward": 1, "to_order": 1, "ordered": 0, "at_branch": 1, "refused": 0, "waiting": 0,
        "came_back": 0, "cancel_asked": 1, "ended": 0,
    }  # fmt: skip
    for name, n in found.items():
        assert client.get("/money/", {"show": name}).context["page"].paginator.count == n


def test_the_number_in_the_list_is_the_number_in_the_address(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    for row in client.get("/money/", {"show": "to_order"}).context["page"]:
        page = client.get(url(awarded, row.number))
        assert page.context["payout"] == row


@pytest.mark.parametrize("query", ["show=x", "page=-3", "page=x", "page=%00"])
def test_a_bad_address_is_the_first_page(client, people, query):
    assert as_role(client, people, Role.CASHIER).get(f"/money/?{query}").status_code == 200


def test_the_award_shows_its_arithmetic_and_masks_the_account(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    page = client.get(url(awarded, 1))
    text = page.content.decode()
    assert "24 bulan x Rp500.000" in text and "PP 44/2015" in text
    assert page.context["sheet"].estimate
    assert build.ACCOUNT not in text and build.NIK not in text
    assert payout(awarded, 1).state == PayoutState.AWARDED


def test_a_transfer_is_ordered_and_paid_as_awarded(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    two = payout(awarded, 2)
    batch = build.order(two, people=people, now=timezone.now())
    today = timezone.localdate().isoformat()
    wrong = client.post(url(awarded, 2, "pay"), form(two, paid_on=today, amount="999.999"))
    assert wrong.status_code == 422 and "amount" in wrong.context["form"].errors
    future = client.post(url(awarded, 2, "pay"), form(two, paid_on="2126-01-01", amount="1000000"))
    assert future.status_code == 422 and "paid_on" in future.context["form"].errors
    sent = form(two, paid_on=today, amount="Rp1.000.000")
    assert [client.post(url(awarded, 2, "pay"), sent).status_code for _ in range(2)] == [302, 302]
    two.refresh_from_db()
    assert (two.state, two.paid_amount, two.reference) == ("paid", 1_000_000, batch.code)
    assert client.get(url(awarded, 2)).status_code == 200


def test_the_branch_pays_what_it_decided(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    one = payout(awarded, 1)
    sent = form(one, reference="B-1")
    assert client.post(url(awarded, 1, "forward"), sent).status_code == 302
    sent = form(one, paid_on=timezone.localdate().isoformat(), amount="40000000")
    assert client.post(url(awarded, 1, "pay"), sent).status_code == 302
    text = client.get(url(awarded, 1)).content.decode()
    assert "Rp40.000.000" in text and "Rp42.000.000" in text


@pytest.mark.parametrize(
    ("number", "verbs", "end"),
    [
        (1, ["forward", "refuse"], "refused"),
        (2, ["wait"], "waiting"),
        (2, ["order", "fail"], "failed"),
        (2, ["order", "pay", "bounce"], "bounced"),
    ],
)
def test_the_other_ways(client, people, awarded, number, verbs, end):
    as_role(client, people, Role.CASHIER)
    found = payout(awarded, number)
    for verb in verbs:
        if verb == "order":
            build.order(found, people=people, now=timezone.now())
            continue
        assert client.get(url(awarded, number, verb)).status_code == 200
        values = {"note": "Sebabnya", "reference": "N-1", "amount": str(found.amount),
                  "paid_on": timezone.localdate().isoformat()}  # fmt: skip
        answer = client.post(url(awarded, number, verb), form(found, **values))
        assert answer.status_code == 302
    found.refresh_from_db()
    assert found.state == end
    assert client.get(url(awarded, number)).status_code == 200


def test_it_takes_two_people_to_cancel(client, people, awarded):
    two = payout(awarded, 2)
    head = as_role(client, people, Role.OPD_HEAD)
    assert head.get(url(awarded, 2, "cancel")).status_code == 409
    assert head.get(url(awarded, 2, "ask_cancel")).status_code == 403
    as_role(client, people, Role.CASHIER)
    assert client.get(url(awarded, 2, "ask_cancel")).status_code == 200
    sent = form(two, note="Dibayar dua kali")
    assert client.post(url(awarded, 2, "ask_cancel"), sent).status_code == 302
    assert client.get(url(awarded, 2, "cancel")).status_code == 403
    as_role(client, people, Role.OPD_HEAD)
    sent = form(two, note="Benar")
    assert client.post(url(awarded, 2, "cancel"), sent).status_code == 302
    two.refresh_from_db()
    assert two.state == PayoutState.CANCELLED


@pytest.mark.parametrize(
    "verb", ["order", "wait", "forward", "pay", "cancel", "ask_cancel", "keep_payout"]
)
@pytest.mark.parametrize("role", [Role.AUDITOR, Role.OPD_HEAD])
def test_nobody_else_pays(client, people, awarded, verb, role):
    as_role(client, people, role)
    for answer in (client.get(url(awarded, 2, verb)), client.post(url(awarded, 2, verb), {})):
        assert answer.status_code in {403, 409}
    assert payout(awarded, 2).state == PayoutState.AWARDED


def test_a_transfer_that_failed_promises_no_other_account(client, people, awarded):
    """The next order goes to the account of the award, which nobody can change."""
    two, now = payout(awarded, 2), timezone.now()
    build.order(two, people=people, now=now)
    as_role(client, people, Role.CASHIER)
    asked = client.get(url(awarded, 2, "fail")).content.decode()
    actions.fail(two.pk, note="Rekening salah", by=people[Role.CASHIER], now=now)
    for page in (asked, client.get(url(awarded, 2)).content.decode()):
        assert "rekening yang sama" in page and "perbaiki" not in page.lower()


def test_a_late_click_says_so(client, people, awarded):
    actions.wait(payout(awarded, 2).pk, note="-", by=people[Role.CASHIER], now=timezone.now())
    as_role(client, people, Role.CASHIER)
    answer = client.get(url(awarded, 2, "wait"))
    assert answer.status_code == 409
    assert people[Role.CASHIER].name in answer.content.decode()


def test_a_settled_claims_payouts_can_still_be_read(client, people):
    claim = recent("verified", people)
    for verb in ("approve", "award", "pay", "settle"):
        do(verb, claim, people)
    as_role(client, people, Role.AUDITOR)
    assert client.get(url(claim, 1)).status_code == 200


def test_the_account_number_is_shown_to_the_cashier_alone_and_every_look_is_on_record(
    client, people, awarded
):
    as_role(client, people, Role.CASHIER)
    page = client.get(url(awarded, 2))
    assert build.ACCOUNT not in page.content.decode()
    refused = client.post(url(awarded, 2, "reveal"), form(payout(awarded, 2)))
    assert refused.status_code == 422 and build.ACCOUNT not in refused.content.decode()
    sent = form(payout(awarded, 2), note="Menulis SP2D")
    for _ in range(2):
        shown = client.post(url(awarded, 2, "reveal"), sent)
        assert build.ACCOUNT in shown.content.decode()
    event = awarded.events.get(move="reveal")
    assert (event.by, event.note) == (people[Role.CASHIER], "Menulis SP2D")
    assert build.ACCOUNT not in str(event.data)
    for role in (Role.OPD_HEAD, Role.AUDITOR):
        as_role(client, people, role)
        assert client.post(url(awarded, 2, "reveal"), sent).status_code == 403


def test_every_fault_of_a_payment_is_told_at_once(client, people, awarded):
    found = payout(awarded, 2)
    build.order(found, people=people, now=timezone.now())
    as_role(client, people, Role.CASHIER)
    sent = form(found, amount="2.000.000", paid_on="2199-01-01")
    page = client.post(url(awarded, 2, "pay"), sent)
    assert page.status_code == 422 and set(page.context["form"].errors) == {"amount", "paid_on"}
    words = client.post(url(awarded, 2, "pay"), sent | {"amount": "satu juta"}).content.decode()
    assert "1.000.000." in words and "satu juta" in words


def test_the_history_keeps_the_number_of_every_order_and_says_no_code(client, people, awarded):
    found, act = payout(awarded, 2), {"by": people[Role.CASHIER], "now": timezone.now()}
    actions.wait(found.pk, note="DPA belum sah.", **act)
    first = build.order(found, people=people, now=act["now"])
    actions.fail(found.pk, note="Rekening tutup.", **act)
    second = build.order(found, people=people, now=act["now"])
    text = as_role(client, people, Role.CASHIER).get(url(awarded, 2)).content.decode()
    assert first.code in text and second.code in text and "o_budget" not in text


def test_a_payouts_page_offers_the_letters_of_this_award_alone(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    page = client.get(url(awarded, 1)).context
    assert [row["payout"].pk for row in page["issuable"]] == [payout(awarded, 1).pk]


def test_a_notice_leads_the_cashier_to_the_payout_that_waits(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    assert client.get(f"/claims/{awarded.code}/").url == url(awarded, 2)
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    build.order(payout(awarded, 2), people=people, now=act["now"])
    paid_on = timezone.localdate()
    actions.pay(payout(awarded, 2).pk, amount=1_000_000, paid_on=paid_on, **act)
    assert client.get(f"/claims/{awarded.code}/").url == url(awarded, 1)
    assert url(awarded, 2) in client.get(f"/panel/{awarded.code}/").content.decode()
    as_role(client, people, Role.OPD_VERIFIER)
    assert client.get(f"/claims/{awarded.code}/").url == f"/panel/{awarded.code}/"
    assert "/money/" not in client.get(f"/panel/{awarded.code}/").content.decode()


def test_a_page_left_open_leads_back_to_the_payout(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    sent = form(payout(awarded, 1), reference="TT-1")
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    actions.forward(payout(awarded, 1).pk, reference="TT-2", **act)
    page = client.post(url(awarded, 1, "forward"), sent)
    assert page.status_code == 409 and f'href="{url(awarded, 1)}"' in page.content.decode()


def test_a_payee_is_looked_for_where_the_cashier_works(client, people, awarded):
    as_role(client, people, Role.CASHIER)
    assert 'action="/panel/find/"' in client.get("/money/").content.decode()
    found = client.post("/panel/find/", {"said": awarded.code}, follow=True)
    assert f'href="/claims/{awarded.code}/"' in found.content.decode()
    page = client.get(f"/claims/{awarded.code}/", follow=True)
    assert page.redirect_chain[-1][0] in {url(awarded, 1), url(awarded, 2)}
