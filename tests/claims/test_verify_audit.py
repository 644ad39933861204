"""verify_audit, anchor and seal as an operator types them."""

import io
import json
import os
import subprocess
import sys

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from claims.actions import sealing
from claims.models import Link, Unsealed
from claims.rules.letters import LetterKind
from claims.trail import anchors, chain
from claims.trail.verifying import verify
from regencies.models import Role
from tests import build
from tests.claims.destroyed import gone
from tests.claims.lettered import lettered
from tests.faults import crowd
from tests.homes import ROOT
from tests.trail import behind_the_triggers, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def chained(people, settings, tmp_path):
    settings.ANCHORS = tmp_path / "anchors"
    claim = build.claim_in("endorsed", people)
    sealing.seal()
    return claim


def asked(*words) -> tuple[int, str, str]:
    said, told = io.StringIO(), io.StringIO()
    try:
        call_command("verify_audit", *words, stdout=said, stderr=told)
    except SystemExit as end:
        return end.code, said.getvalue(), told.getvalue()
    return 0, said.getvalue(), told.getvalue()


def as_json(*words) -> tuple[int, dict]:
    code, said, _told = asked("--json", *words)
    return code, json.loads(said)


def test_what_is_as_it_was_sealed_ends_with_nought(chained):
    code, found = as_json()
    assert code == found["status"] == 0
    assert found["links"] == Link.objects.count() and found["broken"] is None
    assert found["waiting"] == {"n": 0, "oldest": 0, "alarm": False}
    crowd.events(2, chained.events.first())
    code, said, _told = asked()
    assert code == 0 and "waiting: 2, the oldest for " in said


def test_a_destroyed_claim_is_as_it_was_sealed(people):
    claim = build.claim_in("rejected", people)
    lettered(LetterKind.PENOLAKAN, people, claim=claim)
    build.do("object", claim, people)
    build.do("dismiss", claim, people)
    sealing.seal()
    gone(claim.regency, people, 6)
    sealing.seal()
    assert claim.events.filter(move="destroy").exists()
    code, found = as_json()
    assert code == found["status"] == 0 and found["broken"] is None


def test_who_waits_longer_than_three_minutes_is_an_alarm_and_no_fault(chained):
    crowd.events(2, chained.events.first())
    run("UPDATE claims_unsealed SET at = now() - interval '200 seconds'")
    code, said, told = asked()
    assert code == 0 and "ALARM" in told and "BROKEN" not in said
    assert as_json()[1]["waiting"]["alarm"] is True


def test_the_first_broken_number_is_told_and_ends_with_one(chained):
    rows = list(Link.objects.order_by("n").values_list("n", "row"))
    with behind_the_triggers():
        for _n, row in rows[2:4]:
            run("UPDATE claims_event SET to_state = 'paid' WHERE id = %s", [row])
    code, found = as_json()
    assert code == 1 and found["broken"] == {
        "why": "hash", "n": rows[2][0], "table": "claims_event", "row": rows[2][1],
    }  # fmt: skip
    code, said, _told = asked()
    assert code == 1 and f"BROKEN: link {rows[2][0]}, claims_event {rows[2][1]}" in said


def test_a_row_that_nobody_sealed_ends_with_one(chained):
    with behind_the_triggers():
        crowd.events(1, chained.events.first())
    code, found = as_json()
    assert code == 1 and found["broken"]["why"] == "unlinked"
    # Taken out of those that wait, it is such a row too.
    with behind_the_triggers():
        run("DELETE FROM claims_event WHERE id = %s", [found["broken"]["row"]])
    crowd.events(1, chained.events.first())
    assert as_json()[0] == 0
    Unsealed.objects.all().delete()
    assert as_json()[1]["broken"]["why"] == "unlinked"


def test_a_chain_that_was_cut_is_shorter_than_its_anchor_and_ends_with_two(chained):
    crowd.events(1, chained.events.first())  # no notice points at it
    sealing.seal()
    call_command("anchor", stdout=io.StringIO())
    assert as_json()[0] == 0
    last = Link.objects.order_by("-n").first()
    with behind_the_triggers():
        run("DELETE FROM claims_link WHERE n = %s", [last.n])
    # Of the links alone: what they linked has none now, and the anchor says more.
    assert as_json()[0] == 2
    with behind_the_triggers():
        run("DELETE FROM claims_event WHERE id = %s", [last.row])
    code, found = as_json()
    assert code == 2 and found["shorter"] and found["broken"] is None
    code, said, _told = asked()
    assert code == 2 and "SHORTER than the anchor by 1" in said


