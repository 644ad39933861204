"""The branch's answers as a file: read whole or not at all, wrong lines back, nothing twice."""

import io
from datetime import timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import actions
from claims.actions.branch_answers import COLUMNS, import_answers, judge_answers
from claims.answer_files import read
from claims.models import Event
from claims.rules.states import PayoutState
from regencies.models import Role
from regencies.roster.files import BadFile
from tests import build
from tests.claims.pages import recent

HEAD = "Kode;Hasil;Jumlah;Tanggal;Alasan"
ADDRESS = "/money/import_branch_answer/"
TODAY = timezone.localdate()
QUERIES = 4
DAY = f"{TODAY:%d/%m/%Y}"


@pytest.fixture
def at_branch(people):
    """Three claims whose JKM lies at the branch."""
    return [sent(people) for _ in range(3)]


def sent(people, **story):
    claim = recent("awarded", people, **story)
    jkm = claim.payouts.order_by("id")[0]
    now = timezone.now()
    actions.forward(jkm.pk, by=people[Role.CASHIER], now=now, reference="TT-1")
    return claim


def text_of(*lines):
    return "\n".join([HEAD, *lines])


def table(tmp_path, *lines):
    path = tmp_path / "jawaban.csv"
    path.write_text(text_of(*lines))
    return read(path, COLUMNS)


def bring(client, *lines, **said):
    file = SimpleUploadedFile("jawaban.csv", text_of(*lines).encode(), "text/csv")
    return client.post(ADDRESS, said or {"file": file})


def brought(people, tmp_path, *lines):
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    return import_answers(table(tmp_path, *lines), **act)


def states(*claims):
    return [claim.payouts.order_by("id")[0].state for claim in claims]


def whats(judged):
    return [one.what for one in judged.answers]


def good(at_branch):
    first, second, _third = at_branch
    return (
        f"{first.code}/1;Dibayar;Rp42.000.000,00;{DAY};",
        f"{second.code};DITOLAK;;{DAY};Buku nikah tidak ada",
    )


def test_paid_and_refused_lines_are_the_cashiers_own_moves(people, at_branch, tmp_path):
    found = brought(people, tmp_path, *good(at_branch))
    assert whats(found) == ["pay", "refuse"]
    assert states(*at_branch) == [PayoutState.PAID, PayoutState.REFUSED, PayoutState.FORWARDED]
    paid = at_branch[0].payouts.order_by("id")[0]
    assert (paid.paid_amount, paid.paid_on) == (42_000_000, TODAY)
    refusal = at_branch[1].events.get(move="refuse")
    assert (refusal.by, refusal.note) == (people[Role.CASHIER], "Buku nikah tidak ada")
    assert refusal.notices.filter(person=people[Role.VILLAGE_HEAD]).exists()


def test_the_same_file_three_times_changes_nothing_more(people, at_branch, tmp_path):
    brought(people, tmp_path, *good(at_branch))
    before = Event.objects.count()
    for _ in range(2):
        assert whats(brought(people, tmp_path, *good(at_branch))) == ["same", "same"]
    assert Event.objects.count() == before


def test_an_old_answer_does_not_refuse_the_file_that_went_there_again(people, at_branch, tmp_path):
    line = good(at_branch)[1]
    brought(people, tmp_path, line)
    again = at_branch[1].payouts.order_by("id")[0]
    actions.forward(again.pk, by=people[Role.CASHIER], now=timezone.now(), reference="TT-2")
    assert whats(brought(people, tmp_path, line)) == ["same"]
    assert states(at_branch[1]) == [PayoutState.FORWARDED]


def test_what_was_recorded_by_hand_is_known(people, at_branch, tmp_path):
    jkm = at_branch[0].payouts.order_by("id")[0]
    actions.pay(
        jkm.pk, by=people[Role.CASHIER], now=timezone.now(), paid_on=TODAY, amount=42_000_000
    )
    assert whats(brought(people, tmp_path, good(at_branch)[0])) == ["same"]


def test_each_wrong_line_says_why_and_the_right_ones_are_recorded(people, at_branch, tmp_path):
    first, second, third = (claim.code for claim in at_branch)
    later = f"{TODAY + timedelta(days=1):%d/%m/%Y}"
    earlier = f"{TODAY - timedelta(days=1):%d/%m/%Y}"
    found = brought(
        people, tmp_path,
        f"{first}/1;dibayar;42.000.000;{DAY};",
        f"{second}/1;mungkin;;{DAY};",
        f"{second}/1;dibayar;banyak;{DAY};",
        f"{second}/1;ditolak;;{DAY};",
        f"{second}/1;dibayar;42000000;besok;",
        f"{second}/1;dibayar;42000000;{later};",
        f"{second}/1;dibayar;42000000;{earlier};",
        f"{second}/2;dibayar;1000000;{DAY};",
        f"1602-26-999999/1;dibayar;1;{DAY};",
        f"{first}/1;ditolak;;{DAY};Ganda",
        f"{third}/1;ditolak;;{DAY};Rekening tutup",
    )  # fmt: skip
    assert whats(found) == ["pay", *["wrong"] * 9, "refuse"]
    assert all(one.faults for one in found.of("wrong"))
    assert states(*at_branch) == [PayoutState.PAID, PayoutState.FORWARDED, PayoutState.REFUSED]


