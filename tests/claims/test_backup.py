"""`backup` and `restore_drill` as an operator meets them."""

import json
import os
import stat
import subprocess
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection

from claims import backups
from claims.actions import verdicts
from claims.backups import programs
from claims.models import BackupRun, Claim, Document
from claims.rules.letters import LetterKind
from tests import build
from tests.claims.destroyed import gone
from tests.claims.lettered import lettered
from tests.faults.parts import database_url
from tests.trail import let_be_emptied
from tests.waiting import wait_for


@pytest.fixture
def claim(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "papers"
    return build.claim_in("submitted", build.everybody())


@pytest.fixture
def made(claim, tmp_path, capsys) -> Path:
    call_command("backup", tmp_path / "backup")
    return tmp_path / "backup"


def drill(folder, capsys) -> dict:
    """The drill's answer; it must end by its exit code when something is wrong."""
    capsys.readouterr()
    try:
        call_command("restore_drill", folder, "--json", "--server", database_url())
    except SystemExit as end:
        found = json.loads(capsys.readouterr().out)
        assert end.code == 1 and not found["ok"]
        return found
    found = json.loads(capsys.readouterr().out)
    assert found["ok"]
    return found


def scratch_databases() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'santunan_drill%'")
        return [name for (name,) in cursor.fetchall()]


def test_a_backup_is_restored_and_equal_and_both_are_on_record(made, capsys):
    found = drill(made, capsys)
    manifest = json.loads((made / "manifest.json").read_text())
    assert found["counts"]["different"] == {} and found["counts"]["rows"] > 1000
    assert manifest["counts"]["claims_claim"] == 1
    assert found["media"]["files"] == 2 and found["seconds"] > 0
    assert manifest["versions"]["migrations"]["claims"] >= "0034"
    assert list(BackupRun.objects.values_list("kind", "trouble")) == [
        ("drill", ""),
        ("backup", ""),
    ]
    # Another process of this run may be at a drill of its own: what stays is what is left.
    wait_for(lambda: not scratch_databases())
    # Nobody else can read it.
    inside = list(made.rglob("*"))
    assert len([path for path in inside if path.is_file()]) == 5
    for path in [made, *inside]:
        assert stat.S_IMODE(path.stat().st_mode) == (0o600 if path.is_file() else 0o700)


def test_a_drill_makes_a_server_of_its_own_where_none_is_named(made, capsys):
    call_command("restore_drill", made)
    assert "restored in" in capsys.readouterr().out
    assert Claim.objects.count() == 1


def test_whatever_changed_in_a_backup_is_found(made, capsys):
    """A count, a paper, the list of papers, the dump: one after the other."""
    manifest = made / "manifest.json"
    told = manifest.read_text()
    manifest.write_text(told.replace('"claims_claim": 1', '"claims_claim": 2'))
    assert drill(made, capsys)["counts"]["different"] == {"claims_claim": [2, 1]}
    manifest.write_text(told)
    paper = next(path for path in (made / "media").rglob("*") if path.is_file())
    paper.write_bytes(b"rot" + paper.read_bytes()[3:])
    rotten = [str(paper.relative_to(made / "media"))]
    assert drill(made, capsys)["media"]["different"] == rotten
    assert BackupRun.objects.first().trouble.startswith("Not what was backed up: papers ")
    paper.unlink()
    assert drill(made, capsys)["media"]["different"] == rotten
    files = made / "files.jsonl"
    files.write_text(files.read_text() + "\n")
    assert drill(made, capsys)["files"] == ["files.jsonl"]
    dump = made / "database.dump"
    os.truncate(dump, dump.stat().st_size // 2)
    assert "pg_restore" in drill(made, capsys)["trouble"]


def test_a_missing_or_changed_paper_is_said_and_the_rest_is_kept(claim, tmp_path, capsys):
    gone, other = Document.objects.order_by("pk")
    default_storage.delete(gone.file.name)
    Path(other.file.path).write_bytes(b"changed")
    with pytest.raises(CommandError, match="The backup stands, but 2 papers are missing"):
        call_command("backup", tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert manifest["media"]["missing"] == [gone.file.name]
    assert manifest["media"]["different"] == [other.file.name]
    assert BackupRun.objects.get().trouble.startswith("2 papers are missing or changed")


def test_a_drill_names_what_was_missing_already(claim, tmp_path, capsys):
    """It is equal to what was backed up, and whoever restores it has to know what was not."""
    lost = Document.objects.first()
    default_storage.delete(lost.file.name)
    with pytest.raises(CommandError, match="1 papers are missing"):
        call_command("backup", tmp_path / "backup")
    capsys.readouterr()
    call_command("restore_drill", tmp_path / "backup", "--server", database_url())
    said = capsys.readouterr().out
    assert "equal" in said and "1 papers were missing already" in said and lost.file.name in said
    found = drill(tmp_path / "backup", capsys)
    assert found["media"]["missing_when_it_was_made"] == [lost.file.name]


def test_what_was_destroyed_is_not_missing(committed, settings, tmp_path, capsys):
    settings.MEDIA_ROOT = tmp_path / "papers"
    people = build.everybody()
    claim = build.claim_in("rejected", people)
    letter = lettered(LetterKind.PENOLAKAN, people, claim=claim)
    paper = Path(letter.file.path)
    assert paper.exists()
    gone(claim.regency, people, 6)
    let_be_emptied()  # else no test after this one could begin
    assert not paper.exists()
    call_command("backup", tmp_path / "backup")
    manifest = json.loads((tmp_path / "backup" / "manifest.json").read_text())
    assert manifest["media"]["missing"] == []
    assert drill(tmp_path / "backup", capsys)["media"]["missing"] == []


def test_a_paper_that_was_thrown_away_is_missed_by_no_backup(claim, tmp_path, capsys):
    paper = claim.documents.first()
    claim.documents.filter(pk=paper.pk).update(verdict="pending", verdict_at=None)
    assert verdicts.throw_away(paper.pk, "Eicar-Test-Signature", now=build.NOW)
    call_command("backup", tmp_path / "backup")
    assert drill(tmp_path / "backup", capsys)["media"]["files"] == 1


def test_sums_alone_are_compared_with_the_papers_where_they_lie(claim, tmp_path, capsys):
    folder = tmp_path / "sums"
    call_command("backup", folder, "--no-papers")
    assert not (folder / "media").exists()
    assert drill(folder, capsys)["media"]["files"] == 2
    Path(Document.objects.first().file.path).write_bytes(b"changed")
    assert drill(folder, capsys)["media"]["different"]


def test_a_folder_with_something_in_it_is_left_alone(db, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").write_text("dear")
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", tmp_path / "mine")
    assert (tmp_path / "mine" / "letter").read_text() == "dear"


def test_a_place_that_is_no_folder_gets_a_sentence(db, tmp_path):
    (tmp_path / "file").write_text("")
    for place in (tmp_path / "file" / "below", tmp_path / "nowhere" / "deep", tmp_path / "file"):
        with pytest.raises(CommandError, match="is no folder"):
            call_command("backup", place)


def test_no_space_gets_a_sentence(db):
    """/dev/full is as full as a disk can be."""
    dump = programs.program("pg_dump", connection.pg_version // 10000)
    with pytest.raises(backups.Trouble, match="No space is left"):
        programs.run([dump, "--format=plain", "--file=/dev/full"], connection.settings_dict)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small volume")
def test_a_full_volume_keeps_no_half_backup(claim, tmp_path):
    volume = tmp_path / "volume"
    volume.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", volume], capture_output=True
    )
    if mounted.returncode:
        pytest.skip("this machine mounts no small volume")
    try:
        with pytest.raises(CommandError, match="No space is left"):
            call_command("backup", volume / "backup")
        assert list(volume.iterdir()) == []
    finally:
        subprocess.run(["umount", volume], check=True)
    assert BackupRun.objects.get().trouble.startswith("No space is left")


def test_a_program_older_than_the_server_is_refused():
    with pytest.raises(backups.Trouble, match="needs a pg_dump of that version or newer"):
        programs.program("pg_dump", 99)


def test_what_is_no_backup_gets_a_sentence(db, tmp_path, capsys):
    assert "is no backup" in drill(tmp_path, capsys)["trouble"]
    with pytest.raises(CommandError, match="is no backup"):
        call_command("restore_drill", tmp_path)
