"""calculate_* on the service's own rows, and with a regency's own holidays."""

import io
import json
from datetime import date
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from regencies.models import Figure, Holiday

pytestmark = pytest.mark.django_db
JKM = {"id": "a", "programme": "jkm", "event_on": "2025-09-10", "months_paid": 24}
DUE = {"id": "a", "starts_on": "2026-03-02", "days": 1, "unit": "working"}


@pytest.fixture
def calculated(monkeypatch, capsys):
    def run(command, case, **options):
        stdin = SimpleNamespace(buffer=io.BytesIO(json.dumps([case]).encode()))
        monkeypatch.setattr("sys.stdin", stdin)
        call_command(command, "-", **options)
        return json.loads(capsys.readouterr().out)[0]

    return run


def test_benefits_by_the_tables_or_by_the_database(calculated):
    Figure.objects.filter(key="biaya_pemakaman").update(value=12_000_000)
    assert calculated("calculate_benefits", JKM)["cash"] == 42_000_000
    assert calculated("calculate_benefits", JKM, database=True)["cash"] == 44_000_000


def test_holidays_by_the_tables_by_the_database_and_of_a_regency(calculated):
    on = {"day": date(2026, 3, 3), "name": "Hari jadi", "source": "Perbup", "confidence": "H"}
    Holiday.objects.create(kind="local", regency_id="16.02", **on)
    Holiday.objects.create(
        kind="public", **on | {"day": date(2026, 3, 4), "name": "Hari libur mendadak"}
    )

    def due(**options):
        return calculated("calculate_deadlines", DUE, **options)["due_on"]

    assert due() == "2026-03-03"
    assert due(regency="16.06") == "2026-03-03"
    assert due(regency="16.02") == "2026-03-04"
    assert due(database=True) == "2026-03-03"
    assert due(database=True, regency="16.02") == "2026-03-05"


@pytest.mark.parametrize("command", ["calculate_benefits", "calculate_deadlines"])
@pytest.mark.parametrize("code", ["99.99", "", "16.02'--", "Ogan"])
def test_a_regency_that_does_not_exist(calculated, command, code):
    with pytest.raises(SystemExit) as stop:
        calculated(command, DUE, regency=code)
    assert stop.value.code == 2
