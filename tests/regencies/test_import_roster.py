"""import_roster: what it takes, what it refuses, and that a second run changes nothing."""

import csv
import hashlib
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from regencies.models import (
    Coverage,
    Participant,
    RosterImport,
    RosterRefusal,
    RosterRow,
    blind,
)
from regencies.roster.headers import COLUMNS
from regencies.roster.judging import Fault
from regencies.roster.words import sentence
from tests import build, rosters

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


SAID = (
    "{} rows, {} of them refused. People: {} added, {} changed, {} the same. "
    "Periods of cover: {} added, {} changed, {} the same."
)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def load(tmp_path):
    """Import rows; (what was printed, what is wrong with the refused rows)."""

    def run(*rows, delimiter=",", columns=COLUMNS, **options):
        path = tmp_path / "roster.csv"
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            written = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore")
            written.writeheader()
            written.writerows(rows)
        return imported(path, **options)

    return run


def imported(path, **options):
    said = StringIO()
    try:
        call_command("import_roster", path, stdout=said, **options)
    except CommandError as problem:
        said.write(f"exit {problem.returncode}: {problem}")
    return said.getvalue().strip(), refusals()


def refusals() -> list[str]:
    last = RosterImport.objects.latest("id") if RosterImport.objects.exists() else None
    rows = last.refusals.all() if last else ()
    return [f"row {one.line}: {sentence(Fault(*fault))}" for one in rows for fault in one.faults]


def test_loads_people_and_their_cover(load):
    said, refused = load(ROW, ROW | {"nik": OTHER_NIK, "sex": "F", "name": "Aminah"})
    assert (said, refused) == (SAID.format(2, 0, 2, 0, 0, 2, 0, 0), [])
    one = Participant.objects.by_nik(build.NIK, "16.02").get()
    assert (one.name, one.village_id, one.base, one.decile) == (
        "Sulaiman bin Demo", build.HERE, 1_000_000, 3,
    )  # fmt: skip
    assert (one.kk.reveal(), one.kk_index) == (build.KK, blind(build.KK, "kk"))
    assert one.nik.reveal() == build.NIK and one.category_id == "vulnerable"
    assert one.born_on == date(1971, 3, 12) and one.decile_as_of_on == date(2025, 9, 1)
    assert one.periods() == ((date(2025, 5, 1), date(2025, 12, 31), 8),)


def everything():
    return list(Participant.objects.order_by("id").values()), list(
        Coverage.objects.order_by("id").values()
    )


def test_a_second_run_changes_nothing(load):
    rows = [ROW, ROW | {"cover_from": "2024-05-01", "cover_to": "2024-12-31"}]
    assert load(*rows)[0] == SAID.format(2, 0, 1, 0, 0, 2, 0, 0)
    before = everything()
    assert load(*rows)[0] == SAID.format(2, 0, 0, 0, 1, 0, 0, 2)
    assert everything() == before


def test_takes_what_is_new_and_keeps_what_an_empty_cell_leaves_open(load):
    load(ROW)
    new = ROW | {"name": "Sulaiman", "kk": OTHER_NIK[:6] + "0102239901", "decile": "",
                 "decile_source": "", "decile_as_of": "", "sex": "", "agreement": "",
                 "cover_to": "2025-10-31", "months": "6"}  # fmt: skip
    assert load(new)[0] == SAID.format(1, 0, 0, 1, 0, 0, 1, 0)
    one = Participant.objects.get()
    assert (one.name, one.decile, one.kk.reveal()) == ("Sulaiman", 3, new["kk"])
    assert one.sex == "M" and one.coverages.get().agreement == "PKS 12/2025"
    assert one.kk_index == blind(new["kk"], "kk") and one.nik.reveal() == build.NIK
    assert one.updated_at > one.created_at
    assert one.periods() == ((date(2025, 5, 1), date(2025, 10, 31), 6),)


def test_a_younger_decile_replaces_an_older_one_and_never_the_other_way_round(load):
    load(ROW)
    assert "1 changed" in load(ROW | {"decile": "5", "decile_as_of": "2025-10-01"})[0]
    said, refused = load(ROW | {"decile": "1", "decile_as_of": "2025-08-31"})
    assert (said, refused) == (SAID.format(1, 0, 0, 0, 1, 0, 0, 1), [])
    one = Participant.objects.get()
    assert (one.decile, one.decile_as_of_on) == (5, date(2025, 10, 1))


def test_a_changed_cover_alone_counts_as_changed(load):
    load(ROW)
    assert load(ROW | {"months": "7"})[0] == SAID.format(1, 0, 0, 0, 1, 0, 1, 0)
    longer = ROW | {"cover_from": "2026-01-01", "cover_to": "2026-12-31"}
    assert load(longer)[0] == SAID.format(1, 0, 0, 0, 1, 1, 0, 0)


