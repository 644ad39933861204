"""import_appointments: who is appointed, who ends by it, what is refused, and that a second run
changes nothing."""

import csv
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from openpyxl import load_workbook

from regencies.appointing.judging import Fault
from regencies.appointing.words import sentence
from regencies.models import Appointment, Change, Person, Role, Village
from tests import build

pytestmark = pytest.mark.django_db
HEADS = ["Kode Desa", "Jabatan", "Nama", "No. HP", "Surel", "TMT", "Sampai", "Status",
         "Atas nama", "SK", "Nama Pengguna"]  # fmt: skip
KEYS = ["place", "role", "name", "phone", "email", "first", "last", "acting", "acts_for",
        "decree", "username"]  # fmt: skip
HEAD = {"place": build.HERE, "role": "Kepala Desa", "name": "H. Ahmad Contoh, S.E.",
        "phone": "0811-7001-122", "email": "ahmad@example.org", "first": "1/8/2020"}  # fmt: skip


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def load(tmp_path):
    """Load rows as an office writes them; what the command said."""

    def run(*rows: dict, heads=None, **options) -> str:
        path = tmp_path / "pejabat.csv"
        with path.open("w", newline="") as file:
            out = csv.writer(file, delimiter=";")
            out.writerow(["PEMERINTAH KABUPATEN"])
            out.writerow(heads or HEADS)
            out.writerows([row.get(key, "") for key in KEYS] for row in rows)
        said = StringIO()
        try:
            call_command("import_appointments", path, stdout=said, **options)
        except CommandError as refusal:
            return said.getvalue() + str(refusal)
        return said.getvalue()

    return run


def counts(said: str) -> list[int]:
    """added, changed, same, refused, accounts, ended"""
    import re

    return [int(n) for n in re.findall(r"\b\d+\b", said.splitlines()[0])][:6]


def test_a_row_makes_an_account_without_a_password_and_its_appointment(load):
    assert counts(load(HEAD)) == [1, 0, 0, 0, 1, 0]
    seat = Appointment.objects.get()
    assert (seat.role, seat.village_id, seat.from_on) == (
        Role.VILLAGE_HEAD, build.HERE, date(2020, 8, 1)
    )  # fmt: skip
    who = seat.person
    assert (who.username, who.phone, who.email) == (
        "ahmad.contoh", "+628117001122", "ahmad@example.org"
    )  # fmt: skip
    assert not who.has_usable_password()
    change = Change.objects.get(what="appointment")
    assert change.before is None and change.reason.startswith("import_appointments pejabat.csv")


def test_a_second_run_changes_nothing(load):
    later = HEAD | {"name": "Budi Contoh", "email": "budi@example.org", "phone": "",
                    "first": "1/8/2026"}  # fmt: skip
    acting = {"place": build.HERE, "role": "Plt. Kades", "name": "Cici", "first": "1 Juli 2026"}
    assert counts(load(HEAD, later, acting)) == [3, 0, 0, 0, 3, 1]
    rows, changes = list(Appointment.objects.values()), Change.objects.count()
    assert counts(load(HEAD, later, acting)) == [0, 0, 3, 0, 0, 0]
    assert (list(Appointment.objects.values()), Change.objects.count()) == (rows, changes)
    assert Person.objects.count() == 3


def test_a_new_head_ends_the_former_one_the_day_before(load):
    load(HEAD)
    said = load(HEAD | {"name": "Budi Contoh", "email": "", "phone": "", "first": "17/11/2026"})
    assert counts(said) == [1, 0, 0, 0, 1, 1]
    former, new = Appointment.objects.order_by("from_on")
    assert (former.to_on, new.to_on) == (date(2026, 11, 16), None)
    assert Change.objects.get(before__to_on=None, after__to_on="2026-11-16")


