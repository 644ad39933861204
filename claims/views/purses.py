"""What a regency pays from: its own programmes, each with the ceiling of the year."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from claims.actions.batches import year_of
from claims.actions.budget import Standing, own_programmes, standing
from claims.forms.queue import PurseForm
from claims.models import Payout
from regencies.models import Programme, Regency


@dataclass(frozen=True)
class Purse:
    """One programme of one regency in the year of now."""

    regency: Regency
    programme: Programme
    year: int
    standing: Standing | None = None

    @property
    def key(self) -> str:
        return f"{self.regency.pk}/{self.programme.pk}"

    @property
    def label(self) -> str:
        return f"{self.programme}, {self.regency.name}"


def purses(request, roles: Iterable[str], *, asked: bool = True) -> list[Purse]:
    """Those of the regencies where this person holds one of the roles; asked: with what is left
    of each."""
    regencies = {
        seat.regency_id: seat.regency for seat in request.actor.seats if seat.role in roles
    }
    found = []
    for programme in own_programmes(regencies):
        for code, regency in sorted(regencies.items()):
            if programme.regency_id in {None, code}:
                year = year_of(regency, request.now)
                stands = standing(code, programme.pk, year) if asked else None
                found.append(Purse(regency, programme, year, stands))
    return found


def chosen(request, found: list[Purse]) -> Purse | None:
    """The one that the address names, else the first."""
    asked = PurseForm(request.GET).said()
    return next((one for one in found if one.key == asked), found[0] if found else None)


def days_waited(payout: Payout, today: date) -> int:
    """Days without budget, both ends included, as the board counts them. The payout's clocks are
    read already."""
    return sum(
        ((date.fromisoformat(pause["to"]) if pause["to"] else today)
         - date.fromisoformat(pause["from"])).days + 1
        for clock in payout.deadlines.all() for pause in clock.pauses
    )  # fmt: skip