BAD = [
    ({"nik": "160205120371990"}, "NIK: has not 16 digits"),
    ({"nik": "16020512O3719901"}, "NIK: has signs that are no digits"),
    ({"nik": "1602053203719901"}, "NIK: holds a date that can't be (digits 7 to 12)"),
    ({"nik": "1602057203719901"}, "NIK: holds a date that can't be (digits 7 to 12)"),
    ({"nik": "1602051203710000"}, "NIK: ends in 0000, which is given to nobody"),
    ({"nik": ""}, "NIK: is empty"),
    ({"name": ""}, "Full name: is empty"),
    ({"name": "x" * 121}, "Full name: is too long"),
    ({"name": "a\tb"}, "Full name: has signs that can't be printed"),
    ({"kk": "1602055502109902"}, "KK number: holds a date that can't be (digits 7 to 12)"),
    ({"born_on": build.NIK}, "Date of birth: is no day. Write it like 2 September 2025 or "
     "2/9/2025, the day first"),
    ({"sex": "X"}, "Sex: is neither L nor P"),
    ({"village_code": "16.02.05.9999"}, "Village code: is no village that we know here. Is the "
     "kecamatan right?"),
    ({"village_code": "16.02.05"}, "Village code: is no code of a village such as "
     "16.02.05.2011"),
    ({"category": ""}, "Category: is empty"),
    ({"category": "king"}, "Category: is none of the known categories"),
    ({"segment": "x"}, "Segment (PU or BPU): is neither PU nor BPU"),
    ({"base": "much"}, "Wage base: is no sum in whole rupiah"),
    ({"decile": "11"}, "Decile: is no whole number from 1 to 10"),
    ({"cover_to": ""}, "Covered until: is empty, though the row tells of cover"),
    ({"payer": ""}, "Payer: is empty, though the row tells of cover"),
    ({"cover_to": "2025-04-30"}, "Covered until: is before the first day of cover"),
    ({"months": "9"}, "Months paid: are more than the period touches"),
]  # fmt: skip


@pytest.mark.parametrize(("values", "reason"), BAD)
def test_a_bad_row_is_named_and_the_good_ones_are_loaded(load, values, reason):
    said, refused = load(ROW | values, ROW | {"nik": OTHER_NIK})
    assert said.startswith(SAID.format(2, 1, 1, 0, 0, 1, 0, 0))
    assert said.endswith("exit 1: 1 rows were refused. They are in roster-refused.xlsx.")
    assert refused == [f"row 2: {reason}"]
    assert Participant.objects.get().nik.reveal() == OTHER_NIK
    assert build.NIK not in said


def test_every_fault_of_a_row_is_told_at_once(load):
    _said, refused = load(ROW | {"nik": "1", "sex": "X", "decile": "0"})
    assert [line.partition(": ")[2].partition(":")[0] for line in refused] == [
        "NIK", "Sex", "Decile",
    ]  # fmt: skip


def test_a_row_of_more_cells_than_the_head_is_refused(tmp_path):
    path = tmp_path / "roster.csv"
    cells = ",".join(map(str, ROW.values()))
    path.write_text(f"{','.join(ROW)}\n{cells}\n{cells},more\n")
    assert imported(path)[1] == ["row 3: Row: has more cells than the head of the list"]


def test_two_rows_that_contradict_each_other_are_not_guessed_at(load):
    said, refused = load(
        ROW,
        ROW | {"name": "Somebody Else"},
        ROW | {"cover_to": "2025-11-30", "months": ""},
        ROW | {"kpj": ""},
    )
    assert said.startswith(SAID.format(4, 2, 1, 0, 0, 1, 0, 0))
    assert refused == [
        "row 3: Full name: differs from row 2, which has the same NIK",
        "row 4: Covered until: differs from row 2, which begins the same period",
    ]


def test_what_a_later_row_adds_to_a_new_person_is_kept(load):
    load(ROW | {"kk": "", "decile": "", "decile_source": "", "decile_as_of": "", "base": ""},
         ROW | {"cover_from": "2026-01-01", "cover_to": "2026-12-31"})  # fmt: skip
    one = Participant.objects.get()
    assert (one.kk.reveal(), one.decile, one.base) == (build.KK, 3, 1_000_000)
    assert Participant.objects.filter(kk_index=blind(build.KK, "kk")).exists()
    assert len(one.periods()) == 2


