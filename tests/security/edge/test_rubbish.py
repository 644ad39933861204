"""S5: whatever is sent, no fault of ours comes of it."""

import random
import re
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from django.conf import settings
from django.test import Client, override_settings

from tests.claims.calling import V1
from tests.faults.counts import FULL, say, trials
from tests.homes import ROOT
from tests.security.edge import careless
from tests.security.edge.conftest import asked
from tests.security.edge.posting import posts
from tests.security.edge.world import routes
from tests.security.odd import ODD

pytestmark = [pytest.mark.xdist_group("edge"), pytest.mark.django_db]
SEED = 20261121
NAMES = ("page", "show", "q", "said", "sort", "order", "of", "programme", "district", "kind",
         "holder", "overdue", "from", "to", "from_on", "to_on", "month", "year", "regency", "stage",
         "under_way", "ended", "letter", "language", "what", "on", "starts_on", "days", "unit",
         "group", "period", "event_on", "months_paid", "next", "id", "_popup", "p", "o", "e", "all",
         "after", "state", "code")  # fmt: skip
RAW = (b"", b"\xff\xfe", b"\x00", b"a=%ff%fe", b"a=" + b"%00" * 50, b"&" * 2_000, b"=" * 500,
       b"--x\r\n\r\n", b"[" * 50_000, b'{"a":' * 5_000, b"a=1&" * 3_000)  # fmt: skip
KINDS = ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x",
         "multipart/form-data", "multipart/form-data; boundary=\xe9" + "y" * 300,
         "application/json", "text/plain; charset=nosuch", "\udcff", "")  # fmt: skip
# What everybody's first view falls over, of those above.
NAIVE = [{"q": "a\0b"}, {"id": "abc"}, {"page": "abc"}, {"sort": "nosuch"}, {"on": "2026-02-30"},
         {"on": "abc"}, {"page": "1.5"}, {"id": "\0"}]  # fmt: skip


def address(draw: random.Random, paths: list[str]) -> str:
    """One of ours with an odd question, or with an odd part in its path."""
    path, _, question = draw.choice(paths).partition("?")
    if draw.random() < 0.25:
        parts = path.strip("/").split("/")
        parts[draw.randrange(len(parts))] = quote(draw.choice(ODD)[:4_000], safe="")
        return "/" + "/".join(parts) + draw.choice(("/", ""))
    said = [(draw.choice(NAMES), draw.choice(ODD)) for _ in range(draw.randrange(1, 4))]
    said = [*parse_qsl(question), *said]
    return f"{path}?{urlencode(said)}" + draw.choice(("", "&", "&page", "&%ff=%fe", "#x"))


def naive_faults(method: str) -> int:
    """How many of NAIVE break the view that everybody writes first, without our edge."""
    bare = [one for one in settings.MIDDLEWARE if not one.startswith("claims.")]
    with override_settings(ROOT_URLCONF=careless.__name__, MIDDLEWARE=bare):
        client = Client(raise_request_exception=False)
        answers = [asked(client, method, "/naive/", said).status_code for said in NAIVE]
    return answers.count(500)


def test_no_address_breaks_a_page(stage):
    draw, n = random.Random(SEED), trials(3_000)
    here = [stage.here.path(route, name) for route, name in routes()]
    here += ["/admin/", "/admin/regencies/person/", "/admin/claims/claim/", "/admin/login/",
             "/admin/regencies/participant/", "/admin/autocomplete/"]  # fmt: skip
    here += [f"{V1}/{path}" for path in ("claims", "changes", "places", "figures", "payouts")]
    broken = []
    for _ in range(n):
        actor, path = draw.choice(list(stage.clients)), address(draw, here)
        answer = stage.ask(actor, "GET", path)
        # No sweep runs here, and /healthz says so.
        quiet = answer.status_code == 503 and path.startswith("/healthz")
        if answer.status_code >= 500 and not quiet:
            broken.append((answer.status_code, actor, path[:200]))
    caught = naive_faults("GET")
    say("S5 addresses", n, 3_000, seed=SEED, broken=len(broken),
        control=f"{caught} of {len(NAIVE)}")  # fmt: skip
    assert broken == [] and caught == len(NAIVE)


def test_no_form_breaks_a_page(stage):
    # Many a form draws a letter: half of a tenth in the ordinary run.
    draw, n = random.Random(SEED), 5_000 if FULL else trials(2_500)
    every, broken, taken = posts(stage), [], 0
    for nth in range(n):
        post = every[nth % len(every)]
        client = stage.clients[post.actor]
        if draw.random() < 0.1:
            answer = asked(client, "POST", post.path, draw.choice(RAW),
                           content_type=draw.choice(KINDS))  # fmt: skip
        else:
            values = dict(post.values)
            for name in draw.choices([*values, *NAMES[:5]], k=draw.choice((1, 1, 2, 5))):
                values[name] = draw.choice((draw.choice(ODD), [draw.choice(ODD)] * 3))
            for value in values.values():
                for one in value if isinstance(value, list) else ():
                    if hasattr(one, "seek"):
                        one.seek(0)
            answer = asked(client, "POST", post.path, values)
        signed_out = answer.status_code == 302 and answer["Location"].startswith("/login/")
        taken += answer.status_code in {200, 302} and not signed_out
        if answer.status_code >= 500:
            broken.append((answer.status_code, post.name))
    caught = naive_faults("POST")
    say("S5 forms", n, 5_000, seed=SEED, taken=taken, broken=len(broken),
        control=f"{caught} of {len(NAIVE)}")  # fmt: skip
    assert broken == [] and caught == len(NAIVE)
    assert taken > n // 5  # not stopped at the door


def test_what_nobody_foresaw_is_told_as_unreadable(stage):
    """A view that reads what was sent by hand: 400 from the edge, not 500, where the fault is of
    the kind that only a sender makes."""
    with override_settings(ROOT_URLCONF=careless.__name__):
        client = Client(raise_request_exception=False)
        assert asked(client, "GET", "/naive/", {"q": "a\0b"}).status_code == 400


def test_every_question_in_an_address_goes_through_a_form():
    """request.GET is given to a form whole; beside it is only asked whether a name is said at all,
    to know whether anything was asked. Whatever else looks into it does so by hand."""
    by_hand = re.compile(r"request\.(GET[.\[]|META\[.QUERY)|for \w+ in request\.GET\b")
    folders = [ROOT / "claims", ROOT / "regencies"]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    found = {path.name for path in files if by_hand.search(path.read_text(encoding="utf-8"))}
    # Positive control: what everybody's first view does, three times.
    naive = ('request.GET.get("page")', 'request.GET["page"]', "[n for n in request.GET if n]")
    caught = sum(by_hand.search(line) is not None for line in naive)
    say("S5 sources", len(files), len(files), by_hand=len(found), control=f"{caught} of 3")
    assert len(files) > 300 and found == set() and caught == 3