def test_a_stand_in_stands_beside_and_ends_nobody(load):
    load(HEAD)
    said = load(HEAD | {"name": "Cici", "email": "", "phone": "", "role": "Plh. Kepala Desa",
                        "first": "2/11/2026", "last": "20/11/2026"})  # fmt: skip
    assert counts(said) == [1, 0, 0, 0, 1, 0]
    head, acting = Appointment.objects.order_by("from_on")
    assert head.to_on is None
    assert (acting.acting, acting.acts_for) == ("plh", head.person)


def test_several_operators_hold_one_village(load):
    one = {"place": build.HERE, "role": "operator desa", "name": "Dedi", "first": "1/1/2026"}
    assert counts(load(one, one | {"name": "Eka", "first": "1/2/2026"})) == [2, 0, 0, 0, 2, 0]
    assert not Appointment.objects.exclude(to_on=None).exists()


def test_a_stand_in_who_is_appointed_for_good_no_longer_stands_in(load):
    load(HEAD)
    cici = HEAD | {"name": "Cici", "email": "cici@example.org", "phone": ""}
    load(cici | {"role": "Plt Kepala Desa", "first": "1/3/2026"})
    assert counts(load(cici | {"first": "1/6/2026"})) == [1, 0, 0, 0, 0, 2]
    ended = Appointment.objects.exclude(to_on=None)
    assert {row.to_on for row in ended} == {date(2026, 5, 31)}


def test_a_last_day_and_another_telephone_are_changes(load):
    load(HEAD)
    assert counts(load(HEAD | {"last": "31-12-2026", "phone": "811 7001 123"})) == [
        0,
        1,
        0,
        0,
        0,
        0,
    ]
    seat = Appointment.objects.get()
    assert (seat.to_on, seat.person.phone) == (date(2026, 12, 31), "+628117001123")
    # What is left empty is left as it is.
    assert counts(load(HEAD | {"phone": "", "email": ""})) == [0, 0, 1, 0, 0, 0]
    assert Change.objects.get(what="person").after["phone"] == "+628117001123"


def test_places_are_found_by_their_names_too(load):
    village = Village.objects.select_related("district").get(pk=build.HERE)
    heads = ["Kecamatan", "Jabatan", "Nama", "No. HP", "Desa/Kelurahan", "TMT"]
    row = HEAD | {"place": village.district.name.upper(), "email": f"Desa {village.name}"}
    load(row, row | {"role": "Camat", "email": "", "name": "Faisal", "phone": ""}, heads=heads)
    seats = {seat.role: seat.place_code for seat in Appointment.objects.all()}
    assert seats == {"village_head": build.HERE, "camat": build.HERE[:8]}


REFUSED = [
    ({"place": ""}, "village", "empty"),
    ({"place": "16.02.05.2999"}, "place_code", "place_unknown"),
    ({"place": "31.71.01.1001"}, "place_code", "place_elsewhere"),
    ({"place": "Celikah"}, "place_code", "no_place_code"),
    ({"place": build.HERE[:8]}, "place_code", "wants_village"),
    ({"role": "Camat"}, "place_code", "wants_district"),
    ({"role": "Sekda"}, "place_code", "wants_regency"),
    ({"role": ""}, "role", "empty"),
    ({"role": "Raja"}, "role", "no_role"),
    ({"name": ""}, "name", "empty"),
    ({"name": "0811234567"}, "name", "no_name"),
    ({"phone": "12"}, "phone", "no_phone"),
    ({"email": "ahmad(at)desa"}, "email", "no_email"),
    ({"first": ""}, "from", "empty"),
    ({"first": "31/2/2026"}, "from", "no_day"),
    ({"last": "1/1/2019"}, "to", "ends_before"),
    ({"acting": "cuti"}, "acting", "no_acting"),
    ({"acting": "Plh"}, "acting", "acts_for_nobody"),
    ({"acting": "Plh", "acts_for": "Siapa"}, "acts_for", "acts_for_unknown"),
    ({"acts_for": "Siapa"}, "acts_for", "acts_for_without"),
    ({"username": "siapa"}, "username", "nobody"),
]


