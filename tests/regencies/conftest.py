import csv
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection


@pytest.fixture
def bare(db):
    """A database without reference tables; every other test finds them loaded."""
    with connection.cursor() as cursor:
        cursor.execute(
            "TRUNCATE regencies_province, regencies_programme, regencies_figure, "
            "regencies_holiday CASCADE"
        )


@pytest.fixture
def load(bare):
    """Run load_reference and give back what it said."""

    def run(**options) -> str:
        said = StringIO()
        call_command("load_reference", stdout=said, **options)
        return said.getvalue()

    return run


@pytest.fixture
def reference(db, load):
    load()


@pytest.fixture
def country(tmp_path, bare):
    """A made-up country in the four tables of idn-area-data, with our own two regencies in it."""
    from regencies.tables import table

    ours = [(row["code"], row["name"]) for row in table("places")]
    places = {code: name for code, name in ours if not code.startswith("16.06.13")}
    places["31"] = "Daerah Khusus Ibukota Jakarta"
    places["31.01"] = "Kabupaten Administrasi Kepulauan Seribu"
    for province in ("51", "91"):
        places[province] = f"Provinsi {province}"
        for r in range(1, 6):
            places[f"{province}.{r:02}"] = f"Kabupaten {province} {r}"
            for d in range(1, 6):
                places[f"{province}.{r:02}.{d:02}"] = f"Kecamatan {d}"
                for v in range(1, 31):
                    places[f"{province}.{r:02}.{d:02}.{v % 3 + 1}{v:03}"] = f'Desa "{v}", Lama'

    def write(places: dict[str, str]):
        for name, length, parent in (
            ("provinces", 2, None),
            ("regencies", 5, "province_code"),
            ("districts", 8, "regency_code"),
            ("villages", 13, "district_code"),
        ):
            with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["code", parent, "name"] if parent else ["code", "name"])
                for code in sorted(code for code in places if len(code) == length):
                    above = [code.rpartition(".")[0]] if parent else []
                    rows.writerow([code, *above, places[code]])
        return tmp_path

    write.places = places
    return write
