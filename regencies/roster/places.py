"""A village by its code, or by its name and its kecamatan, as offices write them."""

import re
from dataclasses import dataclass, field

from regencies.models import Village
from regencies.roster.cells import Wrong

LEVEL = re.compile(r"^(desa|kelurahan|kel|ds|kecamatan|kec)\b\.?\s*")


def plain(name: str) -> str:
    """ "Desa Celikah", "CELIKAH" and "Celikah " are one village; "Kayu Agung" and "Kayuagung"
    one kecamatan."""
    return re.sub("[^a-z0-9]", "", LEVEL.sub("", name.lower().strip()))


@dataclass
class Places:
    """The villages of one regency. Asked once for each pair of names: a list repeats them."""

    regency: str
    codes: set[str] = field(default_factory=set)
    named: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    found: dict[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, regency: str) -> "Places":
        places = cls(regency)
        rows = Village.objects.filter(district__regency=regency, active=True).values_list(
            "code", "name", "district__name", "district__also_named"
        )
        for code, name, district, also in rows:
            places.codes.add(code)
            for where in (district, *re.split("[,;]", also), ""):
                if where.strip() or not where:
                    places.named.setdefault((plain(where), plain(name)), set()).add(code)
        return places

    def by_code(self, value: str) -> str:
        """With its dots or without."""
        digits = re.sub("[^0-9]", "", value)
        if len(digits) != 10 or re.search("[a-z]", value.lower()):
            raise Wrong("no_village_code")
        code = f"{digits[:2]}.{digits[2:4]}.{digits[4:6]}.{digits[6:]}"
        if code[:5] != self.regency:
            raise Wrong("village_elsewhere")
        if code not in self.codes:
            raise Wrong("village_unknown")
        return code

    def by_name(self, district: str, village: str) -> str:
        asked = (district, village)
        if asked not in self.found:
            self.found[asked] = self._named(*asked)
        return self.found[asked]

    def _named(self, district: str, village: str) -> str:
        found = self.named.get((plain(district), plain(village)), ())
        if not found:
            raise Wrong("village_unknown")
        if len(found) > 1:
            raise Wrong("village_ambiguous")
        return next(iter(found))
