"""Reference tables into the database, set by set, so that a second run changes nothing."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import models

from regencies.models import (
    Category,
    Change,
    CheckRule,
    DeadlineRule,
    District,
    Figure,
    Holiday,
    Paper,
    Programme,
    Province,
    Regency,
    Village,
    plain,
)
from regencies.models.changes import OVERWRITTEN
from regencies.tables import BadTable, place_code, read, table, text

BATCH = 5_000
WHAT = {
    Holiday: Change.What.HOLIDAY,
    Figure: Change.What.FIGURE,
    DeadlineRule: Change.What.DEADLINE_RULE,
    CheckRule: Change.What.CHECK,
    Programme: Change.What.PROGRAMME,
    Paper: Change.What.PAPER,
    Category: Change.What.CATEGORY,
}
# Level by the length of the code, with the field that names its parent and the parent's length.
LEVELS = {
    2: (Province, None, 0),
    5: (Regency, "province_id", 2),
    8: (District, "regency_id", 5),
    13: (Village, "district_id", 8),
}
# Time zones follow provinces (Keppres 41/1987; the later provinces keep their parent's). The rest
# of the country is on Asia/Jakarta.
CENTRAL = {"51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"}
EASTERN = {"81", "82", "91", "92", "93", "94", "95", "96"}


@dataclass
class Count:
    """What one table did to the database."""

    rows: int = 0
    added: int = 0
    updated: int = 0
    returned: int = 0
    vanished: int = 0
    differing: list[str] = field(default_factory=list)

    @property
    def changed(self) -> int:
        return self.added + self.updated + self.returned + self.vanished

    def __str__(self) -> str:
        parts = [f"{self.rows} rows", f"{self.added} added", f"{self.updated} updated"]
        if self.returned:
            parts.append(f"{self.returned} active again")
        if self.vanished:
            parts.append(f"{self.vanished} no longer listed, now inactive")
        if self.differing:
            parts.append(f"{len(self.differing)} differ and were kept (--overwrite replaces them)")
        return ", ".join(parts)


def zone(province_code: str) -> str:
    if province_code in CENTRAL:
        return Regency.Zone.WITA
    return Regency.Zone.WIT if province_code in EASTERN else Regency.Zone.WIB


def own_places() -> list[dict]:
    return _whole(table("places"), "places.csv")


def package_places(folder: Path) -> list[dict]:
    """The four tables of idn-area-data, with what we know besides about our own places."""
    ours = {row["code"]: row for row in table("places")}
    rows = []
    for name, parent in (
        ("provinces", None),
        ("regencies", "province_code"),
        ("districts", "regency_code"),
        ("villages", "district_code"),
    ):
        path = folder / f"{name}.csv"
        columns = {"code": place_code, "name": text} | ({parent: text} if parent else {})
        found = list(read(path, columns))
        if not found:
            raise BadTable(f"{path}: it has no rows.")
        for row in found:
            if parent and not row["code"].startswith(row[parent] + "."):
                raise BadTable(f"{path}: {row['code']} does not belong to {row[parent]}.")
            known = ours.get(row["code"], {})
            rows.append(
                {
                    "code": row["code"],
                    # "Kabupaten" is left out, as in our own table; "Kota" is part of the name.
                    "name": re.sub(r"^Kabupaten (Administrasi )?", "", row["name"]),
                    "also_named": known.get("also_named", ""),
                    "served": known.get("served", False),
                }
            )
    return _whole(rows, folder)


def _whole(rows: Iterable[dict], where: object) -> list[dict]:
    """Each place once, and its parent with it."""
    rows = list(rows)
    codes = {row["code"] for row in rows}
    if len(codes) < len(rows):
        seen: set[str] = set()
        twice = next(row["code"] for row in rows if row["code"] in seen or seen.add(row["code"]))
        raise BadTable(f"{where}: {twice} is there twice.")
    for code in codes:
        parent = code.rpartition(".")[0]
        if parent and parent not in codes:
            raise BadTable(f"{where}: {code} is there, but {parent} is not.")
    return rows


def load_places(rows: list[dict], *, whole_country: bool) -> dict[str, Count]:
    """Add, rename, wake and put to sleep. Only name and active follow the table of an old place:
    whether it is served, its zone and its other names belong to the administrators.

    Our own table speaks for the regencies it lists; the whole country's speaks for every place.
    """
    listed = {row["code"] for row in rows}
    gone = Regency.objects.filter(served=True).exclude(code__in=listed)
    if whole_country and gone.exists():
        raise BadTable(f"It does not know {gone[0].code} {gone[0].name}, which is served here.")
    counts = {}
    for length, (model, _, _) in LEVELS.items():
        known = {
            code: (name, active)
            for code, name, active in model.objects.values_list("code", "name", "active")
        }
        mine = [row for row in rows if len(row["code"]) == length]
        new = [_place(row) for row in mine if row["code"] not in known]
        asleep = [row for row in mine if row["code"] in known and not known[row["code"]][1]]
        renamed = [
            row
            for row in mine
            if row["code"] in known
            and known[row["code"]][1]
            and known[row["code"]][0] != row["name"]
        ]
        vanished = [
            code
            for code, (_, active) in known.items()
            if active and code not in listed and (whole_country or code[:5] in listed)
        ]
        counts[model._meta.model_name] = Count(
            len(mine), len(new), len(renamed), len(asleep), len(vanished)
        )
        # Somebody else may be loading too: a row that is there by now is taken as it is.
        model.objects.bulk_create(new, BATCH, ignore_conflicts=True)
        model.objects.bulk_create(
            [_place(row) for row in asleep + renamed],
            BATCH,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "active"],
        )
        for start in range(0, len(vanished), BATCH):
            batch = vanished[start : start + BATCH]
            model.objects.filter(code__in=batch).update(active=False)
    return counts


def _place(row: dict) -> models.Model:
    """A place as we first meet it."""
    model, parent, length = LEVELS[len(row["code"])]
    place = model(code=row["code"], name=row["name"])
    if parent:
        setattr(place, parent, row["code"][:length])
    if model is Regency:
        place.zone, place.served = zone(place.province_id), row["served"]
    elif model is District:
        place.also_named = row["also_named"]
    return place


def load_table(
    name: str, model: type[models.Model], keys: tuple[str, ...], overwrite: bool, now: datetime
) -> Count:
    """Add the rows that are missing. One that is there keeps what an administrator gave it,
    unless told to overwrite; then the table's values replace it, and a Change says so."""
    rows = table(name)
    count = Count(rows=len(rows))
    columns = {column: model._meta.get_field(column).attname for column in rows[0]}
    known = {
        tuple(getattr(row, columns.get(key, f"{key}_id")) for key in keys): row
        for row in model.objects.all()
    }
    new, old, befores = [], [], []
    for row in rows:
        key = tuple(row.get(part) for part in keys)
        values = {columns[column]: value for column, value in row.items()}
        mine = known.get(key)
        if mine is None:
            new.append(model(**values))
        elif any(getattr(mine, column) != value for column, value in values.items()):
            if overwrite:
                befores.append(plain(mine))
                for column, value in values.items():
                    setattr(mine, column, value)
                old.append(mine)
            else:
                count.differing.append(" ".join(str(part) for part in key if part is not None))
    for row in new + old:
        try:
            row.clean_fields(exclude=[f.name for f in model._meta.fields if f.is_relation])
        except ValidationError as problem:
            raise BadTable(f"{name}.csv: {row}: {problem}") from None
    count.added, count.updated = len(new), len(old)
    model.objects.bulk_create(new, ignore_conflicts=True)
    if old:
        fields = [column for column in columns if column not in keys]
        model.objects.bulk_update(old, fields, batch_size=BATCH)
        Change.objects.bulk_create(
            _change(row, before, keys, now) for row, before in zip(old, befores, strict=True)
        )
    return count


def _change(row: models.Model, before: dict, keys: tuple[str, ...], now: datetime) -> Change:
    """Named as on the page that keeps the row: what tells it from others of its regency."""
    said = plain(row)
    named = [part for part in keys if part not in {"regency", "from_on"}]
    found = (getattr(row, f"{part}_id", None) or getattr(row, part) for part in named)
    return Change(
        what=WHAT[type(row)], key=" ".join(str(part) for part in found if part),
        regency_id=said.get("regency_id"), before=before, after=said, by=None, at=now,
        reason=OVERWRITTEN,
    )  # fmt: skip
