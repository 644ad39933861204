"""Finds every kind of page by following links, so that a new page is tested on the day it is
linked. A kind is a URL pattern with the words (not the numbers) that stand in it."""

import html
import re
import urllib.parse
from collections import Counter
from dataclasses import dataclass
from functools import cache

from django.urls import Resolver404, get_resolver, resolve

from tests.walker import Walker

# Where everybody begins, beside what links lead to.
STARTS = (
    "/", "/login/", "/calculator/", "/periksa/", "/periksa/AAAA-BBBB-CCCC/", "/standar-pelayanan/",
    "/api/", "/prove/",
    "/village/find/?q=Contoh", "/district/find/?q=Contoh", "/panel/find/?q=Contoh",
    "/calculator/benefits/?programme=jkm&event_on=2026-02-27&months_paid=42",
    "/offline/id/person/", "/offline/id/none/",
)  # fmt: skip
# Words of an address that make another page of it; numbers, codes and tokens make another claim.
WORDS = ("page", "kind")
# Django's own, and what is no page.
LEFT_OUT = re.compile(r"^(admin:|set_language$|logout$|healthz$|metrics$)")
# So many examples of a kind in a row may lead nowhere new before no more of them are opened.
PATIENCE, PAGES = 3, 400


@dataclass(frozen=True)
class Page:
    kind: str
    path: str
    role: str
    size: int


@cache
def kind_of(path: str) -> str:
    """The name of the address's pattern with its words: village:page.person."""
    try:
        match = resolve(urllib.parse.urlsplit(path).path)
    except Resolver404:
        return ""
    words = [str(match.kwargs[name]) for name in WORDS if name in match.kwargs]
    return ".".join([match.view_name, *words])


def links(text: str, here: str) -> list[str]:
    """The addresses of this site that the page leads to, without their fragments."""
    found = []
    for href in re.findall(r"<a\b[^>]*?\bhref=\"([^\"]*)\"", text):
        path = urllib.parse.urljoin(here, html.unescape(href).partition("#")[0])
        if path.startswith("/") and not path.startswith("//"):
            found.append(path)
    return list(dict.fromkeys(found))


def reached(walker: Walker, role: str, starts=(), known=()) -> dict[str, Page]:
    """Kind of page -> its longest example, of those at `starts` and of a few that links lead to;
    of the kinds known already one is enough."""
    waiting, seen = [*STARTS, *starts], {*STARTS, *starts}
    tried, idle = Counter(), Counter()
    pages: dict[str, Page] = {}
    while waiting and tried.total() < PAGES:
        # The least known kind first.
        path = min(waiting, key=lambda path: tried[kind_of(path)])
        waiting.remove(path)
        kind = kind_of(path)
        # "/" is another page for everybody, and where all the others begin.
        wanted = path == "/" or path in starts or (path in STARTS and kind not in known)
        patience = 1 if kind in known else PATIENCE
        if not kind or LEFT_OUT.match(kind) or (idle[kind] >= patience and not wanted):
            continue
        walker.get(path)
        assert walker.status < 500, (role, path, walker.status)
        if walker.status != 200 or walker.kind != "text/html":
            idle[kind] += walker.kind != "text/html"  # thousands of papers lead nowhere
            continue
        if (here := kind_of(walker.path)) != kind:
            idle[kind] += 1  # it leads elsewhere each time
            kind, path = here, walker.path
            seen.add(path)
        tried[kind] += 1
        idle[kind] += 1
        if kind not in pages or pages[kind].size < len(walker.text):
            pages[kind] = Page(kind, path, role, len(walker.text))
        for link in links(walker.text, path):
            if link not in seen:
                seen.add(link)
                waiting.append(link)
                if not tried[kind_of(link)] and kind_of(link) not in known:
                    idle[kind] = 0
    return pages


def every_name() -> set[str]:
    """The names of all patterns of ours: village:start, inbox."""

    def under(resolver, prefix=""):
        for pattern in resolver.url_patterns:
            if hasattr(pattern, "url_patterns"):
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from under(pattern, space)
            elif pattern.name:
                yield prefix + pattern.name

    return {name for name in under(get_resolver()) if not name.startswith(("admin:", "api:"))}
