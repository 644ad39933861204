"""What a person's hands do on a page, and the eyes: every step waits for what a person would see,
so no test sleeps, and none reads a page that is still on its way."""

import time
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.waiting import PATIENCE

PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()


def follow(page, click):
    """Do what leads to another page, and go on when that page is there in full."""
    with page.expect_navigation():
        click()


def press(page, within="main form"):
    """The first button that sends the form itself."""
    button = page.locator(f"{within} button:not(.unseen, [formaction])").first
    follow(page, button.click)


def fill(page, **values):
    for name, value in values.items():
        field = page.locator(f"main [name={name}]").first
        kind = field.evaluate("e => e.tagName + (e.type || '')")
        if kind.endswith("radio"):
            page.locator(f"main [name={name}][value='{value}']").check()
        elif kind.startswith("SELECT"):
            field.select_option(value)
        else:
            field.fill(value)


def fits(page):
    """Nothing sticks out of the screen sideways."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url


def until(look, seconds=PATIENCE):
    """Look again until it is there: each look is a page load, so nobody sleeps."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it never came"


def act(page, path, **values):
    page.goto(path)
    fill(page, **values)
    press(page)
    page.wait_for_url(lambda url: not url.endswith(path))
