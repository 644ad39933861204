"""Two systems of other offices, let in and without a token: draw one to try the API."""

from datetime import datetime, timedelta

from claims.actions import systems
from claims.demo.people import OKI, VILLAGES, People
from regencies.models import Role, Scope, System, Village

SINCE = timedelta(days=200)


def let_in(people: People, now: datetime) -> None:
    """Safe to run again."""
    if System.objects.exists():
        return
    here = Village.objects.get(code=VILLAGES[0])
    act = {"by": people.at(Role.ADMINISTRATOR, here)[0], "now": now, "regency_id": OKI,
           "reason": "Perjanjian kerja sama 12/2026 (contoh).",
           "from_on": (now - SINCE).date()}  # fmt: skip
    filing = [Scope.STATUS, Scope.READ, Scope.WRITE, Scope.PAPERS, Scope.COVER]
    systems.add_system(
        name="SID (contoh)", contact="Dinas PMD, 0711 000111",
        scopes=sorted(filing), places=[here.code], **act,
    )  # fmt: skip
    systems.add_system(
        name="Cabang BPJS Ketenagakerjaan (contoh)", contact="Cabang, 0711 000222",
        scopes=[Scope.PAYOUTS], places=[], **act,
    )  # fmt: skip