def test_a_broken_file_changes_nothing(people, at_branch, tmp_path):
    path = tmp_path / "jawaban.xlsx"
    for body in (b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0", b"Nama;Alamat\nA;B\n", HEAD.encode()):
        path.write_bytes(body)
        with pytest.raises(BadFile):
            read(path, COLUMNS)
    assert states(*at_branch) == [PayoutState.FORWARDED] * 3


def test_a_strangers_file_and_whoever_had_another_part_are_wrong_lines(people, tmp_path):
    muba = sent(build.everybody(build.MUBA, "2"), village=build.MUBA)
    found = brought(people, tmp_path, f"{muba.code}/1;dibayar;42000000;{DAY};")
    assert whats(found) == ["wrong"]
    mine = sent(people)
    build.appoint(people[Role.OPD_HEAD], Role.CASHIER)
    act = {"by": people[Role.OPD_HEAD], "now": timezone.now()}
    lines = table(tmp_path, f"{mine.code}/1;dibayar;42000000;{DAY};")
    assert whats(import_answers(lines, **act)) == ["wrong"]
    assert states(muba, mine) == [PayoutState.FORWARDED] * 2


# The page ---------------------------------------------------------------------------------------


def test_the_page_shows_first_and_records_when_confirmed(client, people, at_branch):
    client.force_login(people[Role.CASHIER])
    page = bring(client, *good(at_branch))
    assert page.status_code == 200 and not page.context["done"]
    assert states(*at_branch) == [PayoutState.FORWARDED] * 3
    kept = page.context["kept"]
    page = bring(client, kept=kept, confirm="yes")
    assert page.context["done"]
    assert states(*at_branch)[:2] == [PayoutState.PAID, PayoutState.REFUSED]
    # The same click again.
    assert len(bring(client, kept=kept, confirm="yes").context["found"].of("same")) == 2


def test_wrong_lines_leave_as_a_file_that_may_come_back(client, people, at_branch):
    client.force_login(people[Role.CASHIER])
    line = f"{at_branch[0].code}/1;mungkin;=1+1;{DAY};"
    kept = bring(client, good(at_branch)[1], line).context["kept"]
    answer = bring(client, kept=kept, refused="yes")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    _head, wrong = sheet.iter_rows(values_only=True)
    assert wrong[:3] == (f"{at_branch[0].code}/1", "mungkin", "=1+1")
    assert wrong[5] == "3" and "dibayar" in wrong[6]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value} == {"s"}
    file = SimpleUploadedFile("jawaban.xlsx", answer.content)
    assert bring(client, file=file).context["found"].of("wrong")


def test_what_is_no_table_is_said_so(client, people):
    client.force_login(people[Role.CASHIER])
    for said in (
        {"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04")},
        {"kept": "[1]"},
        {"kept": ""},
    ):
        page = client.post(ADDRESS, said)
        assert page.status_code == 422
        assert page.context["form"].errors


@pytest.mark.parametrize("role", [Role.OPD_HEAD, Role.AUDITOR, Role.VILLAGE_HEAD, Role.BUPATI])
def test_only_the_cashier_brings_answers(client, people, role):
    client.force_login(people[role])
    assert client.get(ADDRESS).status_code == 403
    assert ADDRESS not in client.get("/money/").content.decode()


# The command ------------------------------------------------------------------------------------


def test_the_command_does_the_same(people, at_branch, tmp_path, capsys):
    path = tmp_path / "jawaban.csv"
    path.write_text(text_of(*good(at_branch)))
    by = people[Role.CASHIER].username
    call_command("import_branch_answer", path, by=by, preview=True)
    assert states(*at_branch) == [PayoutState.FORWARDED] * 3
    call_command("import_branch_answer", path, by=by)
    assert states(*at_branch)[:2] == [PayoutState.PAID, PayoutState.REFUSED]
    path.write_text(text_of(f"{at_branch[2].code}/1;mungkin;;{DAY};"))
    with pytest.raises(CommandError, match="jawaban-refused"):
        call_command("import_branch_answer", path, by=by)
    assert (tmp_path / "jawaban-refused.xlsx").stat().st_mode & 0o777 == 0o600


def test_the_command_wants_a_cashier_and_a_table(people, tmp_path):
    path = tmp_path / "jawaban.csv"
    path.write_text("Nama;Alamat\nA;B\n")
    with pytest.raises(CommandError, match="They are no cashier"):
        call_command("import_branch_answer", path, by=people[Role.OPD_HEAD].username)
    with pytest.raises(CommandError, match="Nothing was recorded"):
        call_command("import_branch_answer", path, by=people[Role.CASHIER].username)


def test_looking_writes_nothing(people, at_branch, tmp_path):
    before = Event.objects.count()
    act = {"by": people[Role.CASHIER], "now": timezone.now()}
    assert whats(judge_answers(table(tmp_path, *good(at_branch)), **act)) == ["pay", "refuse"]
    assert Event.objects.count() == before


def test_the_empty_page_asks_little(client, people, django_assert_num_queries):
    client.force_login(people[Role.CASHIER])
    with django_assert_num_queries(QUERIES):
        assert client.get(ADDRESS).status_code == 200
