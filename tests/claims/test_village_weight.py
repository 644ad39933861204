"""What a village's pages weigh over the wire: one bar of signal carries them."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from regencies.models import Role
from tests import build


@pytest.fixture
def head(client, people):
    client.force_login(people[Role.VILLAGE_HEAD])
    return client


def weight(client, path) -> int:
    """Bytes of a page, compressed, with every style, script and picture that it names."""
    text = client.get(path).content
    own = set(re.findall(rb'/static/([^"]+)"', text))
    bodies = [text, *(Path(finders.find(name.decode())).read_bytes() for name in own)]
    return sum(len(gzip.compress(body)) for body in bodies)


def test_the_first_page_and_the_forms_are_light(head, people):
    claim = build.draft(people)
    assert weight(head, "/village/") < 100_000
    for page in ("person", "event", "family", "payee", "children", "papers", "check"):
        assert weight(head, f"/village/{claim.code}/{page}/") < 60_000, page


def test_the_scripts_together_are_small_as_they_are_written():
    names = ("santunan", "outbox", "keep", "photos")
    files = [Path(finders.find(f"claims/{name}.js")) for name in names]
    files.append(Path(__file__).parents[2] / "templates" / "phone" / "sw.js")
    assert sum(file.stat().st_size for file in files) < 25_000


def test_nothing_is_asked_of_another_host_and_nothing_is_inline(head, people):
    claim = build.draft(people)
    for path in ("/village/", "/village/start/", f"/village/{claim.code}/papers/",
                 f"/village/{claim.code}/person/", "/offline/id/person/"):  # fmt: skip
        text = head.get(path).content.decode()
        assert not re.search(r"<script(?! src=)|<style|\sstyle=|\son\w+=", text)
        assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
