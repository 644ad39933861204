"""The files themselves: every kind of CSV that a spreadsheet writes, and workbooks."""

import zipfile
from datetime import date

import pytest

from regencies.models import Participant, RosterImport
from regencies.roster import files
from regencies.roster.files import BadFile, opened
from tests import rosters
from tests.regencies.test_import_roster import SAID, imported, in_english, refusals

__all__ = ["in_english"]  # the fixture

TITLES = ("PEMERINTAH KABUPATEN OGAN KOMERING ILIR", "DAFTAR PESERTA", "")


def read(path):
    with opened(path) as sheet:
        return list(sheet.rows)


@pytest.mark.parametrize("delimiter", list(";,\t|"))
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_csv_is_read_whatever_cuts_and_encodes_it(tmp_path, delimiter, encoding):
    rows = [row | {"Nama Peserta": "Ahmad Zaïn, S.Pd"} for row in rosters.people(3)]
    path = rosters.write_csv(tmp_path / "x.csv", rows, delimiter, encoding=encoding)
    found = read(path)
    assert [line for line, _ in found] == [1, 2, 3, 4]
    assert found[0][1] == list(rosters.HEADS)
    assert {cells[3] for _, cells in found[1:]} == {"Ahmad Zaïn, S.Pd"}


@pytest.mark.django_db
def test_a_workbook_with_titles_and_real_days_is_loaded(tmp_path):
    rows = [
        row | {"Mulai": date(2025, 9, 2), "Sampai": 46022, "Tgl Lahir": date(1971, 3, 12)}
        for row in rosters.people(5)
    ]
    path = rosters.write_xlsx(tmp_path / "x.xlsx", rows, TITLES)
    assert imported(path) == (SAID.format(5, 0, 5, 0, 0, 5, 0, 0), [])
    one = Participant.objects.by_nik(rows[0]["NIK"]).get()
    assert (one.born_on, one.village.name, one.category_id, one.segment) == (
        date(1971, 3, 12), "Celikah", "vulnerable", "bpu",
    )  # fmt: skip
    assert one.periods() == ((date(2025, 9, 2), date(2025, 12, 31), None),)
    assert (one.decile, one.decile_source, one.decile_as_of_on) == (1, "DTSEN", date(2025, 7, 1))
    assert RosterImport.objects.get().file_name == "x.xlsx"


@pytest.mark.django_db
def test_a_number_cell_loses_its_last_digit_and_a_text_cell_does_not(tmp_path):
    rows = list(rosters.people(3))
    rows[0]["NIK"] = int(rows[0]["NIK"][:15] + "0")
    rows[1]["NIK"] = int(rows[1]["NIK"])
    rows[2]["NIK"] = rows[2]["NIK"][:15] + "0"
    imported(rosters.write_xlsx(tmp_path / "x.xlsx", rows, TITLES))
    (fault,) = refusals()
    assert fault.startswith("row 5: NIK: was spoiled by the spreadsheet")
    assert Participant.objects.count() == 2


@pytest.mark.django_db
def test_a_csv_that_went_through_a_spreadsheet_is_refused_as_a_whole(tmp_path):
    rows = [row | {"NIK": row["NIK"][:15] + "0"} for row in rosters.people(300)]
    said, faults = imported(rosters.write_csv(tmp_path / "x.csv", rows))
    assert len(faults) == 300 and all("spoiled by the spreadsheet" in line for line in faults)
    assert "People: 0 added" in said


@pytest.mark.django_db
def test_what_holds_for_all_and_which_head_is_which_may_be_said_and_is_remembered(tmp_path):
    odd = {"NIK": "Identitas", "Nama Peserta": "Yang Bersangkutan"}
    without = [
        {odd.get(head, head): value for head, value in row.items()
         if head not in {"Kategori", "Mulai", "Sampai", "Pembayar", "No. PKS"}}
        for row in rosters.people(3)
    ]  # fmt: skip
    path = tmp_path / "x.csv"
    path.write_text("\n".join(";".join(map(str, cells)) for cells in
                              [without[0], *(row.values() for row in without)]))  # fmt: skip
    assert "No column tells nik, name, category" in imported(path)[0]
    everybody = ["category=Pekerja rentan", "cover_from=2/9/2025", "cover_to=31 Desember 2025",
                 "payer=APBD OKI", "agreement=PKS 12/2025"]  # fmt: skip
    heads = ["Identitas=nik", "Yang Bersangkutan=name"]
    said, _ = imported(path, head=heads, for_all=everybody)
    assert said == SAID.format(3, 0, 3, 0, 0, 3, 0, 0)
    assert imported(path, for_all=everybody)[0] == SAID.format(3, 0, 0, 0, 3, 0, 0, 3)
    one = Participant.objects.first()
    assert one.category_id == "vulnerable"
    assert one.coverages.get().agreement == "PKS 12/2025"


def test_a_workbook_that_unpacks_to_too_much_is_not_opened(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", b"0" * (files.MOST_TEXTS + 1))
    assert path.stat().st_size < 1_000_000
    with pytest.raises(BadFile, match="too_big"):
        read(path)


def test_how_far_a_file_is_read_is_known(tmp_path):
    for path in (
        rosters.write_csv(tmp_path / "x.csv", rosters.people(2_000)),
        rosters.write_xlsx(tmp_path / "x.xlsx", rosters.people(2_000)),
    ):
        with opened(path) as sheet:
            for _ in range(1_000):
                next(sheet.rows)
            assert 0.3 < sheet.done() < 0.7
            assert len(list(sheet.rows)) == 1_001
            assert sheet.done() == 1
