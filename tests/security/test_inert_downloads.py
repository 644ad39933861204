"""S7: whatever leaves as a file can do nothing in a browser; a file has no address of its own, and
one that waits for its verdict has none at all."""

import re
from uuid import uuid4

import pytest
from django.conf import settings as configured
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from claims.models import Document
from claims.rules.letters import LetterKind
from regencies.models import Role
from tests import build, hostile
from tests.claims import exported
from tests.claims.lettered import lettered
from tests.claims.pages import form, recent
from tests.faults.counts import say

SAFE = re.compile(r"(image/(jpeg|png)|application/(pdf|zip|vnd\.openxml[\w.-]+)|text/csv.*)")


def wrong(answer) -> list[str]:
    """Of the five: type, not guessed, no page of ours, named as a file, in no cache."""
    policy = answer.get("Content-Security-Policy", "")
    disposition = answer.get("Content-Disposition", "")
    shown_pdf = disposition.startswith("inline") and answer["Content-Type"] == "application/pdf"
    asked = {
        "type": bool(SAFE.fullmatch(answer.get("Content-Type", ""))),
        "nosniff": answer.get("X-Content-Type-Options") == "nosniff",
        # Chromium's viewer opens no PDF in a sandbox; nothing active is kept in one.
        "policy": "default-src 'none'" in policy and (shown_pdf or policy.startswith("sandbox")),
        "disposition": bool(
            re.fullmatch(r'(attachment|inline); filename="[\w .+-]+"', disposition)
        ),
        "cache": "no-store" in answer.get("Cache-Control", ""),
    }
    return [name for name, right in asked.items() if not right]


@pytest.fixture
def as_(client, people):
    def sign_in(role):
        client.force_login(people[role])
        return client

    return sign_in


def downloads(as_, people):
    """(what, its answer) of every kind of file that leaves the service."""
    claim = build.draft(people, papers=False)
    for number, body in enumerate([hostile.photo(), hostile.photo(kind="PNG"), hostile.pdf()]):
        file = SimpleUploadedFile(f"{number}", body)
        as_(Role.VILLAGE_HEAD).post(f"/village/{claim.code}/papers/", {"file-pendukung": file})
    for row in claim.documents.all():
        yield row.content_type, as_(Role.VILLAGE_HEAD).get(f"/papers/{claim.code}/{row.token}")
    letter = lettered(LetterKind.SKTM, people, claim=claim)
    path = f"/letters/{claim.code}/{letter.token}/file/"
    yield "letter", as_(Role.VILLAGE_HEAD).post(path, {"note": "Untuk keluarga."})
    desk = as_(Role.OPD_HEAD)
    yield "board", desk.get("/panel/board/late.csv")
    yield "figures", desk.get("/panel/figures/money.csv")
    yield "cover", desk.get("/panel/cover/ends.csv")
    yield "holidays", as_(Role.ADMINISTRATOR).get("/reference/holidays/2026.csv")
    awarded = recent("awarded", people)
    payout = awarded.payouts.get(estimate=True)
    number = list(awarded.payouts.order_by("id")).index(payout) + 1
    yield (
        "bundle",
        as_(Role.CASHIER).post(
            f"/money/{awarded.code}/{number}/bundle/", form(payout, note="Diantar hari ini.")
        ),
    )
    batch = build.order(awarded.payouts.get(estimate=False), people=people, now=timezone.now())
    yield (
        "bank file",
        as_(Role.CASHIER).post(
            f"/money/batches/{batch.code}/take/",
            {"key": uuid4(), "format": "csv", "reason": "Unggah ke bank."},
        ),
    )
    for format in ("csv", "xlsx"):
        yield (
            f"export {format}",
            as_(Role.OPD_HEAD).post("/exports/take/", exported.SAID | {"format": format}),
        )
    path = f"/audit/read/{awarded.code}/history.pdf"
    yield "history", as_(Role.AUDITOR).post(path, {"reason": "ST 700/3"})


def test_every_file_leaves_inert(as_, people):
    found = {what: (answer.status_code, wrong(answer)) for what, answer in downloads(as_, people)}
    bad = {what: each for what, each in found.items() if each != (200, [])}
    say("S7 downloads", len(found), len(found), headers=5,
        wrong=len(bad))  # fmt: skip
    assert len(found) >= 12 and not bad, bad


def test_a_view_that_thinks_of_nothing_but_its_file_hands_it_out_inert(client, people, settings):
    settings.ROOT_URLCONF = "tests.security.bare_files"
    client.force_login(people[Role.VILLAGE_HEAD])
    for path in ("image-png", "application-pdf"):
        assert wrong(client.get(f"/bare/{path}/")) == []
    assert wrong(client.get("/bare/")) == []
    # Nobody's page: it is sealed off all the same.
    page = client.get("/bare/text-html/")
    assert page["Content-Security-Policy"].startswith("sandbox; default-src 'none'")


def test_control_without_the_middleware_the_same_views_are_found_out(client, people, settings):
    settings.ROOT_URLCONF = "tests.security.bare_files"
    settings.MIDDLEWARE = [each for each in configured.MIDDLEWARE if not each.endswith(".Inert")]
    client.force_login(people[Role.VILLAGE_HEAD])
    caught = [wrong(client.get(f"/bare/{path}")) for path in ("image-png/", "application-pdf/", "")]
    say("S7 control, no middleware", 3, 3, caught=sum(map(bool, caught)))
    assert all("policy" in each for each in caught)


def test_a_file_has_no_address_but_its_claims_door(client, people):
    claim = build.draft(people)
    row = claim.documents.first()
    client.force_login(people[Role.VILLAGE_HEAD])
    name = row.file.name
    for path in (f"/media/{name}", f"/papers/{name}", f"/static/{name}", f"/{name}",
                 f"/papers/../{name}", f"/papers/{claim.code}/..%2f{name}"):  # fmt: skip
        assert client.get(path).status_code == 404, path
    assert client.get(f"/papers/{claim.code}/{row.token}").status_code == 200


@pytest.mark.parametrize("verdict", ["pending", "refused"])
def test_a_file_without_a_good_verdict_looks_like_none(client, people, verdict):
    claim = build.draft(people)
    row, now = claim.documents.first(), timezone.now()
    at = None if verdict == "pending" else now
    Document.objects.filter(pk=row.pk).update(
        verdict=verdict, verdict_at=at, removed_at=now if at else None
    )
    for role in (Role.VILLAGE_HEAD, Role.CAMAT, Role.OPD_VERIFIER, Role.AUDITOR):
        client.force_login(people[role])
        pages = [client.get(f"/papers/{claim.code}/{token}") for token in (row.token, "0" * 32)]
        assert [page.status_code for page in pages] == [404, 404]
        assert len(pages[0].content) == len(pages[1].content)


def test_the_name_of_a_file_tells_nothing_of_who_sent_it(client, people):
    claim = build.draft(people, papers=False)
    client.force_login(people[Role.VILLAGE_HEAD])
    file = SimpleUploadedFile("../../KTP Sulaiman 1602051203719901.jpg", hostile.photo())
    client.post(f"/village/{claim.code}/papers/", {"file-ktp_peserta": file})
    row = claim.documents.get()
    assert re.fullmatch(r"[0-9a-f]{2}/[0-9a-f]{32}", row.file.name)
    answer = client.get(f"/papers/{claim.code}/{row.token}")
    assert "Sulaiman" not in str(answer.headers) and "1602051203719901" not in str(answer.headers)
