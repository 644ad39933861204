"""What an import keeps of a file goes: a list that nobody confirms, and a file that was left."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from regencies.models import Figure, RosterImport, RosterRow
from regencies.roster import importing
from tests import build

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def brought() -> RosterImport:
    file = f"nik,name,category,village_code\n{build.NIK},Sulaiman Demo,informal,{build.HERE}\n"
    one = importing.bring(
        ContentFile(file.encode()), "a.csv", regency="16.02", by=None, now=build.NOW
    )
    importing.work(lambda: build.NOW)
    return RosterImport.objects.get(pk=one.pk)


def test_a_list_that_nobody_confirms_goes_after_a_week_with_its_rows_and_its_file():
    one = brought()
    assert one.step == "read" and one.file and RosterRow.objects.count() == 1
    importing.forget_old(build.NOW + 6 * DAY)
    assert RosterRow.objects.exists()
    importing.forget_old(build.NOW + 8 * DAY)
    one.refresh_from_db()
    assert one.step == "cancelled" and not one.file and not RosterRow.objects.exists()


def test_how_long_it_waits_is_a_figure_and_is_not_guessed():
    brought()
    Figure.objects.filter(key="keep_staged_days").update(value=30)
    importing.forget_old(build.NOW + 29 * DAY)
    assert RosterRow.objects.exists()
    Figure.objects.filter(key="keep_staged_days").update(value=None)
    importing.forget_old(build.NOW + 400 * DAY)
    assert RosterRow.objects.exists()


def test_a_file_that_no_row_names_goes_after_an_hour(media):
    folder = media / importing.FOLDER
    assert importing.clear_files(timezone.now()) == 0
    folder.mkdir()
    hours = (timezone.now() - timedelta(hours=2)).timestamp()
    for name, old in (("left.csv", True), ("young.csv", False), ("named.csv", True)):
        (folder / name).write_text(build.NIK)
        if old:
            os.utime(folder / name, (hours, hours))
    RosterImport.objects.create(
        regency_id="16.02", file_name="a.csv", sha256="0" * 64, size=1, uploaded_at=build.NOW,
        file="roster/named.csv",
    )  # fmt: skip
    assert importing.clear_files(timezone.now()) == 1
    assert {path.name for path in folder.iterdir()} == {"young.csv", "named.csv"}
