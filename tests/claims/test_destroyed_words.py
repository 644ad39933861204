"""What a family said and what was printed of it, after its claim was destroyed."""

import pytest
from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from claims import actions
from claims.actions import destroying, letters
from claims.actions.sealing import seal
from claims.models import Claim, Letter, Spoken
from claims.rules.letters import LetterKind
from claims.trail.verifying import verify
from regencies.models import Regency, Role
from tests import build
from tests.claims.destroyed import everywhere, gone

HEAD = Role.OPD_HEAD
# Stands in each text in which a village writes down what a family said.
CANARY = "Burung Kenari"


@pytest.fixture
def oki(db):
    return Regency.objects.get(pk="16.02")


def answered(claim, people):
    """Sent back for a paper, and answered without it."""
    head, verifier = people[Role.VILLAGE_HEAD], people[Role.OPD_VERIFIER]
    actions.judge(claim.pk, {"kpj": ("missing", "")}, by=verifier, now=build.NOW)
    build.do("send_back", claim, people)
    actions.answer(claim.pk, note=f"Ditulis anak {CANARY}.", by=head, now=build.NOW,
                   without={"kpj": f"Hanyut bersama rumah {CANARY}."})  # fmt: skip


def objected(people, way: str) -> Claim:
    claim = build.claim_in("rejected", people)
    act = {"by": people[Role.VILLAGE_HEAD], "now": build.NOW}
    words = build.OBJECTS | {"grounds": f"{CANARY} sakit paru.", "family_name": CANARY}
    actions.object(claim.pk, about=["jkm"], **words, **act)
    filed = claim.objections.get()
    if way == "drop":
        actions.drop(filed.pk, note=f"{CANARY} sudah paham.", **act)
    else:
        act["by"] = people[Role.SEKDA]
        actions.dismiss(filed.pk, answer=f"Bapak {CANARY}, berkasnya kurang.", **act)
    return claim


def withdrawn(people) -> Claim:
    claim = build.claim_in("endorsed", people)
    answered(claim, people)
    actions.withdraw(claim.pk, reason="family_wishes", note=f"{CANARY} pindah.",
                     by=people[Role.VILLAGE_HEAD], now=build.NOW)  # fmt: skip
    return claim


def completed(people) -> Claim:
    """The branch refused it, the village sent one more paper, and it was paid."""
    claim, act = build.claim_in("awarded", people, children=[]), {"now": build.NOW}
    branchs = claim.payouts.get(estimate=True)
    actions.forward(branchs.pk, by=people[Role.CASHIER], reference="TT-001", **act)
    actions.refuse(branchs.pk, note="Buku nikah tidak ada.", by=people[Role.CASHIER], **act)
    actions.complete(
        claim.pk, paper="pendukung", file=ContentFile(build.jpeg()), content_type="image/jpeg",
        note=f"Buku nikah {CANARY}.", by=people[Role.VILLAGE_HEAD], **act,
    )  # fmt: skip
    actions.forward(branchs.pk, by=people[Role.CASHIER], reference="TT-002", **act)
    build.do("pay", Claim.objects.get(pk=claim.pk), people)
    build.do("settle", claim, people)
    return claim


def with_a_letter_that_names(people) -> Claim:
    claim = build.claim_in("rejected", people)
    letter = letters.issue(claim.pk, LetterKind.PENOLAKAN, by=people[HEAD], now=build.NOW)
    letters.withdraw_letter(letter.pk, note=f"Bukan {CANARY}.", by=people[HEAD], now=build.NOW)
    return claim


@pytest.mark.parametrize(
    ("story", "texts"),
    [
        (lambda people: objected(people, "dismiss"), 3),
        (lambda people: objected(people, "drop"), 3),
        (withdrawn, 3),
        (completed, 1),
        (with_a_letter_that_names, 1),
    ],
    ids=["dismissed", "dropped", "withdrawn", "completed", "letter"],
)
def test_what_a_family_said_goes_wherever_a_village_wrote_it_down(
    client, people, oki, settings, tmp_path, story, texts
):
    settings.MEDIA_ROOT = tmp_path
    claim = story(people)
    seal()
    client.force_login(people[Role.OPD_SECTION_HEAD])
    page = f"/panel/{claim.code}/"
    # Nothing of it is kept from who works with the claim, as long as it is there.
    assert client.get(page).content.decode().count(CANARY) >= texts
    events = list(claim.events.order_by("id").values())
    gone(oki, people, 12)
    assert CANARY not in everywhere()
    assert list(claim.events.exclude(move="destroy").order_by("id").values()) == events
    text = client.get(page).content.decode()
    assert CANARY not in text and destroying.GONE in text
    seal()
    assert verify().broken is None


def test_what_was_said_at_a_move_is_never_edited(people):
    claim = build.claim_in("endorsed", people)
    answered(claim, people)
    for change in (lambda: Spoken.objects.update(text="x"), Spoken.objects.all().delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_every_page_tells_that_a_letter_was_destroyed(client, people, oki, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    claim = build.claim_in("rejected", people)
    head = people[HEAD]
    letter = letters.issue(claim.pk, LetterKind.PENOLAKAN, by=head, now=build.NOW)
    client.force_login(head)
    card, page = f"/panel/{claim.code}/", f"/letters/{claim.code}/{letter.token}/"
    paper = claim.documents.first()
    assert client.get(f"{page}file/").status_code == 200
    gone(oki, people, 6)
    letter.refresh_from_db()
    assert letter.destroyed and letter.file == "" and letter.sha256
    client.cookies["django_language"] = "en"
    assert "destroyed" in client.get(card).content.decode()
    shown = client.get(page).content.decode()
    assert "destroyed" in shown and f"{page}file/" not in shown
    answer = client.get(f"{page}file/")
    assert answer.status_code == 410 and letter.number in answer.content.decode()
    client.force_login(people[Role.AUDITOR])
    read = client.post(f"/audit/read/{claim.code}/", {"reason": "ST 700/3"}).content.decode()
    assert "its paper was destroyed" in read
    # Nor does a paper's address end in a fault.
    assert client.get(f"/papers/{claim.code}/{paper.token}").status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.filter(pk=letter.pk).update(file="x")
