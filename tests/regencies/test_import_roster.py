"""import_roster: what it takes, what it refuses, and that a second run changes nothing."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from regencies.enrolling import Enrolling
from regencies.models import Coverage, Participant, blind
from regencies.roster_table import COLUMNS, read
from tests import build
from tests.build import NOW

pytestmark = pytest.mark.django_db
ROW = {
    "nik": build.NIK,
    "kk": build.KK,
    "name": "Sulaiman bin Demo",
    "born_on": "1971-03-12",
    "sex": "M",
    "village_code": build.HERE,
    "category": "vulnerable",
    "segment": "bpu",
    "base": "1000000",
    "kpj": "26001234567",
    "decile": "3",
    "decile_source": "DTSEN",
    "decile_as_of": "2025-09-01",
    "cover_from": "2025-05-01",
    "cover_to": "2025-12-31",
    "payer": "APBD OKI",
    "agreement": "PKS 12/2025",
    "months": "8",
}
OTHER_NIK = "1602054102809903"  # a woman's: day + 40


@pytest.fixture
def load(tmp_path):
    """Import rows; (what was printed, what was refused)."""

    def run(*rows, delimiter=",", columns=COLUMNS, **options):
        path = tmp_path / "roster.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            written = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore")
            written.writeheader()
            written.writerows(rows)
        said, refused = StringIO(), StringIO()
        try:
            call_command("import_roster", path, stdout=said, stderr=refused, **options)
        except CommandError as problem:
            refused.write(f"exit {problem.returncode}: {problem}")
        return said.getvalue().strip(), refused.getvalue().splitlines()

    return run


def test_loads_people_and_their_cover(load):
    said, refused = load(ROW, ROW | {"nik": OTHER_NIK, "sex": "F", "name": "Aminah"})
    assert (said, refused) == ("2 rows: 2 added, 0 updated, 0 unchanged, 0 refused.", [])
    one = Participant.objects.by_nik(build.NIK, "16.02").get()
    assert (one.name, one.village_id, one.base, one.decile) == (
        "Sulaiman bin Demo", build.HERE, 1_000_000, 3,
    )  # fmt: skip
    assert (one.kk.reveal(), one.kk_index) == (build.KK, blind(build.KK, "kk"))
    assert one.born_on == date(1971, 3, 12) and one.decile_as_of_on == date(2025, 9, 1)
    assert one.periods() == ((date(2025, 5, 1), date(2025, 12, 31), 8),)


def test_a_second_run_changes_nothing(load):
    rows = [ROW, ROW | {"cover_from": "2024-05-01", "cover_to": "2024-12-31"}]
    load(*rows)
    before = list(Participant.objects.values()), list(Coverage.objects.values())
    said, _ = load(*rows)
    assert said == "2 rows: 0 added, 0 updated, 2 unchanged, 0 refused."
    assert (list(Participant.objects.values()), list(Coverage.objects.values())) == before


def test_takes_what_is_new_and_keeps_what_an_empty_cell_leaves_open(load):
    load(ROW)
    new = ROW | {"name": "Sulaiman", "kk": OTHER_NIK[:6] + "0102239901", "decile": "",
                 "cover_to": "2025-10-31", "months": "6"}  # fmt: skip
    said, _ = load(new)
    assert said == "1 rows: 0 added, 1 updated, 0 unchanged, 0 refused."
    one = Participant.objects.get()
    assert (one.name, one.decile, one.kk.reveal()) == ("Sulaiman", 3, new["kk"])
    assert one.kk_index == blind(new["kk"], "kk") and one.nik.reveal() == build.NIK
    assert one.updated_at > one.created_at
    assert one.periods() == ((date(2025, 5, 1), date(2025, 10, 31), 6),)
    assert load(ROW | {"cover_to": "2025-10-31", "months": "6", "payer": ""}) == (
        "1 rows: 0 added, 0 updated, 0 unchanged, 1 refused.",
        ["line 2: payer: is empty, though the row tells of cover",
         "exit 1: 1 rows were refused."],
    )  # fmt: skip


def test_a_changed_cover_alone_counts_as_updated(load):
    load(ROW)
    assert "1 updated" in load(ROW | {"months": "7"})[0]
    assert "1 added" in load(ROW | {"cover_from": "2026-01-01", "cover_to": "2026-12-31"})[0]


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"nik": "160205120371990"}, "nik: has not 16 digits"),
        ({"nik": "16020512O3719901"}, "nik: has not 16 digits"),
        ({"nik": "1602053203719901"}, "nik: holds a date that can't be"),
        ({"nik": "1602057203719901"}, "nik: holds a date that can't be"),
        ({"nik": "1602051203710000"}, "nik: ends in 0000, which is given to nobody"),
        ({"nik": ""}, "nik: is empty"),
        ({"name": ""}, "name: is empty"),
        ({"name": "x" * 121}, "name: is longer than 120 characters"),
        ({"name": "a\tb"}, "name: has characters that can't be printed"),
        ({"kk": "1602055502109902"}, "kk: holds a date that can't be"),
        ({"born_on": build.NIK}, "born_on: is no date such as 1971-03-12"),
        ({"born_on": "1971-02-29"}, "born_on: is no date such as 1971-03-12"),
        ({"sex": "L"}, "sex: is none of M, F"),
        ({"village_code": "16.02.05.9999"}, "village_code: is no code of a village such as "
         "16.02.05.2011"),
        ({"village_code": "16.02.05"}, "village_code: is no code of a village such as "
         "16.02.05.2011"),
        ({"village_code": "16.02.05.2999"}, "village_code: is no village that we know"),
        ({"village_code": ""}, "village_code: is empty, and no --regency is given"),
        ({"category": ""}, "category: is empty"),
        ({"category": "x"}, "category: is none of formal, informal, village_official, rt_rw, "
         "vulnerable, other"),
        ({"segment": "x"}, "segment: is none of pu, bpu"),
        ({"base": "1.000.000"}, "base: is no whole number from 1 to 2147483647"),
        ({"decile": "11"}, "decile: is no whole number from 1 to 10"),
        ({"cover_to": ""}, "cover_to: is empty, though the row tells of cover"),
        ({"cover_to": "2025-04-30"}, "cover_to: is before cover_from"),
        ({"months": "9"}, "months: are more than the 8 that the period touches"),
    ],
)  # fmt: skip
def test_a_bad_row_is_named_and_the_good_ones_are_loaded(load, values, reason):
    good = ROW | {"nik": OTHER_NIK}
    said, refused = load(ROW | values, good)
    assert said == "2 rows: 1 added, 0 updated, 0 unchanged, 1 refused."
    assert refused == [f"line 2: {reason}", "exit 1: 1 rows were refused."]
    assert Participant.objects.get().nik.reveal() == OTHER_NIK
    assert not any(build.NIK in line for line in refused)


def test_a_row_of_another_length_is_refused(load, tmp_path):
    load()
    with (tmp_path / "roster.csv").open("a") as file:
        file.write("one,two\n")
    with pytest.raises(CommandError, match="1 rows were refused"):
        call_command("import_roster", tmp_path / "roster.csv", stdout=StringIO(),
                     stderr=StringIO())  # fmt: skip


def test_two_lines_that_contradict_each_other_are_not_guessed_at(load):
    said, refused = load(
        ROW,
        ROW | {"name": "Somebody Else"},
        ROW | {"cover_to": "2025-11-30", "months": ""},
        ROW | {"kpj": ""},
    )
    assert said == "4 rows: 1 added, 0 updated, 1 unchanged, 2 refused."
    assert refused[:2] == [
        "line 3: name: differs from line 2, which has the same NIK",
        "line 4: cover_from: differs from line 2, which has the same period",
    ]


def test_what_a_later_line_adds_to_a_new_person_is_kept(load):
    load(ROW | {"kk": "", "decile": "", "base": ""},
         ROW | {"cover_from": "2026-01-01", "cover_to": "2026-12-31"})  # fmt: skip
    one = Participant.objects.get()
    assert (one.kk.reveal(), one.decile, one.base) == (build.KK, 3, 1_000_000)
    assert Participant.objects.filter(kk_index=blind(build.KK, "kk")).exists()
    assert len(one.periods()) == 2


def test_a_regency_may_be_given_for_rows_without_a_village(load):
    no_cover = dict.fromkeys(("cover_from", "cover_to", "payer", "agreement", "months"), "")
    said, refused = load(
        ROW | {"village_code": ""} | no_cover,
        ROW | {"village_code": build.MUBA, "nik": OTHER_NIK},
        regency="16.02",
    )
    assert "1 added" in said
    assert refused[0] == "line 3: village_code: lies outside 16.02"
    one = Participant.objects.get()
    assert (one.regency_id, one.village_id, one.periods()) == ("16.02", None, ())


def test_an_unknown_regency_or_header_or_file_loads_nothing(load, tmp_path):
    assert load(ROW, regency="99.99")[1] == ["exit 1: There is no regency 99.99."]
    headless = load(ROW, columns=COLUMNS[1:])[1][-1]
    assert "no header row with the column 'nik'" in headless
    for content in (b"\xff\xfe\x00", b'"'):
        (tmp_path / "bad.csv").write_bytes(",".join(COLUMNS).encode() + b"\n" + content)
        with pytest.raises(CommandError, match="Nothing was loaded"):
            call_command("import_roster", tmp_path / "bad.csv")
    with pytest.raises(CommandError, match="No such file"):
        call_command("import_roster", tmp_path / "none.csv")


def test_semicolons_of_an_indonesian_spreadsheet_are_read(load):
    assert "1 added" in load(ROW, delimiter=";")[0]


def test_many_rows_take_a_few_queries(load, tmp_path, django_assert_max_num_queries):
    rows = [ROW | {"nik": f"160205120371{serial:04d}"} for serial in range(9000, 9060)]
    with django_assert_max_num_queries(12):
        load(*rows)
    with (tmp_path / "changed.csv").open("w") as file:
        written = csv.DictWriter(file, COLUMNS)
        written.writeheader()
        written.writerows(row | {"decile": "4", "months": "7"} for row in rows)
    with django_assert_max_num_queries(3 * 8 + 4):
        count = Enrolling(now=NOW, batch=20).load(read(tmp_path / "changed.csv"))
    assert count.updated == 60