def test_the_newest_anchor_counts_unless_another_is_named(chained, tmp_path):
    call_command("anchor", stdout=io.StringIO())
    first = anchors.newest()
    crowd.events(3, chained.events.first())
    sealing.seal()
    call_command("anchor", stdout=io.StringIO())
    assert as_json()[1]["anchor"]["n"] == first.n + 3
    old = tmp_path / "on paper"
    old.write_text(json.dumps({"on": first.on, "at": first.at, "n": first.n, "h": first.h}))
    assert as_json("--anchor", str(old))[1]["anchor"]["n"] == first.n
    old.write_text(json.dumps({"on": first.on, "at": first.at, "n": first.n, "h": "00" * 32}))
    code, found = as_json("--anchor", str(old))
    assert code == 1 and found["broken"]["why"] == "anchor" and found["broken"]["n"] == first.n


@pytest.mark.parametrize("text", ["", "no json", '{"n": 1}', None])
def test_a_file_that_holds_no_anchor_is_said_so(tmp_path, text):
    path = tmp_path / "anchor"
    if text is not None:
        path.write_text(text)
    with pytest.raises(CommandError) as told:
        call_command("verify_audit", "--anchor", str(path))
    assert told.value.returncode == 3 and str(path) in str(told.value)


def test_an_anchor_is_a_line_more_in_a_private_file(chained):
    for _ in range(2):
        said = io.StringIO()
        call_command("anchor", stdout=said)
        assert verify().head.hex() in said.getvalue()
    assert len(anchors.file().read_text().splitlines()) == 2
    assert anchors.file().stat().st_mode & 0o777 == 0o600
    assert anchors.file().parent.stat().st_mode & 0o777 == 0o700


def remade(pk: int) -> None:
    """As somebody who owns the database and has no key: an old row edited, the links from it on
    taken away, and the sealer of the service left to link it all anew."""
    n = Link.objects.get(form=1, row=pk).n
    with behind_the_triggers():
        run("UPDATE claims_event SET note = 'x' WHERE id = %s", [pk])
        run("INSERT INTO claims_unsealed (form, row, at) SELECT form, row, now() FROM claims_link "
            "WHERE n >= %s ORDER BY n", [n])  # fmt: skip
        run("DELETE FROM claims_link WHERE n >= %s", [n])
    sealing.seal()


def test_what_was_remade_is_not_signed_by_the_anchor_of_the_next_day(chained):
    now = timezone.now()
    first = sealing.anchor_daily(now)
    remade(chained.events.first().pk)
    assert verify().status == 0  # without anchors nobody sees it
    assert as_json()[1]["broken"]["why"] == "anchor"
    assert sealing.anchor_daily(now + build.DAY) is None
    with pytest.raises(CommandError):
        call_command("anchor", stdout=io.StringIO())
    assert anchors.ours() == [first] and as_json()[0] == 1


def test_a_line_more_in_the_file_hides_no_older_one(chained):
    """By hand, or by a service whose clock was set: all lines count."""
    sealing.anchor_daily(timezone.now())
    remade(chained.events.first().pk)
    n, h = chain.head()
    with anchors.file().open("a") as file:
        file.write(json.dumps({"on": "2031-01-01", "at": "", "n": n, "h": h.hex()}) + "\n")
    assert as_json()[0] == 1


def test_a_chain_that_was_cut_stays_shorter_the_next_day(chained):
    now = timezone.now()
    crowd.events(1, chained.events.first())
    sealing.seal()
    sealing.anchor_daily(now)
    last = Link.objects.order_by("-n").first()
    with behind_the_triggers():
        run("DELETE FROM claims_link WHERE n = %s", [last.n])
        run("DELETE FROM claims_event WHERE id = %s", [last.row])
    assert sealing.anchor_daily(now + build.DAY) is None and as_json()[0] == 2


