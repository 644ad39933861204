"""`make screenshots`: the main pages of the running demo, as a phone and a desk show them.

Demo people and papers only; NIK and account numbers are masked on every page.
"""

import re
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests import chromium
from tests.service import running

FOLDER = Path(__file__).resolve().parent.parent / ".screens"
SIZES = {"phone": {"width": 360, "height": 740}, "desk": {"width": 1280, "height": 860}}
# (name, role or nobody, size, where: a path, and the links to follow from it)
PAGES = [
    ("welcome", None, "desk", "/", []),
    ("welcome-phone", None, "phone", "/", []),
    ("village", "village_head", "phone", "/village/", []),
    ("village-start", "village_head", "phone", "/village/start/", []),
    ("village-check", "village_head", "phone", "/village/", ["village/{code}/check/"]),
    ("village-claim", "village_head", "phone", "/village/", ["village/{code}/"]),
    ("district", "camat", "desk", "/district/", []),
    ("district-claim", "camat", "desk", "/district/", ["district/{code}/"]),
    ("panel", "opd_verifier", "desk", "/panel/?show=soon", []),
    ("panel-phone", "opd_verifier", "phone", "/panel/?show=soon", []),
    ("panel-claim", "opd_verifier", "desk", "/panel/?show=soon", ["panel/{code}/"]),
    ("figures", "bupati", "desk", "/panel/figures/", []),
    ("money", "cashier", "desk", "/money/", []),
    ("award", "cashier", "desk", "/money/", ["money/{code}/[0-9]+/"]),
    ("inbox", "camat", "phone", "/inbox/", []),
    (
        "calculator",
        None,
        "desk",
        "/calculator/benefits/?programme=jkm&event_on=2026-02-27&months_paid=42",
        [],
    ),
    ("calendar", "administrator", "desk", "/reference/holidays/", []),
]
CODE = r"\d{4}-\d{2}-\d{6,}"


def main(wanted):
    FOLDER.mkdir(exist_ok=True)
    with running() as service, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium.found(), args=["--no-sandbox", "--disable-gpu"]
        )
        for name, role, size, path, links in PAGES:
            if wanted and name not in wanted:
                continue
            page = browser.new_context(viewport=SIZES[size], base_url=service.site).new_page()
            if role:
                username, password = service.account(role)
                page.goto("/login/")
                page.fill("[name=username]", username)
                page.fill("[name=password]", password)
                page.locator("main form button").first.click()
            page.goto(path)
            for link in links:
                page.goto(first(page, link) or path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=FOLDER / f"{name}.png")
            print(FOLDER / f"{name}.png")


def first(page, link: str) -> str:
    """The first link of the page that leads to such an address."""
    pattern = re.compile("/" + link.replace("{code}", CODE))
    found = [a.get_attribute("href") or "" for a in page.locator("main a[href]").all()]
    return next((href for href in found if pattern.fullmatch(href)), "")


if __name__ == "__main__":
    main(sys.argv[1:])
