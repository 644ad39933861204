"""A click that opens whole numbers: sent again at once it is one act, and its key opens nothing
else. So there are as many rows as things that were opened."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.utils import timezone

from claims import actions
from claims.models import BatchFile, Document, Event, Export
from claims.rules.letters import LetterKind
from regencies.models import Role
from tests import build
from tests.claims.pages import form, recent

WHY = "Untuk slip transfer."
MINUTE = timedelta(minutes=1)
WAYS = pytest.mark.parametrize("way", ["reveal", "bundle", "take"], indirect=True)


@pytest.fixture
def clock():
    with time_machine.travel(timezone.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def claim(clock, people):
    return recent("awarded", people)


@pytest.fixture
def way(request, claim, people):
    """An address, what is sent there, another address of its kind, and how many rows tell of it."""
    first, other = claim.payouts.order_by("id")
    if request.param == "reveal":
        return (
            f"/money/{claim.code}/1/reveal/", form(first, note=WHY),
            f"/money/{claim.code}/2/reveal/", Event.objects.filter(move="reveal").count,
        )  # fmt: skip
    if request.param == "bundle":
        second = recent("awarded", people)
        return (
            f"/money/{claim.code}/1/bundle/", form(first, note=WHY),
            f"/money/{second.code}/1/bundle/", Export.objects.filter(kind="bundle").count,
        )  # fmt: skip
    second = recent("awarded", people).payouts.order_by("id")[1]
    codes = [build.order(one, people=people, now=timezone.now()).code for one in (other, second)]
    return (
        f"/money/batches/{codes[0]}/take/", {"format": "csv", "reason": WHY, "key": uuid4()},
        f"/money/batches/{codes[1]}/take/", BatchFile.objects.count,
    )  # fmt: skip


@pytest.fixture
def cashier(people):
    return people[Role.CASHIER]


def opened(client, person, address, sent) -> int:
    """1 where something was shown, 0 where a sentence says why not."""
    client.force_login(person)
    answer = client.post(address, sent)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.status_code == 409:
        assert "Buka lagi halamannya" in body.decode() and build.ACCOUNT not in body.decode()
        return 0
    assert answer.status_code == 200, body
    assert body.startswith(b"PK") or build.ACCOUNT in body.decode()
    return 1


@WAYS
def test_sent_again_at_once_it_is_one_act(client, clock, cashier, way):
    address, sent, _other, rows = way
    assert opened(client, cashier, address, sent)
    clock.shift(9 * MINUTE)
    assert opened(client, cashier, address, sent)
    assert rows() == 1


@WAYS
@pytest.mark.parametrize("after", [11 * MINUTE, 40 * build.DAY])
def test_sent_again_later_it_opens_nothing_without_a_row(client, clock, cashier, way, after):
    address, sent, _other, rows = way
    shown = opened(client, cashier, address, sent)
    clock.shift(after)
    shown += opened(client, cashier, address, sent)
    assert shown == rows() == 1
    # A page that is opened anew has a key of its own.
    assert opened(client, cashier, address, sent | {"key": uuid4()}) and rows() == 2


@WAYS
def test_of_another_thing_it_opens_nothing_without_a_row(client, cashier, way):
    address, sent, other, rows = way
    shown = opened(client, cashier, address, sent)
    # Of another claim the same key is another click; of the same one it is not.
    shown += opened(client, cashier, other, sent)
    assert shown == rows()


@WAYS
def test_by_somebody_else_it_opens_nothing_without_a_row(client, cashier, way):
    address, sent, _other, rows = way
    another = build.person("kasir.kedua")
    build.appoint(another, Role.CASHIER)
    shown = opened(client, cashier, address, sent)
    shown += opened(client, another, address, sent)
    assert shown == rows() == 1


@WAYS
def test_for_another_reason_it_opens_nothing_without_a_row(client, cashier, way):
    address, sent, _other, rows = way
    shown = opened(client, cashier, address, sent)
    said = {name: "Lain." for name in ("note", "reason") if name in sent}
    shown += opened(client, cashier, address, sent | said)
    assert shown == rows() == 1


def test_the_key_of_another_verb_opens_nothing(client, claim, cashier):
    sent = form(claim.payouts.order_by("id")[0], note=WHY)
    assert opened(client, cashier, f"/money/{claim.code}/1/reveal/", sent)
    assert not opened(client, cashier, f"/money/{claim.code}/1/bundle/", sent)
    assert not Export.objects.filter(kind="bundle").exists()


def test_the_file_for_the_bank_in_another_format_is_another_one(client, claim, people, cashier):
    batch = build.order(claim.payouts.order_by("id")[1], people=people, now=timezone.now())
    address, sent = f"/money/batches/{batch.code}/take/", {"reason": WHY, "key": uuid4()}
    assert opened(client, cashier, address, sent | {"format": "csv"})
    assert not opened(client, cashier, address, sent | {"format": "xlsx"})


def test_a_bundle_that_would_hold_something_else_by_now_is_not_the_one_on_record(
    client, claim, cashier
):
    address = f"/money/{claim.code}/1/bundle/"
    sent = form(claim.payouts.order_by("id")[0], note=WHY)
    assert opened(client, cashier, address, sent)
    Document.objects.filter(claim=claim).order_by("id").first().delete()
    assert not opened(client, cashier, address, sent)


def test_without_a_key_each_look_is_a_row(claim, cashier):
    payout, act = claim.payouts.order_by("id")[0], {"by": cashier, "now": timezone.now()}
    for _ in "12":
        assert actions.reveal(payout.pk, note=WHY, **act) == build.ACCOUNT
    assert claim.events.filter(move="reveal").count() == 2


def test_a_letter_of_another_kind_or_a_withdrawn_one_is_no_answer_to_a_used_key(client, people):
    claim = recent("draft", people)
    client.force_login(people[Role.VILLAGE_HEAD])
    sent = form(claim)
    kinds = LetterKind.KETERANGAN_KEMATIAN, LetterKind.AHLI_WARIS
    first, other = (f"/letters/{claim.code}/issue/{kind.value}/" for kind in kinds)
    assert [client.post(first, sent).status_code for _ in "12"] == [302, 302]
    assert client.post(other, sent).status_code == 409
    letter = claim.letters.get()
    actions.withdraw_letter(letter.pk, note="Salah.", by=letter.issued_by, now=timezone.now())
    assert client.post(first, sent).status_code == 409