@pytest.mark.parametrize(("said", "column", "code"), REFUSED)
def test_a_row_that_cannot_be_right_is_refused_with_its_reason(load, said, column, code):
    told = load(HEAD | said)
    assert sentence(Fault(column, code)) in told, told
    assert not Appointment.objects.exists() and not Person.objects.exists()


def test_what_stands_against_the_record_is_refused(load):
    load(HEAD)
    other = HEAD | {"name": "Budi", "email": "", "phone": ""}
    for said, column, code, about in [
        (other | {"email": "AHMAD@example.org"}, "email", "of_another", HEAD["name"]),
        (other | {"first": "1/1/2019"}, "from", "seat_taken", f"{HEAD['name']}, 01/08/2020"),
        (HEAD | {"first": "2/8/2020"}, "from", "holds_already", "01/08/2020"),
    ]:
        assert sentence(Fault(column, code, about)) in load(said)
    assert "says the same as row 3" in load(HEAD, HEAD)
    Person.objects.update(is_active=False)
    assert "closed (ahmad.contoh)" in load(HEAD)
    assert Appointment.objects.count() == 1


def test_two_holders_of_one_file_are_not_guessed_apart(load):
    first = HEAD | {"last": "31/12/2026"}
    said = load(first, HEAD | {"name": "Budi", "email": "", "phone": "", "first": "1/6/2026"})
    assert "overlaps with row 3" in said and counts(said)[:4] == [1, 0, 0, 1]


def test_a_shared_telephone_does_not_make_two_officials_one(load):
    row = {"place": build.HERE, "role": "operator", "name": "Dedi", "phone": HEAD["phone"],
           "first": "1/1/2026"}  # fmt: skip
    assert counts(load(HEAD, row)) == [2, 0, 0, 0, 2, 0]


def test_one_person_holds_two_seats_and_gets_one_account(load):
    there = {"place": build.NEXT_DOOR, "role": "Plt Kades", "first": "1/1/2026"}
    load(HEAD | {"place": build.NEXT_DOOR, "name": "Gani", "email": "", "phone": ""})
    assert counts(load(HEAD, HEAD | there)) == [2, 0, 0, 0, 1, 0]
    assert Person.objects.get(username="ahmad.contoh").appointments.count() == 2


def test_good_rows_are_taken_and_the_others_come_back_in_a_file(load, tmp_path):
    assert "1 rows were refused" in load(HEAD, HEAD | {"place": build.NEXT_DOOR, "role": "Raja"})
    back = tmp_path / "pejabat-refused.xlsx"
    rows = list(load_workbook(back).active.values)
    assert rows[0][:3] == tuple(HEADS[:3]) and rows[0][-1] == "What is wrong"
    assert rows[1][-2:] == ("4", "Role: is no role that we know")
    assert Appointment.objects.count() == 1


def test_a_preview_writes_nothing(load):
    assert counts(load(HEAD, preview=True)) == [1, 0, 0, 0, 1, 0]
    assert not Person.objects.exists() and not Change.objects.exists()


def test_a_list_without_heads_says_which_it_wants(load):
    assert "Kode wilayah, Jabatan, Nama" in load(HEAD, heads=["a", "b", "c"])


def test_every_village_of_both_regencies_is_read_without_a_question_for_each(load):
    codes = list(Village.objects.filter(active=True).values_list("code", flat=True))
    assert len(codes) >= 569

    def rows(n):
        return [{"place": code, "role": "Kades", "name": f"Kepala {chr(97 + i % 26)}{code[-4:]}",
                 "first": "1/1/2024", "phone": f"0811{i:07}"}
                for i, code in enumerate(codes[:n])]  # fmt: skip

    with CaptureQueriesContext(
        connection,
    ) as few:
        load(*rows(5))
    with CaptureQueriesContext(connection) as many:
        assert counts(load(*rows(len(codes))))[0] == len(codes) - 5
    # Names of users, batches of writing: never one for each row.
    assert len(many) <= len(few) + 2
    assert counts(load(*rows(len(codes)))) == [0, 0, len(codes), 0, 0, 0]
