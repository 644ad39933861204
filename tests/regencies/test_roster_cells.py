"""What one cell of an office's list says, in all the ways that offices write it."""

from datetime import date, datetime

import pytest

from claims.rules import identity
from regencies.roster import cells
from regencies.roster.cells import Wrong
from regencies.roster.headers import columns_of, head_of, numbers_the_columns, source_of
from regencies.roster.judging import spoiled
from tests import build

DAY = date(2025, 9, 2)


def test_the_provinces_are_those_of_the_claims_own_rules():
    assert cells.PROVINCES == identity.PROVINCES


@pytest.mark.parametrize(
    "cell",
    [
        "2/9/2025", "02/09/2025", "2-9-2025", "02.09.2025", "2 9 2025", "2025-09-02", "2025/09/02",
        "2025-09-02 00:00:00", "2025-09-02T00:00:00.000", "2 September 2025", "2 sept 2025",
        "02-Sep-2025", "Selasa, 2 September 2025", "Kayu Agung, 02-09-2025", "45902", 45902,
        45902.0, DAY, datetime(2025, 9, 2),  # noqa: DTZ001
        " '2/9/2025 ",
    ],
)  # fmt: skip
def test_a_day_is_read_in_every_form(cell):
    assert cells.day(cell) == DAY


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/2/2025", "no_day"), ("9/13/2025", "no_day"), ("0/9/2025", "no_day"), (7, "no_day"),
        ("2 Sembilan 2025", "no_day"), ("besok", "no_day"), ("1/1/0001", "no_day"),
        ("1/1/9999", "no_day"), ("99999", "no_day"), ("1602051203719901", "no_day"),
        ("2/9/25", "two_digit_year"), ("2 Sep 25", "two_digit_year"), (True, "no_day"),
    ],
)  # fmt: skip
def test_what_is_no_day_is_not_guessed_at(cell, code):
    with pytest.raises(Wrong, match=code):
        cells.day(cell)


def test_the_months_have_indonesian_and_english_names():
    for number, names in enumerate(
        ("Januari January", "Februari Pebruari", "Maret March", "April Apr", "Mei May",
         "Juni June", "Juli July", "Agustus Agt", "September Sep", "Oktober Okt",
         "November Nopember", "Desember Des"), 1,
    ):  # fmt: skip
        for name in names.split():
            assert cells.day(f"3 {name} 2025") == date(2025, number, 3)


@pytest.mark.parametrize(
    "cell",
    [
        build.NIK, int(build.NIK), float(build.NIK), f"'{build.NIK}", f" {build.NIK} ",
        f"{build.NIK}.0", "1602.0512.0371.9901", "160205 120371 9901", "16-02-05-120371-9901",
    ],
)  # fmt: skip
def test_a_whole_nik_is_read_however_it_is_kept(cell):
    assert cells.nik(cell) == build.NIK


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.60E+15", "spoiled"), ("1,60205E+15", "spoiled"), ("1.602051203719E15", "spoiled"),
        (1602051203719900, "spoiled"), (1602051203719900.0, "spoiled"),
        ("160205120371990", "not_16_digits"), (160205120371990, "not_16_digits"),
        ("16020512037199011", "not_16_digits"), ("l602051203719901", "not_digits"),
        ("0002051203719901", "unknown_province"), ("1602053203719901", "impossible_date"),
        ("1602057303719901", "impossible_date"), ("1602051200719901", "impossible_date"),
        ("1602051213719901", "impossible_date"), ("1602051203710000", "dummy_serial"),
    ],
)  # fmt: skip
def test_a_number_that_the_spreadsheet_has_spoiled_is_told_from_a_wrong_one(cell, code):
    with pytest.raises(Wrong, match=code):
        cells.nik(cell)


def test_a_zero_at_the_end_is_a_fault_only_where_the_whole_column_has_it():
    cut = [f"16020512037{n:04d}0" for n in range(9900, 9950)]
    whole = [f"160205120371{n:04d}" for n in range(9900, 9950)]
    assert spoiled(cut) and not spoiled(whole) and not spoiled(cut[:10])
    assert cells.nik("1602051203719900") == "1602051203719900"
    with pytest.raises(Wrong, match="spoiled"):
        cells.nik("1602051203719900", spoiled=True)
    assert cells.nik(build.NIK, spoiled=True) == build.NIK


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        (cells.money, "1.000.000", 1_000_000), (cells.money, "Rp1.000.000,00", 1_000_000),
        (cells.money, "Rp 2,400,000", 2_400_000), (cells.money, 1_000_000.0, 1_000_000),
        (cells.money, "1000000", 1_000_000), (cells.money, "1.000.000,-", 1_000_000),
        (cells.decile, "Desil 3", 3), (cells.decile, 3.0, 3), (cells.decile, "D10", 10),
        (cells.sex, "L", "M"), (cells.sex, "P", "F"), (cells.sex, "Laki-laki", "M"),
        (cells.sex, "PEREMPUAN", "F"), (cells.sex, "M", "M"), (cells.sex, "F", "F"),
        (cells.segment, "Bukan Penerima Upah", "bpu"), (cells.segment, "PU", "pu"),
        (cells.text(20), 26001234567.0, "26001234567"),
        (cells.name, "Siti  Aminah", "Siti Aminah"),
    ],
)  # fmt: skip
def test_words_and_sums_are_read_as_they_are_written(reader, cell, value):
    assert reader(cell) == value


class TestHeads:
    def test_indonesian_heads_and_our_own_are_known(self):
        heads = ["No", "NIK", "NO. KK", "Nama Peserta", "Tempat/Tgl Lahir", "L/P", "Kecamatan",
                 "Desa/Kel", "Kategori", "Desil P3KE", "TMT", "Sampai Dengan", "Sumber Dana",
                 "No. PKS", "Keterangan"]  # fmt: skip
        found = columns_of(heads, {})
        assert [*found.values()] == [
            "nik", "kk", "name", "born_on", "sex", "district", "village", "category", "decile",
            "cover_from", "cover_to", "payer", "agreement",
        ]  # fmt: skip
        assert source_of(found) == "P3KE"
        assert columns_of(["nik", "decile_as_of"], {}) == {
            "nik": "nik", "decile as of": "decile_as_of",
        }  # fmt: skip

    def test_what_a_regency_has_said_goes_before_what_everybody_knows(self):
        known = {"identitas": "nik", "nama": ""}
        assert columns_of(["Identitas", "Nama"], known) == {"identitas": "nik"}

    def test_the_head_is_found_under_titles_and_above_a_row_of_numbers(self):
        rows = [(1, ["DAFTAR PESERTA", None]), (2, ["TAHUN 2025", ""]), (4, ["NIK", "Nama"]),
                (5, ["(1)", "(2)"]), (6, [build.NIK, "Rusdi"])]  # fmt: skip
        assert head_of(rows, {}) == 2
        assert numbers_the_columns(rows[3][1]) and not numbers_the_columns(rows[4][1])
        assert head_of([(1, ["Identitas", "Penduduk", "Golongan kerja"])], {}) == 0
        assert head_of([(1, ["16020512", "x"])], {}) is None