def test_a_restore_that_is_written_down_takes_back_what_lay_beyond_it(chained):
    """As after a backup of the day before: the links since are gone, and others come."""
    kept = anchors.take(timezone.now())
    crowd.events(1, chained.events.first())
    sealing.seal()
    lost = anchors.take(timezone.now())
    with behind_the_triggers():
        run("DELETE FROM claims_link WHERE n > %s", [kept.n])
        run("DELETE FROM claims_event WHERE id NOT IN (SELECT row FROM claims_link WHERE form = 1)")
    assert as_json()[0] == 2
    crowd.events(2, chained.events.first())
    sealing.seal()
    assert as_json()[0] == 1  # another link of that number
    for words in (["--back-to", str(kept.n)], ["--why", "restored"]):
        with pytest.raises(CommandError):
            call_command("anchor", *words)
    call_command("anchor", "--back-to", str(kept.n), "--why", "restored", stdout=io.StringIO())
    code, found = as_json()
    assert code == 0 and found["restored"][0]["why"] == "restored"
    assert f"back to {kept.n} links: restored" in asked()[1]
    assert anchors.ours()[1] == lost
    # What lies before it is not taken back with it.
    remade(chained.events.first().pk)
    assert as_json()[0] == 1
    with pytest.raises(CommandError):
        call_command("anchor", "--back-to", str(kept.n), "--why", "again")


def test_operations_and_metrics_tell_of_anchors_that_do_not_fit(chained, people):
    admin = Client()
    admin.force_login(people[Role.ADMINISTRATOR])
    anchors.take(timezone.now())
    assert "anchor_contradicted 0.0" in admin.get("/metrics").content.decode()
    remade(chained.events.first().pk)
    assert "anchor_contradicted 1.0" in admin.get("/metrics").content.decode()
    assert "tone-bad" in admin.get("/operations/").content.decode()
    anchors.file().write_text("rubbish")
    assert sealing.anchor_daily(timezone.now()) is None
    assert "tone-bad" in admin.get("/operations/").content.decode()


def test_a_note_that_was_parked_is_taken_and_told_of(chained):
    crowd.events(1, chained.events.first())
    run("UPDATE claims_unsealed SET id = -id, at = '2999-01-01'")
    assert asked()[2].startswith("ALARM")
    assert sealing.seal() == 1 and not Unsealed.objects.exists()


@pytest.mark.parametrize("more", [{"DATABASE_URL": "postgresql://x:x@127.0.0.1:9/x"}, {}])
def test_what_could_not_be_looked_at_is_no_broken_chain(more):
    """1 and 2 wake somebody for a breach; neither a database that is down nor a slip does."""
    words = [sys.executable, "manage.py", "verify_audit"] + ([] if more else ["--ancor", "x"])
    ended = subprocess.run(words, cwd=ROOT, env=os.environ | more, capture_output=True, text=True)
    assert ended.returncode == 3 and "Traceback" not in ended.stderr and ended.stderr


def test_without_a_chain_there_is_no_anchor(chained):
    with behind_the_triggers():
        run("DELETE FROM claims_link")
    with pytest.raises(CommandError):
        call_command("anchor")
    assert anchors.take(build.NOW) is None and not anchors.file().exists()


def test_the_paper_for_the_inspektorat_is_one_page_with_number_and_hash(chained, tmp_path):
    paper = tmp_path / "jangkar.pdf"
    call_command("anchor", pdf=paper, stdout=io.StringIO())
    pages = PdfReader(paper).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "").replace(" ", "")
    made = anchors.newest()
    assert len(pages) == 1
    assert made.h in text and made.on in text and f"Banyakmatarantai:{made.n}" in text


def test_sealing_by_hand_says_how_many(chained):
    crowd.events(4, chained.events.first())
    said = io.StringIO()
    call_command("seal", stdout=said)
    assert "sealed=4" in said.getvalue() and "anchor of" in said.getvalue()
    again = io.StringIO()
    call_command("seal", stdout=again)
    assert again.getvalue() == "sealed=0\n"


def test_the_sweep_by_hand_seals_too(chained):
    crowd.events(4, chained.events.first())
    said = io.StringIO()
    call_command("sweep", stdout=said)
    assert "sealed=" in said.getvalue() and not Unsealed.objects.exists()
