"""Lists of participants as an office writes them: of nobody, with NIKs whose serial no real one
has, and spoiled in every way that offices' lists are."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

FULL_LIST = 119_940  # OKI's workers under protection
HEADS = ("NO", "NIK", "No. KK", "Nama Peserta", "Tgl Lahir", "JK", "Kecamatan", "Desa/Kelurahan",
         "Kategori", "Desil", "Sumber Desil", "Tanggal Desil", "Mulai", "Sampai", "Pembayar",
         "No. PKS")  # fmt: skip
KINDS = ("Pekerja Rentan", "RT/RW", "Perangkat Desa", "Informal", "Non ASN", "Formal")
VILLAGES = (
    ("Kayu Agung", "Celikah"), ("Kayu Agung", "Tanjung Rancing"), ("Pedamaran", "Menang Raya"),
    ("Lempuing", "Tugumulyo"), ("Tanjung Lubuk", "Tanjung Lubuk"),
)  # fmt: skip
FIRST, LAST = ("Sulaiman", "Aminah", "Rusdi", "Nurhayati", "Herman"), ("Demo", "Contoh", "Rekaan")
WRITTEN = ("%d/%m/%Y", "%Y-%m-%d", "%d-%m-%Y")


def person(n: int, villages=VILLAGES) -> dict[str, object]:
    """The n-th row; the same each time. Days are written in all the ways that offices use."""
    # So that no two of a whole list share a NIK: 9,800 pairs of area and serial, then other days.
    born_on = date(1961, 1, 1) + timedelta(days=(n * 7 + n // 9_800 * 13) % 14_000)
    woman = n % 2
    birth = f"{born_on.day + 40 * woman:02d}{born_on:%m%y}"
    area = f"1602{n // 100 % 98 + 1:02d}"
    district, village = villages[n % len(villages)]
    return {
        "NO": n + 1,
        "NIK": f"{area}{birth}{9900 + n % 100}",
        "No. KK": f"{area}{n % 28 + 1:02d}0214{9900 + n % 100}",
        "Nama Peserta": f"{FIRST[n % 5]} {LAST[n % 3]}",
        "Tgl Lahir": born_on.strftime(WRITTEN[n % 3]),
        "JK": "LP"[woman],
        "Kecamatan": district,
        "Desa/Kelurahan": village,
        "Kategori": KINDS[n % len(KINDS)],
        "Desil": n % 5 + 1,
        "Sumber Desil": ("DTSEN", "P3KE")[n % 2],
        "Tanggal Desil": "1 Juli 2025",
        "Mulai": "2/9/2025",
        "Sampai": "2025-12-31",
        "Pembayar": "APBD OKI",
        "No. PKS": "PKS 12/2025",
    }


def people(count: int, **kinds) -> Iterator[dict[str, object]]:
    return (person(n, **kinds) for n in range(count))


# What stands in the row instead, and the one fault that it is: (column, code).
SPOILED: tuple[tuple[dict[str, object], tuple[str, str]], ...] = (
    ({"NIK": "1.60205E+15"}, ("nik", "spoiled")),
    ({"NIK": "1,60E+15"}, ("nik", "spoiled")),
    ({"NIK": 1602051203719900}, ("nik", "spoiled")),
    ({"NIK": ""}, ("nik", "empty")),
    ({"NIK": "160205120371990"}, ("nik", "not_16_digits")),
    ({"NIK": "16020512O3719901"}, ("nik", "not_digits")),
    ({"NIK": "1602057203719901"}, ("nik", "impossible_date")),
    ({"NIK": "9902051203719901"}, ("nik", "unknown_province")),
    ({"NIK": "1602051203710000"}, ("nik", "dummy_serial")),
    ({"No. KK": "1.60205E+15"}, ("kk", "spoiled")),
    ({"No. KK": "16020515021"}, ("kk", "not_16_digits")),
    ({"Nama Peserta": ""}, ("name", "empty")),
    ({"Nama Peserta": "1602051203719901"}, ("name", "no_name")),
    ({"Tgl Lahir": "31/2/1971"}, ("born_on", "no_day")),
    ({"Tgl Lahir": "12/3/71"}, ("born_on", "two_digit_year")),
    ({"Tgl Lahir": "1/1/2090"}, ("born_on", "in_the_future")),
    ({"JK": "X"}, ("sex", "no_sex")),
    ({"Desa/Kelurahan": "Tidak Ada"}, ("village", "village_unknown")),
    ({"Kategori": "Raja"}, ("category", "no_category")),
    ({"Desil": "11"}, ("decile", "no_decile")),
    ({"Tanggal Desil": ""}, ("decile_as_of", "empty_beside_decile")),
    ({"Mulai": "besok"}, ("cover_from", "no_day")),
    ({"Sampai": "1/9/2025"}, ("cover_to", "ends_before")),
    ({"Pembayar": ""}, ("payer", "empty_beside_cover")),
    ({"Sampai": ""}, ("cover_to", "empty_beside_cover")),
)


def with_spoiled(count: int, each: int, **kinds) -> Iterator[tuple[dict, tuple[str, str] | None]]:
    """So many rows, of each kind of SPOILED as many, spread over the whole list; beside each row
    the fault that it has. At 20 rows of 25 kinds: 500."""
    bad = len(SPOILED) * each
    apart = count // bad
    for n, row in enumerate(people(count, **kinds)):
        which, rest = divmod(n, apart)
        if rest == apart // 2 and which < bad:
            values, fault = SPOILED[which % len(SPOILED)]
            yield row | values, fault
        else:
            yield row, None


def write_csv(path: Path, rows: Iterable[dict], delimiter: str = ";", **how) -> Path:
    how = {"encoding": "utf-8-sig", "newline": ""} | how
    with path.open("w", **how) as file:
        written = csv.DictWriter(file, HEADS, delimiter=delimiter)
        written.writeheader()
        written.writerows(rows)
    return path


def write_xlsx(
    path: Path, rows: Iterable[dict], titles: Iterable[str] = (), *, as_excel: bool = False
) -> Path:
    """As an office's workbook: titles above the head, numbers as text, days as days where a row
    has them so. as_excel: its texts in a table beside the sheet, which takes a reader most memory
    and a writer too."""
    import xlsxwriter

    book = xlsxwriter.Workbook(
        path, {"constant_memory": not as_excel, "strings_to_formulas": False,
               "default_date_format": "dd/mm/yyyy"},
    )  # fmt: skip
    sheet = book.add_worksheet("DATA")
    titles = tuple(titles)
    for at, title in enumerate(titles):
        sheet.write_string(at, 0, title)
    sheet.write_row(len(titles), 0, HEADS)
    for at, row in enumerate(rows, len(titles) + 1):
        sheet.write_row(at, 0, [row[head] for head in HEADS])
    book.close()
    return path
