import os
import time
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from regencies.loading import load_places
from regencies.models import District, Province, Regency, Village
from regencies.tables import table

pytestmark = pytest.mark.django_db

KECAMATAN = {
    "16.02": """02 Tanjung Lubuk, 03 Pedamaran, 04 Mesuji, 05 Kayu Agung, 08 Sirah Pulau Padang,
        11 Tulung Selapan, 12 Pampangan, 13 Lempuing, 14 Air Sugihan, 15 Sungai Menang, 17 Jejawi,
        18 Cengal, 19 Pangkalan Lampam, 20 Mesuji Makmur, 21 Mesuji Raya, 22 Lempuing Jaya,
        23 Teluk Gelam, 24 Pedamaran Timur""",
    "16.06": """01 Sekayu, 02 Lais, 03 Sungai Keruh, 04 Batang Hari Leko, 05 Sanga Desa,
        06 Babat Toman, 07 Sungai Lilin, 08 Keluang, 09 Bayung Lencir, 10 Plakat Tinggi, 11 Lalan,
        12 Tungkal Jaya, 13 Lawan Wetan, 14 Babat Supat, 15 Jirak Jaya""",
}


def load_rows(rows) -> list[str]:
    """Load these rows as our own table of places; what became of each level that changed."""
    counts = load_places(rows, whole_country=False)
    return [f"{level}: {count}" for level, count in counts.items() if count.changed]


@pytest.mark.parametrize(
    ("code", "name", "kecamatan", "desa", "kelurahan"),
    [("16.02", "Ogan Komering Ilir", 18, 314, 13), ("16.06", "Musi Banyuasin", 15, 229, 13)],
)
def test_both_regencies_are_whole(reference, code, name, kecamatan, desa, kelurahan):
    regency = Regency.objects.get(code=code)
    villages = Village.objects.filter(district__regency=regency)
    assert (regency.name, regency.province.name) == (name, "Sumatera Selatan")
    assert (regency.zone, regency.served, regency.active) == ("Asia/Jakarta", True, True)
    assert regency.districts.count() == kecamatan
    assert villages.filter(kind=Village.Kind.DESA).count() == desa
    assert villages.filter(kind=Village.Kind.KELURAHAN).count() == kelurahan
    assert villages.count() == desa + kelurahan


@pytest.mark.parametrize("code", KECAMATAN)
def test_the_kecamatan_are_those_of_the_rule_book(reference, code):
    expected = [part.split(maxsplit=1) for part in KECAMATAN[code].split(",")]
    found = District.objects.filter(regency=code).values_list("code", "name")
    assert dict(found) == {f"{code}.{number}": name for number, name in expected}


def test_the_old_spelling_of_lawan_wetan_is_kept_for_the_search(reference):
    assert District.objects.get(code="16.06.13").also_named == "Lawang Wetan"


def test_codes_are_text_with_dots_and_the_nik_has_them_without(reference):
    village = Village.objects.filter(district="16.02.05").first()
    assert village.pk == village.code and village.code.startswith("16.02.05.")
    assert village.district.digits == "160205"


@pytest.mark.parametrize(
    "place",
    [
        Province(code="1", name="?"),
        Regency(code="16.2", province_id="16", name="?"),
        Regency(code="17.02", province_id="16", name="?"),
        District(code="160205", regency_id="16.02", name="?"),
        District(code="16.06.99", regency_id="16.02", name="?"),
        Village(code="16.02.05.4001", district_id="16.02.05", name="?"),
        Village(code="16.02.04.2999", district_id="16.02.05", name="?"),
    ],
)
def test_the_database_refuses_a_code_without_its_shape(reference, place):
    with pytest.raises(IntegrityError), transaction.atomic():
        place.save(force_insert=True)


@pytest.mark.parametrize(
    ("last", "kind"), [("1999", "kelurahan"), ("2999", "desa"), ("3999", "desa_adat")]
)
def test_the_code_says_what_kind_of_village_it_is(reference, last, kind):
    village = Village.objects.create(code=f"16.02.05.{last}", district_id="16.02.05", name="Baru")
    assert village.kind == kind


def test_a_place_that_others_stand_on_is_not_deleted(reference):
    with pytest.raises(ProtectedError):
        District.objects.get(code="16.02.05").delete()


def test_a_second_run_changes_nothing_and_says_so(reference, load):
    before = list(Village.objects.values_list())
    assert load().endswith("0 rows changed: up to date.\n")
    assert list(Village.objects.values_list()) == before


def test_a_renamed_place_takes_its_new_name(reference):
    rows = [row | {"name": "Lawang Wetan"} if row["code"] == "16.06.13" else row
            for row in table("places")]  # fmt: skip
    assert load_rows(rows) == ["district: 33 rows, 0 added, 1 updated"]
    assert District.objects.get(code="16.06.13").name == "Lawang Wetan"