def test_whose_list_it_is_follows_from_its_villages_or_is_said(load):
    load(ROW | {"village_code": build.MUBA})
    assert RosterImport.objects.get().regency_id == "16.06"
    no_cover = dict.fromkeys(("cover_from", "cover_to", "payer", "agreement", "months"), "")
    without = ROW | {"village_code": ""} | no_cover
    assert "Whose list is it?" in load(without)[0]
    _said, refused = load(
        without, ROW | {"village_code": build.MUBA, "nik": OTHER_NIK}, regency="16.02"
    )
    assert refused == ["row 3: Village code: lies in another regency"]
    one = Participant.objects.get(regency="16.02")
    assert (one.village_id, one.periods()) == (None, ())
    assert "There is no regency 99.99." in load(ROW, regency="99.99")[0]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "No row names the columns"),
        (b"nik,name,category\n", "There are no people in this file."),
        (b"nik,name,category\n\x00,b,c", "This can't be read as a table"),
        (b'nik,name,category\n"a', "This can't be read as a table"),
        (b"PK\x03\x04 no archive", "This can't be read as a table"),
        (b"\xd0\xcf\x11\xe0 a workbook of 1997", "Save it as XLSX"),
    ],
)
def test_a_file_that_is_no_list_loads_nothing(tmp_path, content, why):
    (tmp_path / "bad.csv").write_bytes(content)
    said, _ = imported(tmp_path / "bad.csv", regency="16.02")
    assert said.startswith("exit 1: Nothing was loaded.") and why in said
    assert RosterImport.objects.get().step == "failed"


def test_a_list_that_does_not_tell_what_is_needed_names_its_heads(load, tmp_path):
    said, _ = load(ROW, columns=("name", "kk", "village_code"))
    assert "No column tells nik, category; the heads are: name, kk, village_code." in said
    assert RosterImport.objects.get().step == "cancelled"
    assert "No such file" in imported(tmp_path / "none.csv", regency="16.02")[0]


def test_a_preview_tells_what_would_change_and_changes_nothing(load):
    load(ROW)
    before = everything()
    said, _ = load(
        ROW | {"months": "7"}, ROW | {"nik": OTHER_NIK}, ROW | {"nik": "1"}, preview=True
    )
    assert SAID.format(3, 1, 1, 0, 1, 1, 1, 0) in said and "Nothing was loaded." in said
    assert everything() == before
    assert not RosterRow.objects.exists()


def kept_files() -> set[Path]:
    return set((Path(default_storage.location) / "roster").glob("*"))


def test_who_brought_which_file_when_is_on_record(
    load, people, tmp_path, django_capture_on_commit_callbacks
):
    by = people["administrator"]
    with django_capture_on_commit_callbacks(execute=True):
        load(ROW | {"name": "Hanya Di Sini"}, by=by.username)
    one = RosterImport.objects.get()
    assert (one.by, one.confirmed_by, one.file_name, one.step) == (by, by, "roster.csv", "loaded")
    file = (tmp_path / "roster.csv").read_bytes()
    assert (one.sha256, one.size) == (hashlib.sha256(file).hexdigest(), len(file))
    assert not one.file
    # Other tests keep theirs in the same folder meanwhile.
    assert not [path for path in kept_files() if one.sha256 in path.name]
    person = Participant.objects.get()
    assert person.roster_import == person.coverages.get().roster_import == one


def test_no_number_stands_open_in_the_database_or_in_the_name_of_a_file(tmp_path):
    path = tmp_path / f"data {build.NIK}.csv"
    path.write_text(",".join(ROW) + "\n" + ",".join(ROW.values()) + "\n"
                    + ",".join((ROW | {"sex": build.KK}).values()) + "\n")  # fmt: skip
    imported(path)
    assert RosterImport.objects.get().refusals.count() == 1
    for model in (RosterImport, RosterRefusal, Participant, Coverage):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM {model._meta.db_table} t")
            said = cursor.fetchone()[0]
        assert build.NIK not in said and build.KK not in said
    assert RosterImport.objects.get().refusals.get().opened()[0] == build.NIK


def test_the_refused_rows_are_corrected_and_loaded_again(load, tmp_path):
    load(ROW | {"sex": "X", "agreement": "=1+1"}, ROW | {"nik": OTHER_NIK, "decile": "12"})
    path = tmp_path / "roster-refused.xlsx"
    assert path.stat().st_mode & 0o777 == 0o600
    book = load_workbook(path)
    sheet = book.active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][-2:] == ["Row", "Why it was refused"]
    assert rows[1][0] == build.NIK and rows[1][-2:] == ["2", "Sex: is neither L nor P"]
    assert all(cell.data_type == "s" for cell in sheet[2] if cell.value)
    sheet.cell(2, COLUMNS.index("sex") + 1).value = "L"
    sheet.cell(3, COLUMNS.index("decile") + 1).value = 4
    book.save(path)
    said, refused = imported(path)
    assert (said, refused) == (SAID.format(2, 0, 2, 0, 0, 2, 0, 0), [])
    assert Participant.objects.by_nik(build.NIK).get().coverages.get().agreement == "=1+1"


def test_many_rows_take_a_few_queries(tmp_path, django_assert_max_num_queries):
    few = rosters.write_csv(tmp_path / "few.csv", rosters.people(20))
    many = rosters.write_csv(tmp_path / "many.csv", rosters.people(400))
    with CaptureQueriesContext(connection) as asked:
        imported(few)
    with django_assert_max_num_queries(len(asked)):
        assert SAID.format(400, 0, 380, 0, 20, 380, 0, 20) in imported(many)[0]
