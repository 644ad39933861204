"""verify_audit, anchor and seal as an operator types them."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from pypdf import PdfReader

from claims.actions import sealing
from claims.models import Link, Unsealed
from claims.trail import anchors
from claims.trail.verifying import verify
from tests import build
from tests.faults import crowd
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
