"""The treasurer's bundle: everything the regency paid, in figures and words, with receipts."""

import hashlib
import io
import zipfile

import openpyxl
import pytest
from django.utils import timezone
from pypdf import PdfReader

from claims import actions
from claims.letters import BREAK_HERE
from claims.models import Export
from claims.rules.letters import LetterKind
from regencies.models import Role
from tests import build
from tests.build import ACCOUNT, MUBA
from tests.claims.destroyed import gone
from tests.claims.lettered import lettered
from tests.claims.pages import do, recent

TODAY = timezone.localdate()
ODD = "#panic() *x* $y$ @z <b>"
QUERIES = 16
SAID = {"year": TODAY.year, "first": 1, "last": 12}


@pytest.fixture
def cashier(client, people):
    client.force_login(people[Role.CASHIER])
    return client


def take(client, **said):
    return client.post("/money/spj/", SAID | said)


def opened(answer) -> zipfile.ZipFile:
    assert answer.status_code == 200, answer.content
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def words_of(file: zipfile.ZipFile) -> list[str]:
    pages = PdfReader(io.BytesIO(file.read("spj.pdf"))).pages
    return [" ".join(page.extract_text().replace(BREAK_HERE, "").split()) for page in pages]


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.CASHIER, 200), (Role.OPD_HEAD, 200), (Role.OPD_SECTION_HEAD, 200), (Role.AUDITOR, 200),
     (Role.SEKDA, 403), (Role.OPD_VERIFIER, 403), (Role.BUPATI, 403), (Role.CAMAT, 403)],
)  # fmt: skip
def test_who_takes_the_bundle(client, people, role, status):
    client.force_login(people[role])
    assert client.get("/money/spj/").status_code == status
    assert not Export.objects.exists()


def test_the_bundle_tells_every_payment_in_figures_and_words(cashier, people):
    first, second = recent("settled", people), recent("settled", people)
    file = opened(take(cashier))
    pages = words_of(file)
    text = " ".join(pages)
    assert "Rp2.000.000" in pages[0] and "dua juta rupiah" in pages[0]
    for part in ("I. Rekapitulasi", "II. Daftar pembayaran", "III. Lampiran", "TANDA TERIMA"):
        assert part in text
    for claim in (first, second):
        assert claim.code in pages[0]  # the index names each payout with its page
        assert text.count(claim.code) >= 4
    reference = first.payouts.get(estimate=False).reference
    assert text.count("satu juta rupiah") >= 2 and reference and reference in text
    assert f"halaman 1 dari {len(pages)}" in pages[0]
    # The branch's money is not the treasurer's.
    assert "42.000.000" not in text


def test_no_whole_number_leaves_with_it(cashier, people):
    claim = recent("settled", people)
    file = opened(take(cashier))
    sheet = openpyxl.load_workbook(io.BytesIO(file.read("daftar-pembayaran.xlsx"))).active
    heads, row = sheet.iter_rows(values_only=True)
    found = dict(zip(heads, row, strict=True))
    assert found["Penerima"] == claim.payee_name and found["Jumlah (Rp)"] == 1_000_000
    assert set(found["Rekening"]) == {"•"}
    text = " ".join([*words_of(file), repr(row)])
    for number in (ACCOUNT, claim.nik.reveal(), claim.kk.reveal()):
        assert number not in text


def test_a_letter_that_was_destroyed_is_told_in_its_place(
    cashier, people, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.MEDIA_ROOT = tmp_path
    claim = recent("awarded", people)
    letter = lettered(LetterKind.KEPUTUSAN_PENERIMA, people, claim=claim, now=timezone.now())
    do("pay", claim, people)
    do("settle", claim, people)
    with django_capture_on_commit_callbacks(execute=True):
        gone(claim.regency, people, 15)
    file = opened(take(cashier))
    [name] = [name for name in file.namelist() if name.startswith("surat/")]
    told = file.read(name).decode()
    assert name.endswith(".txt") and "dimusnahkan" in told
    assert letter.number in told and letter.sha256 in told
    assert name in file.read("MANIFEST.sha256").decode()


def test_the_manifest_names_every_file_and_the_log_the_bundle(cashier, people):
    claim = recent("awarded", people)
    now = timezone.now()
    actions.issue(claim.pk, LetterKind.KEPUTUSAN_PENERIMA, by=people[Role.OPD_HEAD], now=now)
    build.do("pay", claim, people, now=now)
    answer = take(cashier, programme="santunan_oki")
    data = b"".join(answer.streaming_content)
    file = zipfile.ZipFile(io.BytesIO(data))
    sums = dict(reversed(line.split("  ")) for line in file.read("MANIFEST.sha256").decode()
                .splitlines())  # fmt: skip
    assert set(sums) == set(file.namelist()) - {"MANIFEST.sha256"} and len(sums) == 3
    for name, said in sums.items():
        assert hashlib.sha256(file.read(name)).hexdigest() == said
    letter = claim.letters.get()
    assert letter.sha256 in sums.values()
    row = Export.objects.get()
    assert (row.kind, row.format, row.rows, row.masked) == ("spj", "zip", 1, True)
    assert row.sha256 == hashlib.sha256(data).hexdigest()
    assert row.said["programme"] == "santunan_oki"


def test_months_without_payments_give_no_bundle_but_a_sentence(cashier, people):
    recent("awarded", people)
    page = take(cashier)
    assert page.status_code == 422 and "tidak membayar" in page.content.decode()
    recent("settled", build.everybody(MUBA, ".m"), village=MUBA)
    assert take(cashier).status_code == 422
    assert take(cashier, regency="16.06").status_code == 422
    assert not Export.objects.exists()


def test_a_name_is_never_read_as_markup(cashier, people):
    recent("settled", people, payee_name=ODD, heir_name=ODD)
    assert ODD in " ".join(words_of(opened(take(cashier))))


@pytest.mark.parametrize("n", [1, 4])
def test_a_bundle_asks_as_often_of_many_payouts_as_of_one(
    cashier, people, n, django_assert_num_queries
):
    for _ in range(n):
        recent("settled", people)
    with django_assert_num_queries(QUERIES):
        opened(take(cashier))
