"""The drawings agree with the machines."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from claims.models import Claim, Objection, Payout, edges


def drawn(**options) -> str:
    out = StringIO()
    call_command("diagram", stdout=out, **options)
    return out.getvalue()


def test_every_edge_is_drawn_once():
    lines = [line.strip() for line in drawn().splitlines()]
    machines = (Claim, Payout, Objection)
    wanted = [f"{a} --> {b}: {move}" for model in machines for move, a, b, _ in edges(model)]
    assert sorted(line for line in lines if ": " in line) == sorted(set(wanted))
    assert "[*] --> draft" in lines and "settled --> [*]" in lines and "paid --> [*]" in lines


def test_the_drawing_never_changes_by_itself():
    assert drawn() == drawn()


def test_the_table_says_who_and_which_clock():
    table = drawn(table=True)
    assert "| endorse | submitted -> endorsed | Camat (verify) | stop, start office |" in table
    assert "| award | approved -> awarded | the clock | - |" in table
    assert "| sent_back -> submitted or endorsed |" in table


@pytest.fixture
def page(tmp_path):
    machines = ("claim", "payout", "objection")
    names = [f"{name} {kind}" for name in machines for kind in ("diagram", "table")]
    path = tmp_path / "page.md"
    path.write_text("# A page\n" + "\n".join(f"<!-- {n} --><!-- /{n} -->" for n in names) + "\nend")
    return path


def test_a_page_is_written_then_agrees_then_is_caught_out(page):
    with pytest.raises(CommandError, match="differs"):
        drawn(check=str(page))
    drawn(write=str(page))
    assert "agrees" in drawn(check=str(page))
    assert page.read_text().startswith("# A page\n") and page.read_text().endswith("\nend")
    page.write_text(page.read_text().replace("draft --> submitted", "draft --> paid"))
    with pytest.raises(CommandError, match="differs"):
        drawn(check=str(page))


def test_a_page_without_markers_is_told_so(tmp_path):
    path = tmp_path / "page.md"
    path.write_text("nothing")
    with pytest.raises(CommandError, match="claim diagram"):
        drawn(check=str(path))


def test_the_readme_tells_the_machines_as_they_are():
    call_command("diagram", check="README.md", stdout=StringIO())
