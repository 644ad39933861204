"""A browser opens pages and writes down what a person, a screen reader and a slow line would
notice. What is expected of them stands in the tests."""

import contextlib
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from importlib.resources import files

from tests.pages.kinds import Page
from tests.waiting import PATIENCE

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 860}
# 320 is what 1280 at 400% leaves (WCAG 1.4.10), 640 what it is at 200%; phones are 360 to 430.
WIDTHS = (320, 640, 430, 390, 360)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = files("axe_playwright_python").joinpath("axe.min.js")
LISTENER = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.refused.push(event.violatedDirective + " " + event.blockedURI));
"""
RUN = """async (tags) => {
  const found = await axe.run(document, {runOnly: tags, resultTypes: ["violations"]});
  return found.violations.map((rule) => rule.id + ": "
    + rule.nodes.slice(0, 3).map((node) => node.target.join(" ")
      + " (" + node.failureSummary.split("\\n").slice(1, 2).join("").trim() + ")").join(" | "));
}"""
# Body and heads of the page and of what it loads, papers' photos left out.
WEIGHT = """() => [...performance.getEntriesByType("navigation"),
    ...performance.getEntriesByType("resource")]
  .filter((entry) => !new URL(entry.name).pathname.startsWith("/papers/"))
  .reduce((sum, entry) => sum + entry.encodedBodySize + 300, 0)"""
# What can be read or heard, without what says itself to be in another language.
TEXT = """() => {
  const heard = [document.title], page = document.documentElement.lang;
  const other = (node) => node.closest(`[lang]:not([lang=${page}])`);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const node = walk.currentNode;
    if (!other(node.parentElement) && node.data.trim()) heard.push(node.data);
  }
  for (const name of ["aria-label", "alt", "title", "placeholder"])
    for (const node of document.querySelectorAll(`[${name}]`))
      if (!other(node)) heard.push(node.getAttribute(name));
  return heard.map((words) => words.replace(/\\s+/g, " ").trim()).join("\\n");
}"""
# Whatever the keyboard reaches, and shows nothing there.
UNSEEN_FOCUS = """() => [...document.querySelectorAll(
    "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']")]
  .filter((node) => node.checkVisibility() && !node.disabled)
  .filter((node) => {
    node.focus({preventScroll: true, focusVisible: true});
    const shown = getComputedStyle(node);
    return document.activeElement !== node
      || shown.outlineStyle === "none" || parseFloat(shown.outlineWidth) < 2;
  })
  .map((node) => node.outerHTML.slice(0, 90))"""


@dataclass
class Visit:
    page: Page
    language: str
    scheme: str
    axe: list[str] = field(default_factory=list)
    text: str = ""
    weight: int = 0
    forms: int = 0
    wide: list[int] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def __str__(self):
        who = self.page.role or "anybody"
        return f"{self.page.path} ({who}, {self.language}, {self.scheme})"


class Visitor:
    """A browser of each role, language and scheme, signed in by the walkers' cookies."""

    def __init__(self, browser, site, walkers):
        self.browser, self.site, self.walkers = browser, site, walkers
        self.open, self.troubles = {}, []

    @contextlib.contextmanager
    def visiting(self):
        yield self
        for tab in self.open.values():
            tab.context.close()

    def tab(self, role, language, scheme="light", size=PHONE):
        key = role, language, scheme, size["width"]
        if key in self.open:
            return self.open[key]
        context = self.browser.new_context(
            viewport=size, base_url=self.site, color_scheme=scheme, reduced_motion="reduce",
            # What went through one counts as unzipped, and a first visit has none.
            service_workers="block",
        )  # fmt: skip
        context.set_default_timeout(1000 * PATIENCE)
        context.add_cookies([
            {"name": row.name, "value": row.value, "url": self.site}
            for row in self.walkers[role].cookies if row.name != "django_language"
        ])  # fmt: skip
        context.add_cookies([{"name": "django_language", "value": language, "url": self.site}])
        context.add_init_script(LISTENER)
        context.add_init_script(AXE.read_text())
        page = context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(f"error: {error}"))
        page.on("request", lambda request: self.foreign(request.url))
        page.on("console", self.said)
        self.open[key] = page
        return page

    def foreign(self, url):
        if not url.startswith((self.site, "data:", "blob:")):
            self.troubles.append(f"another host: {url}")

    def said(self, line):
        if "Security Policy" in line.text:
            self.troubles.append(line.text)

    def visit(self, page: Page, language, scheme="light") -> Visit:
        tab = self.tab(page.role, language, scheme)
        self.troubles = []
        answer = tab.goto(page.path)
        made = self.read(Visit(page, language, scheme), tab)
        if answer.status != 200:
            made.troubles.append(f"answered {answer.status}")
        return made

    def read(self, made: Visit, tab) -> Visit:
        made.weight = tab.evaluate(WEIGHT)
        made.text = tab.evaluate(TEXT)
        made.axe = tab.evaluate(RUN, TAGS)
        made.forms = tab.locator("main form[method=post]").count()
        for width in WIDTHS:
            tab.set_viewport_size({"width": width, "height": 740})
            if tab.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                made.wide.append(width)
        made.troubles = [*self.troubles, *tab.evaluate("window.refused")]
        made.troubles += [f"focus is not seen: {html}" for html in tab.evaluate(UNSEEN_FOCUS)]
        return made


def inline(text: str) -> list[str]:
    """Scripts and styles that stand in the page itself."""
    return re.findall(r"<style|<script(?![^>]*\bsrc=)[^>]*>|\sstyle=\"|\son[a-z]+=\"", text)


class Scriptless(HTMLParser):
    """What somebody without a script would see and press for nothing."""

    EMPTY = frozenset(("area", "br", "col", "hr", "img", "input", "link", "meta", "rect", "wbr"))

    def __init__(self):
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        said = dict(attrs)
        unseen = "hidden" in said or any(self.open)
        idle = tag == "button" and said.get("type") == "button"
        nowhere = tag == "a" and said.get("href", "") in {"", "#"}
        if (idle or nowhere) and not unseen:
            self.found.append(self.get_starttag_text())
        if tag not in self.EMPTY:
            self.open.append("hidden" in said)

    def handle_startendtag(self, tag, attrs):
        """<rect/> holds nothing."""

    def handle_endtag(self, tag):
        if self.open:
            self.open.pop()


def pressed_for_nothing(text: str) -> list[str]:
    """Buttons and links that do something only with a script, and are shown without one."""
    reader = Scriptless()
    reader.feed(text)
    return reader.found
