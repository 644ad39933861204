"""Reading lists of deaths: every form of row, and everything that is wrong with one."""

from datetime import date

import pytest

from regencies.deaths.reading import Table, judge, table_of
from regencies.deaths.words import sentence
from regencies.roster.files import BadFile
from regencies.roster.places import Places
from tests import build, deaths

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def judged(tmp_path, rows, own="", heads=deaths.HEADS):
    return judge(deaths.table(tmp_path, rows, heads), Places.of("16.02"), TODAY, own)


def test_a_row_as_disdukcapil_writes_it(tmp_path):
    (row,) = judged(tmp_path, [deaths.death(1, **{"Kecelakaan Kerja": "Ya"})])
    told = row.told
    assert (told.nik, told.born_on, told.died_on, told.village, told.akta, told.accident) == (
        deaths.nik(1), date(1971, 3, 12), date(2026, 2, 14), build.HERE, "1602-KM-1", True,
    )  # fmt: skip


WRONG = [
    ({"NIK": "1.60205E+15"}, "nik", "spoiled"),
    ({"NIK": "123"}, "nik", "not_16_digits"),
    ({"NIK": "", "Tgl Lahir": ""}, "nik", "no_nik_nor_birth"),
    ({"Nama": ""}, "name", "empty"),
    ({"Tanggal Meninggal": ""}, "died_on", "empty"),
    ({"Tanggal Meninggal": "31/2/2026"}, "died_on", "no_day"),
    ({"Tanggal Meninggal": "3/3/2026"}, "died_on", "in_the_future"),
    ({"Tanggal Meninggal": "1/1/1971"}, "died_on", "before_birth"),
    ({"Kode Desa": ""}, "village", "empty"),
    ({"Kode Desa": "16.02.05.9999"}, "village_code", "village_unknown"),
    ({"Kode Desa": build.MUBA}, "village_code", "village_elsewhere"),
]


@pytest.mark.parametrize(("values", "column", "code"), WRONG)
def test_what_is_wrong_with_a_row_is_said_without_its_value(tmp_path, values, column, code):
    (row,) = judged(tmp_path, [deaths.death(1, **values)])
    assert row.told is None
    assert [(fault.column, fault.code) for fault in row.faults] == [(column, code)]
    said = sentence(row.faults[0])
    assert not any(value and value in said for value in values.values())


def test_a_villages_own_list_needs_no_village_and_takes_no_other(tmp_path):
    heads = [head for head in deaths.HEADS if head != "Kode Desa"]
    (row,) = judged(tmp_path, [deaths.death(1)], own=build.HERE, heads=heads)
    assert row.told.village == build.HERE
    (row,) = judged(tmp_path, [deaths.death(1)], own=build.NEXT_DOOR)
    assert row.faults[0].code == "village_not_yours"


def test_two_rows_of_one_person_agree_or_the_second_is_refused(tmp_path):
    same, other = deaths.death(1), deaths.death(1, **{"Tanggal Meninggal": "15/2/2026"})
    rows = judged(tmp_path, [deaths.death(1), same, other])
    assert [bool(row.told) for row in rows] == [True, True, False]
    assert (rows[2].faults[0].code, rows[2].faults[0].line) == ("differs", rows[0].line)


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"Nama;Umur\nA;1\n", "no_head_of_deaths"), (b"NIK;Nama;Tgl Meninggal\n", "no_rows"),
     (b"\xd0\xcf\x11\xe0 old", "old_excel"), (b"PK\x03\x04 none", "no_table"),
     (b"", "no_head_of_deaths")],
)  # fmt: skip
def test_a_file_that_is_no_list_says_so(tmp_path, content, code):
    path = tmp_path / "x.csv"
    path.write_bytes(content)
    with pytest.raises(BadFile, match=code):
        table_of(path, "x.csv")


def test_what_a_preview_keeps_is_sealed_and_opens_again(tmp_path):
    table = deaths.table(tmp_path, [deaths.death(1)], name=f"mati {deaths.nik(1)}.csv")
    kept = table.kept()
    assert deaths.nik(1) not in kept and deaths.nik(1) not in table.name
    assert Table.again(kept) == table
    for wrong in ("", "x", kept[:-4] + "AAAA"):
        with pytest.raises(BadFile, match="unreadable"):
            Table.again(wrong)
