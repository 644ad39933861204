"""The bank's answer: booked whole or not at all, each order once, whatever comes again."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import actions
from claims.actions.bank_answers import BrokenAnswer, book_answer, look_at_answer
from claims.banking.incoming import answer_of, rupiah_in
from claims.models import BankAnswer, BatchLine, Payment, Payout
from regencies.models import Role
from regencies.roster.files import BadFile
from tests import build
from tests.claims.pages import recent

pytestmark = pytest.mark.django_db
OKI, MILLION = "16.02", 1_000_000
HEADS = ["Referensi", "Nama", "Status", "Tanggal", "Jumlah", "No Referensi Bank", "Alasan"]


@pytest.fixture
def ordered(people) -> list[BatchLine]:
    """Four transfers that the bank has."""
    payouts = [recent("awarded", people).payouts.get(estimate=False) for _ in range(4)]
    batch = build.order(*payouts, people=people, now=timezone.now())
    return list(batch.lines.select_related("payout__claim"))


def today() -> str:
    return f"{timezone.localdate():%d/%m/%Y}"


def row(line, status="Berhasil", on=None, amount="1.000.000,00", bank="FT1", why=""):
    return [line.reference, "Aminah Demo", status, on or today(), amount, bank, why]


def written(tmp_path, rows, *, heads=HEADS, name="jawaban.csv", sep=";"):
    path = tmp_path / name
    path.write_text("\n".join(sep.join(map(str, cells)) for cells in [heads, *rows]))
    return path


def book(path, people, by=Role.CASHIER):
    answer = answer_of(path, path.name)
    return book_answer(answer, OKI, by=people[by], now=timezone.now())


def states(lines) -> list[str]:
    return [str(Payout.objects.get(pk=line.payout_id).state) for line in lines]


def test_paid_and_failed_line_by_line(tmp_path, people, ordered):
    failed = row(ordered[2], "GAGAL", amount="0", why="Rekening tutup")
    rows = [row(ordered[0]), row(ordered[1], bank="FT2"), failed, row(ordered[3])]
    found = book(written(tmp_path, rows), people)
    assert states(ordered) == ["paid", "paid", "failed", "paid"]
    assert (found.booked.paid, found.booked.failed, found.booked.known) == (3, 1, 0)
    payout = Payout.objects.get(pk=ordered[0].payout_id)
    assert (payout.paid_amount, payout.paid_on) == (MILLION, timezone.localdate())
    failed = Payout.objects.get(pk=ordered[2].payout_id)
    assert failed.events.get(move="fail").note == "Rekening tutup"
    assert [line.bank_reference for line in BatchLine.objects.all()] == ["FT1", "FT2", "FT1", "FT1"]


def test_an_excel_with_titles_and_a_total_says_the_same(tmp_path, people, ordered):
    book_ = openpyxl.Workbook()
    sheet = book_.active
    sheet.append(["BANK SUMSEL BABEL"])
    sheet.append(["Laporan hasil transfer"])
    sheet.append(HEADS)
    for line in ordered:
        sheet.append([line.reference, "x", "SUKSES", timezone.localdate(), MILLION, "FT1", None])
    sheet.append(["TOTAL", None, None, None, 4 * MILLION])
    path = tmp_path / "jawaban.xlsx"
    book_.save(path)
    assert book(path, people).booked.paid == 4
    assert states(ordered) == ["paid"] * 4


def test_the_same_file_three_times_books_once(tmp_path, people, ordered):
    path = written(tmp_path, [row(line) for line in ordered])
    first, second, third = (book(path, people) for _ in range(3))
    assert first.booked and second.already == third.already == first.booked
    assert Payment.objects.count() == 4 and BankAnswer.objects.count() == 1


def test_the_same_answer_in_another_file_is_on_record_already(tmp_path, people, ordered):
    """By its lines, not by its checksum: and what was not in the first is booked."""
    book(written(tmp_path, [row(line) for line in ordered[:3]]), people)
    rows = [row(line, amount="1000000") for line in reversed(ordered)]
    again = written(tmp_path, rows, name="2.csv", sep=",")
    found = book(again, people)
    assert (found.booked.paid, found.booked.known) == (1, 3)
    assert Payment.objects.count() == 4


def test_one_wrong_line_and_nothing_is_booked(tmp_path, people, ordered):
    tomorrow = f"{timezone.localdate() + timedelta(days=1):%d/%m/%Y}"
    rows = [row(ordered[0]), row(ordered[1], amount="999.999"), row(ordered[2], on=tomorrow),
            row(ordered[3], "mungkin", on="kemarin")]  # fmt: skip
    found = book(written(tmp_path, rows), people)
    assert found.booked is None
    assert [(one.line.line, one.faults) for one in found.wrong] == [
        (3, ("other_amount",)), (4, ("future",)), (5, ("no_result", "no_day")),
    ]  # fmt: skip
    assert states(ordered) == ["ordered"] * 4 and not Payment.objects.exists()
    assert not BankAnswer.objects.exists()


def test_a_reference_that_stands_twice_is_wrong(tmp_path, people, ordered):
    found = book(written(tmp_path, [row(ordered[0]), row(ordered[0])]), people)
    assert {one.faults for one in found.wrong} == {("twice",)} and found.booked is None


@pytest.mark.parametrize(
    ("break_it", "code"),
    [
        (lambda text: text.replace("Jumlah", "Anu"), "no_head_of_answer"),
        (lambda text: text + "\nTotal;;;;3.000.001", "wrong_sum"),
        (lambda text: text.partition("\n")[0] + "\n", "no_rows"),
        (lambda text: text[:60] + "\x00" + text[60:], "no_table"),
    ],
)
def test_a_broken_file_changes_nothing(tmp_path, people, ordered, break_it, code):
    path = written(tmp_path, [row(line) for line in ordered])
    path.write_text(break_it(path.read_text()))
    with pytest.raises(BadFile, match=code):
        answer_of(path, path.name)
    assert states(ordered) == ["ordered"] * 4


def test_a_line_of_nobody_breaks_the_file(tmp_path, people, ordered):
    strange = [row(ordered[0]), ["1602-26-999999/2", "x", "Berhasil", today(), "1.000.000", "", ""]]
    with pytest.raises(BrokenAnswer, match="3"):
        book(written(tmp_path, strange), people)
    assert states(ordered) == ["ordered"] * 4


def test_another_regencys_cashier_books_nothing_of_ours(tmp_path, people, ordered):
    muba = build.everybody(build.MUBA, "2")
    answer = answer_of(written(tmp_path, [row(ordered[0])]), "x.csv")
    with pytest.raises(BrokenAnswer):
        book_answer(answer, "16.06", by=muba[Role.CASHIER], now=timezone.now())
    with pytest.raises(actions.NotYours):
        book_answer(answer, OKI, by=muba[Role.CASHIER], now=timezone.now())
    for role in (Role.OPD_HEAD, Role.AUDITOR, Role.VILLAGE_HEAD):
        with pytest.raises(actions.NotYours):
            book_answer(answer, OKI, by=people[role], now=timezone.now())


def test_an_old_answer_cannot_fail_a_new_order(tmp_path, people, ordered):
    """The first try failed, the second is at the bank: the first answer comes in again, saved
    anew."""
    line = ordered[0]
    book(written(tmp_path, [row(line, "Gagal", amount="")]), people)
    payout = Payout.objects.get(pk=line.payout_id)
    build.order(payout, people=people, now=timezone.now())
    again = written(tmp_path, [row(line, "Gagal", amount="0")], name="2.csv")
    found = book(again, people)
    assert (found.booked.failed, found.booked.known) == (0, 1)
    assert states([line]) == ["ordered"]
    second = payout.orders.get(closed_as="")
    assert second.reference == f"{line.reference}/2"
    book(written(tmp_path, [row(second)], name="3.csv"), people)
    assert states([line]) == ["paid"] and Payment.objects.count() == 1


def test_money_that_came_back_is_a_reversal_and_not_an_edit(tmp_path, people, ordered):
    line = ordered[0]
    book(written(tmp_path, [row(line)]), people)
    book(written(tmp_path, [row(line, "RETUR", why="Nama beda")], name="2.csv"), people)
    assert states([line]) == ["bounced"]
    assert [one.amount for one in Payment.objects.all()] == [MILLION, -MILLION]
    # The first answer once more: it was paid, that is on record, and stays so.
    again = written(tmp_path, [row(line, amount="1.000.000")], name="4.csv")
    assert book(again, people).booked.known == 1
    assert states([line]) == ["bounced"] and Payment.objects.count() == 2


def test_who_has_another_part_in_one_claim_books_nothing_of_the_file(tmp_path, people, ordered):
    build.appoint(people[Role.OPD_VERIFIER], Role.CASHIER)
    path = written(tmp_path, [row(line) for line in ordered])
    found = book(path, people, by=Role.OPD_VERIFIER)
    assert found.booked is None and len(found.wrong) == 4
    assert not BankAnswer.objects.exists() and states(ordered) == ["ordered"] * 4


def test_a_look_changes_nothing(tmp_path, people, ordered):
    answer = answer_of(written(tmp_path, [row(line) for line in ordered]), "x.csv")
    found = look_at_answer(answer, OKI, by=people[Role.CASHIER], now=timezone.now())
    assert (found.count("paid"), found.sums["paid"]) == (4, 4 * MILLION)
    assert states(ordered) == ["ordered"] * 4 and not BankAnswer.objects.exists()


@pytest.mark.parametrize(
    ("text", "amount"),
    [("1000000", MILLION), ("1.000.000", MILLION), ("1.000.000,00", MILLION),
     ("1,000,000.00", MILLION), ("Rp 1.000.000,-", MILLION), ("IDR1000000.00", MILLION),
     ("0", 0), ("", None), ("1.000.000,50", None), ("1.00.000", None), ("satu", None),
     ("-1000000", None)],
)  # fmt: skip
def test_rupiah_as_banks_write_them(text, amount):
    assert rupiah_in(text) == amount


# The page and the command ----------------------------------------------------------------------


def sent(client, **values):
    return client.post("/money/answers/", values)


def upload(path):
    file = io.BytesIO(path.read_bytes())
    file.name = path.name
    return file


def test_the_page_looks_first_and_then_books(client, tmp_path, people, ordered):
    client.force_login(people[Role.CASHIER])
    path = written(tmp_path, [row(line) for line in ordered])
    look = sent(client, file=upload(path))
    assert look.status_code == 200 and "Rp4.000.000" in look.content.decode()
    assert states(ordered) == ["ordered"] * 4
    kept = look.context["kept"]
    assert [sent(client, kept=kept, book="yes").status_code for _ in "12"] == [302, 200]
    assert states(ordered) == ["paid"] * 4
    assert sent(client, kept=f"{kept}x", book="yes").status_code == 422
    again = sent(client, file=upload(path)).content.decode()
    assert "tidak ada yang dibukukan dua kali" in again
    assert "jawaban.csv" in client.get("/money/answers/").content.decode()


def test_wrong_lines_come_back_as_a_workbook_with_a_column_of_what_is_wrong(
    client, tmp_path, people, ordered
):
    client.force_login(people[Role.CASHIER])
    rows = [row(ordered[0]), row(ordered[1], amount="5")]
    page = sent(client, file=upload(written(tmp_path, rows)))
    assert page.status_code == 422 and "jumlah berbeda" in page.content.decode()
    assert sent(client, kept=page.context["kept"], book="yes").status_code == 422
    file = sent(client, kept=page.context["kept"], wrong="yes")
    cells = list(
        openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True)
    )
    assert [one[-1] for one in cells] == [
        "Yang salah", "", "jumlah berbeda dari yang diperintahkan",
    ]  # fmt: skip
    assert states(ordered[:2]) == ["ordered"] * 2
    # Corrected, the very workbook is taken.
    book_ = openpyxl.load_workbook(io.BytesIO(file.content))
    book_.active.cell(3, 5).value = "1000000"
    path = tmp_path / "betul.xlsx"
    book_.save(path)
    assert book(path, people).booked.paid == 2


def test_a_broken_file_is_told_on_the_page(client, tmp_path, people, ordered):
    client.force_login(people[Role.CASHIER])
    path = written(tmp_path, [row(ordered[0])], heads=["a", "b", "c"])
    assert sent(client, file=upload(path)).status_code == 422
    strange = written(tmp_path, [["x/1", "x", "Berhasil", today(), "1", "", ""]])
    assert sent(client, file=upload(strange)).status_code == 422
    assert sent(client).status_code == 422
    client.force_login(people[Role.AUDITOR])
    assert sent(client, file=upload(path)).status_code == 403


def test_the_command_books_and_tells(tmp_path, people, ordered, capsys):
    path = written(tmp_path, [row(line) for line in ordered[:2]])
    for _ in range(3):
        call_command("import_bank_answer", path, by="cashier")
    out = capsys.readouterr().out.splitlines()
    assert out[0].startswith("2 ") and "already" in out[1] + out[2]
    assert Payment.objects.count() == 2
    wrong = written(tmp_path, [row(ordered[2]), row(ordered[3], amount="3")], name="w.csv")
    with pytest.raises(CommandError, match=r"w-refused\.xlsx"):
        call_command("import_bank_answer", wrong, by="cashier")
    assert (tmp_path / "w-refused.xlsx").stat().st_mode & 0o777 == 0o600
    assert Payment.objects.count() == 2
    for path_, by in ((tmp_path / "nothing.csv", "cashier"), (path, "nobody"), (path, "auditor")):
        with pytest.raises(CommandError):
            call_command("import_bank_answer", path_, by=by)
