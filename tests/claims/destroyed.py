"""What the command destroys, without the command: for the tests of what goes and what stays."""

from datetime import datetime, timedelta

from django.db import connection

from claims.actions import destroying, retention, unlisting
from claims.models import Destruction
from regencies.models import Regency, Role
from tests import build

WHY = "Jadwal retensi 2037"


def later(years: float) -> datetime:
    return build.NOW + timedelta(days=365.25 * years)


def minutes(oki: Regency, people, now, by=Role.OPD_HEAD, witness=Role.AUDITOR) -> Destruction:
    return retention.begin_destruction(
        oki, by=people[by], witness=people[witness], reason=WHY, now=now
    )


def gone(oki: Regency, people, years: float) -> Destruction:
    """As the command does it, in a year to come."""
    now = later(years)
    row = minutes(oki, people, now)
    for one in retention.due(oki, now):
        destroying.destroy(one, row, by=row.by, now=now)
    for batch in unlisting.batches(oki, now):
        unlisting.unlist(batch, row, now=now)
    return retention.end_destruction(row, now=now)


def everywhere() -> str:
    """Every word that the tables hold."""
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            if table.startswith(("claims_", "django_session")):
                cursor.execute(f"SELECT string_agg(t::text, '|') FROM {table} t")
                texts.append(cursor.fetchone()[0] or "")
    return "|".join(texts)
