"""`load_reference --overwrite` leaves a change for each row that it gave our values again."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError
from django.utils import timezone

from regencies.models import Change, Figure, Holiday, Paper, Programme, Role
from tests import build

pytestmark = pytest.mark.django_db


def load(**options):
    call_command("load_reference", verbosity=0, **options)


def test_each_overwritten_row_is_a_change_with_both_values():
    Figure.objects.filter(key="oki_decile_max").update(value=7)
    Holiday.objects.filter(day="2026-08-17").update(name="HUT RI")
    load(overwrite=True)
    figure, holiday = Change.objects.order_by("what")
    assert (figure.what, figure.key, figure.regency_id) == ("figure", "oki_decile_max", "16.02")
    assert (figure.before["value"], figure.after["value"]) == ("7", "5")
    assert (holiday.key, holiday.before["name"]) == ("2026-08-17", "HUT RI")
    assert {change.by for change in (figure, holiday)} == {None}
    assert {change.reason for change in (figure, holiday)} == {"load_reference --overwrite"}


def test_programmes_and_papers_are_told_too():
    Programme.objects.filter(code="jkm").update(name="Jaminan")
    Paper.objects.filter(programme="jkm", key="kpj").update(name="Kartu")
    load(overwrite=True)
    assert set(Change.objects.values_list("what", "key")) == {
        ("programme", "jkm"), ("paper", "jkm kpj"),
    }  # fmt: skip


def test_what_is_kept_or_as_it_was_is_no_change():
    load(overwrite=True)
    Figure.objects.filter(key="oki_decile_max").update(value=7)
    load()
    assert not Change.objects.exists()


def test_nobody_changes_anything_but_by_the_command():
    said = {"what": "figure", "key": "x", "at": timezone.now(), "by": None}
    with pytest.raises(IntegrityError, match="change_by_somebody_or_the_command"):
        Change.objects.create(**said, reason="Perbup baru.")


def test_the_administrator_reads_of_it(client, people):
    Figure.objects.filter(key="oki_decile_max").update(value=7)
    load(overwrite=True)
    build.appoint(people[Role.AUDITOR], Role.ADMINISTRATOR)
    client.force_login(people[Role.AUDITOR])
    client.cookies["django_language"] = "en"
    text = client.get("/reference/figures/oki_decile_max/").content.decode()
    assert "load_reference --overwrite" in text and "nobody, by a command" in text
