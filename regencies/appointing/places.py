"""Where a seat is: by the code of its place, or by names as offices write them."""

import re
from collections.abc import Collection
from dataclasses import dataclass, field

from regencies.models import District, Regency, Village
from regencies.roster.cells import Wrong
from regencies.roster.places import plain

KIND = re.compile(r"^(kabupaten|kab|kota|pemkab)\b\.?\s*")


@dataclass
class Places:
    """Everything of some regencies that has seats. Three queries, whatever the length of a list."""

    regencies: Collection[str]
    names: dict[str, str] = field(default_factory=dict)
    named: dict[tuple[str, ...], set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, regencies: Collection[str]) -> "Places":
        made = cls(regencies)
        for code, name in Regency.objects.filter(code__in=regencies).values_list("code", "name"):
            made._add(code, name, (KIND.sub("", name.lower()),))
        rows = District.objects.filter(regency__in=regencies, active=True)
        spelled: dict[str, list[str]] = {}
        for code, name, also in rows.values_list("code", "name", "also_named"):
            spelled[code] = [name, *filter(None, map(str.strip, re.split("[,;]", also)))]
            for one in spelled[code]:
                made._add(code, name, (one,))
        rows = Village.objects.filter(district__in=spelled, active=True)
        for code, name, district in rows.values_list("code", "name", "district"):
            for one in (*spelled[district], ""):
                made._add(code, name, (one, name))
        return made

    def _add(self, code: str, name: str, words: tuple[str, ...]) -> None:
        self.names[code] = name
        key = (str(len(code)), *map(plain, words))
        self.named.setdefault(key, set()).add(code)

    def by_code(self, value: str, length: int) -> str:
        """With its dots or without; length: that of the code the role wants."""
        digits = re.sub("[^0-9]", "", value)
        code = ".".join(filter(None, (digits[:2], digits[2:4], digits[4:6], digits[6:])))
        if len(code) not in {5, 8, 13} or re.search("[a-z]", value.lower()):
            raise Wrong("no_place_code")
        if code[:5] not in self.regencies:
            raise Wrong("place_elsewhere")
        if code not in self.names:
            raise Wrong("place_unknown")
        if len(code) != length:
            raise Wrong({13: "wants_village", 8: "wants_district", 5: "wants_regency"}[length])
        return code

    def by_name(self, regency: str, district: str, village: str, length: int) -> tuple[str, str]:
        """(column, code). Raises Wrong with the column that is wrong as its second argument."""
        column = {13: "village", 8: "district", 5: "regency"}[length]
        words = {13: (district, village), 8: (district,), 5: (KIND.sub("", regency.lower()),)}
        said = {"village": village, "district": district, "regency": regency}[column]
        if length == 5 and not said and len(self.regencies) == 1:
            return column, next(iter(self.regencies))
        if not said:
            raise Wrong("empty", column)
        found = self.named.get((str(length), *map(plain, words[length])), set())
        if length != 5 and regency:
            within = self.named.get(("5", plain(KIND.sub("", regency.lower()))), set())
            found = {code for code in found if code[:5] in within}
        if len(found) != 1:
            raise Wrong("place_ambiguous" if found else "place_unknown", column)
        return column, next(iter(found))
