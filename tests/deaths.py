"""Lists of deaths as offices write them, of nobody."""

import csv
import io
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from claims.actions.deaths import Whose, add_death
from claims.models import Death
from regencies.deaths.reading import Table, Told, table_of
from regencies.models import Village
from tests import build
from tests.claims.enrolled import enrol

HEADS = ("NIK", "Nama", "Tgl Lahir", "Tanggal Meninggal", "Kode Desa", "No Akta Kematian",
         "Kecelakaan Kerja")  # fmt: skip


def nik(n: int) -> str:
    return f"16020512037{n + 1:05d}"


def death(n: int, **values) -> dict[str, str]:
    row = {
        "NIK": nik(n), "Nama": f"Almarhum {chr(65 + n % 26)}{chr(97 + n // 26 % 26)}",
        "Tgl Lahir": "12/3/1971", "Tanggal Meninggal": "14 Februari 2026",
        "Kode Desa": build.HERE, "No Akta Kematian": f"1602-KM-{n}", "Kecelakaan Kerja": "",
    }  # fmt: skip
    return row | values


def written(rows: Iterable[dict], heads=HEADS) -> bytes:
    out = io.StringIO()
    sheet = csv.DictWriter(out, heads, delimiter=";", extrasaction="ignore")
    sheet.writeheader()
    sheet.writerows(rows)
    return out.getvalue().encode()


def table(tmp_path: Path, rows: Iterable[dict], heads=HEADS, name="kematian.csv") -> Table:
    path = tmp_path / "x.csv"
    path.write_bytes(written(rows, heads))
    return table_of(path, name)


def unfiled(head, now, n: int = 1, village: str = build.HERE) -> Death:
    """Somebody on the list of participants who died some days ago, as their village head wrote
    it down."""
    today = now.date()
    enrol(1, (today - timedelta(400), today + timedelta(40)), nik=nik(n), village=village)
    place = Village.objects.select_related("district__regency").get(pk=village)
    told = Told(0, "Almarhum", today - timedelta(5), village, nik=nik(n))
    return add_death(told, Whose(place.district.regency, place), by=head, now=now)
