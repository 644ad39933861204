"""What the tests of pages share: claims of today, filled-in forms, and how a 404 looks."""

import re
from uuid import uuid4

from django.utils import timezone

from tests import build

NOBODYS = "1602-26-999999"


def recent(state, people, **story):
    """A claim whose days are running while the test runs, by the calendar of its place."""
    now = timezone.now().astimezone(build.JAKARTA)
    return build.claim_in(state, people, now=now, **{"event_on": now.date(), **story})


def do(verb, claim, people):
    return build.do(verb, claim, people, now=timezone.now().astimezone(build.JAKARTA))


def form(thing, **values):
    """As the page would send it: a key of its own and the version on show."""
    thing.refresh_from_db()
    return {"key": uuid4(), "version": thing.version, **values}


def same_404(client, path: str, code: str) -> bool:
    """A stranger's page and one that does not exist differ in nothing but the address."""
    pages = [client.get(path.format(code=each)) for each in (code, NOBODYS)]
    assert [page.status_code for page in pages] == [404, 404]
    texts = [
        re.sub(r'value="[\w-]{64}"|\d{4}-\d\d-\d{6}', "", page.content.decode()) for page in pages
    ]
    return texts[0] == texts[1]
