"""`make screenshots`: every kind of page that each role meets in the running demo, at three widths,
into .screens/<role>/<width>/<page>.png; and under .screens/ itself the few that the README and
its readers look at. ARGS="opd_head camat" takes these roles only.

Demo people and papers only; NIK and account numbers are masked on every page.
"""

import sys
from pathlib import Path

import django
from playwright.sync_api import sync_playwright

from tests import chromium

django.setup()

from tests.pages.conftest import places_of  # noqa: E402
from tests.service import running  # noqa: E402

FOLDER = Path(__file__).resolve().parent.parent / ".screens"
WIDTHS = (360, 768, 1280)
# (role, kind of page, width) of the pictures that are kept; the others are made when wanted.
KEPT = {
    ("", "home", 1280): "welcome",
    ("", "home", 360): "welcome-phone",
    ("", "calculator:benefits", 1280): "calculator",
    ("village_head", "village:home", 360): "village",
    ("village_head", "village:start", 360): "village-start",
    ("village_head", "village:check", 360): "village-check",
    ("village_head", "village:claim", 360): "village-claim",
    ("camat", "district:home", 1280): "district",
    ("camat", "district:claim", 1280): "district-claim",
    ("camat", "inbox", 360): "inbox",
    ("opd_verifier", "panel:home", 1280): "panel",
    ("opd_verifier", "panel:home", 360): "panel-phone",
    ("opd_verifier", "panel:claim", 1280): "panel-claim",
    ("bupati", "panel:figures", 1280): "figures",
    ("cashier", "money:home", 1280): "money",
    ("cashier", "money:payout", 1280): "award",
    ("administrator", "reference:holidays", 1280): "calendar",
}
# In the dark too: one page of each desk.
DARK = {"home", "village:home", "village:page.person", "panel:home", "panel:claim", "panel:figures",
        "money:payout", "inbox"}  # fmt: skip
# A photo further down is fetched when somebody comes near it; nobody scrolls here.
ALL_PHOTOS = """() => Promise.all([...document.images].map((image) => {
  image.loading = "eager";
  return image.decode().catch(() => null);
}))"""


def main(wanted):
    with running() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.found(), args=["--no-sandbox", "--disable-gpu"]
        )
        places = places_of(service)
        for role, pages in places.found.items():
            if wanted and role not in wanted:
                continue
            for width in WIDTHS:
                shots(browser, places, role, pages.values(), width)
                print(role or "anybody", width, len(pages), flush=True)


def shots(browser, places, role, pages, width):
    folder = FOLDER / (role or "anybody") / str(width)
    folder.mkdir(parents=True, exist_ok=True)
    tabs = {}
    for scheme in ("light", "dark"):
        context = browser.new_context(
            viewport={"width": width, "height": 740 if width == 360 else 860},
            base_url=places.site, color_scheme=scheme, reduced_motion="reduce", locale="id-ID",
        )  # fmt: skip
        context.add_cookies([
            {"name": row.name, "value": row.value, "url": places.site}
            for row in places.walkers[role].cookies
        ])  # fmt: skip
        tabs[scheme] = context.new_page()
    for page in pages:
        name = page.kind.replace(":", "-").replace(".", "-")
        for scheme, tail in (("light", ""), ("dark", "-dark")):
            if scheme == "light" or page.kind in DARK:
                tabs[scheme].goto(page.path)
                tabs[scheme].evaluate(ALL_PHOTOS)
                tabs[scheme].screenshot(path=folder / f"{name}{tail}.png", full_page=True)
        if kept := KEPT.get((role, page.kind, width)):
            tabs["light"].screenshot(path=FOLDER / f"{kept}.png")
    for tab in tabs.values():
        tab.context.close()


if __name__ == "__main__":
    main(sys.argv[1:])