def test_a_vanished_village_falls_asleep_and_wakes_when_it_returns(reference):
    fewer = [row for row in table("places") if row["code"] != "16.02.05.2011"]
    gone = Village.objects.filter(code="16.02.05.2011")
    assert gone.exists()
    assert "1 no longer listed, now inactive" in load_rows(fewer)[0]
    assert gone.get().active is False
    assert load_rows(fewer) == []
    assert "1 active again" in load_rows(table("places"))[0]
    assert gone.get().active is True


def test_our_own_table_says_nothing_about_other_regencies(reference, load):
    Regency.objects.create(code="16.71", province_id="16", name="Kota Palembang")
    assert "0 rows changed" in load()
    assert Regency.objects.get(code="16.71").active is True


def test_what_administrators_set_on_a_place_stays(reference, load, country):
    Regency.objects.filter(code="16.06").update(served=False, zone="Asia/Makassar")
    District.objects.filter(code="16.02.05").update(also_named="Kayuagung")
    load(places=country({**country.places, "16.06": "Musi Banyuasin Baru"}))
    regency = Regency.objects.get(code="16.06")
    assert (regency.served, regency.zone) == (False, "Asia/Makassar")
    assert regency.name == "Musi Banyuasin Baru"
    assert District.objects.get(code="16.02.05").also_named == "Kayuagung"


def test_a_whole_country_loads_with_its_zones(load, country):
    said = load(places=country(country.places))
    assert "village: " in said
    assert Province.objects.count() == 4
    assert Village.objects.count() == sum(len(code) == 13 for code in country.places)
    zones = dict(Regency.objects.values_list("code", "zone"))
    assert (zones["16.02"], zones["51.01"], zones["91.01"]) == (
        "Asia/Jakarta",
        "Asia/Makassar",
        "Asia/Jayapura",
    )
    assert Village.objects.filter(code="51.01.01.2001").get().name == 'Desa "1", Lama'
    assert Regency.objects.get(code="31.01").name == "Kepulauan Seribu"
    assert list(Regency.objects.filter(served=True).values_list("code", flat=True)) == [
        "16.02",
        "16.06",
    ]
    assert "0 rows changed" in load(places=country(country.places))


def test_a_place_the_country_no_longer_lists_falls_asleep_with_all_below(load, country):
    load(places=country(country.places))
    load(
        places=country({code: name for code, name in country.places.items() if code[:5] != "51.05"})
    )
    assert not Regency.objects.get(code="51.05").active
    assert Village.objects.filter(district__regency="51.05", active=True).count() == 0
    assert Village.objects.filter(district__regency="51.05").count() == 150


def test_a_country_without_a_served_regency_is_refused_whole(reference, country):
    left = {code: name for code, name in country.places.items() if code[:5] != "16.06"}
    folder = country(left)
    with pytest.raises(CommandError, match=r"16\.06 Musi Banyuasin, which is served here"):
        call_command("load_reference", places=folder, stdout=StringIO())
    assert not Province.objects.filter(code="51").exists()


@pytest.mark.parametrize(
    ("file", "content", "complaint"),
    [
        ("villages.csv", None, "villages.csv: No such file"),
        ("regencies.csv", "", "the column 'code' is missing"),
        ("regencies.csv", "code,province_code,name\n", "it has no rows"),
        ("provinces.csv", "code,title\n16,Sumatera Selatan\n", "the column 'name' is missing"),
        ("provinces.csv", "code,name\n16,Sumatera Selatan,?\n", "line 2: too many or too few"),
        ("provinces.csv", "code,name\n16\n", "line 2: too many or too few"),
        ("provinces.csv", "code,name\n1602,X\n", "line 2: code: '1602' is no code of a place"),
        ("provinces.csv", "code,name\n16,\n", "line 2: name: is empty"),
        ("provinces.csv", "code,name\n16,A\n16,B\n", "16 is there twice"),
        ("provinces.csv", "code,name\n16,A\n", "is there, but"),
        ("regencies.csv", "code,province_code,name\n16.02,17,A\n", "16.02 does not belong to 17"),
        ("provinces.csv", "code,name\n16,\udcff\n", "no CSV file in UTF-8"),
        ("provinces.csv", 'code,name\n16,"A\n', "no CSV file in UTF-8"),
    ],
)
def test_a_broken_folder_loads_nothing_and_is_told_plainly(country, file, content, complaint):
    folder = country(country.places)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_text(content, encoding="utf-8", errors="surrogateescape")
    with pytest.raises(CommandError) as refused:
        call_command("load_reference", places=folder, stdout=StringIO())
    assert refused.value.returncode == 1
    assert complaint in str(refused.value)
    assert not Province.objects.exists()


# 84,000 villages do not belong in here: with IDN_AREA_DATA naming the package's folder, by hand.
if "IDN_AREA_DATA" in os.environ:

    def test_the_real_country_loads_within_a_minute(load):
        started = time.monotonic()
        load(places=Path(os.environ["IDN_AREA_DATA"]))
        assert time.monotonic() - started < 60
        counts = [model.objects.count() for model in (Province, Regency, District, Village)]
        assert counts == [38, 514, 7285, 83762] and sum(counts) == 91_599
