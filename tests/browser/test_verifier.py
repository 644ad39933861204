"""A verifier's day by keyboard: the next file, the papers beside it, the facts, the word. No
fixed sleeps: every step waits for what a person would see."""

import re

import pytest

from tests.browser.hands import DESK, PHONE, TODAY, fits

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]


def tab_to(page, selector, most=80):
    """Press Tab until the focus is there, as somebody without a mouse does."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
    raise AssertionError(f"Tab never came to {selector}")


def looks(page):
    """The classes of the paper that the viewer is at."""
    return page.locator("[data-viewer] .current").get_attribute("class").split()


def test_a_verifier_reads_and_verifies_without_a_mouse(sign_in):
    page = sign_in("opd_verifier", DESK)
    page.goto("/panel/")
    tab_to(page, "form[action='/panel/take_next/'] button")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/panel/[\d-]+/$"))
    page.locator(".said[role=status]").get_by_text("berkas Anda berikutnya").wait_for()

    # The papers: a link of their own leads there, then single keys act.
    pane = page.locator("[data-viewer]")
    tab_to(page, "a[href='#papers']", most=15)
    page.keyboard.press("Enter")
    page.keyboard.press("r")
    assert {"current", "turn-90", "zoom-fit"} <= set(looks(page))
    for key, zoom in (("+", "whole"), ("+", "double"), ("+", "double"), ("-", "whole")):
        page.keyboard.press(key)
        assert f"zoom-{zoom}" in looks(page)
    count = pane.locator("[data-paper]").count()
    where = pane.locator("[data-where]")
    if count > 1:
        page.keyboard.press("j")
        assert where.inner_text() == f"2 / {count}"
        assert {"turn-0", "zoom-fit"} <= set(looks(page))
        page.keyboard.press("k")
    assert where.inner_text() == f"1 / {count}"
    assert "turn-90" in looks(page)
    # What is turned and enlarged can be scrolled to in full: nothing hangs out at the top or left.
    image = pane.locator(".current img")
    if image.count():
        box, frame = image.bounding_box(), pane.locator(".current").bounding_box()
        assert box["x"] >= frame["x"] - 1 and box["y"] >= frame["y"] - 1

    # In a field the same letters are letters.
    page.locator("#notes summary").first.click()
    note = page.locator("#notes textarea")
    note.focus()
    page.keyboard.type("jrk +-")
    assert note.input_value() == "jrk +-" and "turn-90" in looks(page)
    note.fill("")
    fits(page)

    code = re.search(r"\d{4}-\d{2}-\d{6,}", page.url)[0]
    page.goto(f"/panel/{code}/assess/")
    sources = page.locator("main input[name$=_source]")
    for name in sources.evaluate_all("all => all.map(e => e.name)"):
        fact = name.removesuffix("_source")
        unknown = page.locator(f"[name={fact}_unknown]")
        page.locator(f"[name={fact}]").fill("3" if fact == "decile" else "40")
        assert not unknown.is_checked()
        page.locator(f"[name={name}]").fill("Daftar")
        page.locator(f"[name={fact}_as_of]").fill(str(TODAY))
    page.locator(f"[name={name}]").press("Enter")
    page.wait_for_url(re.compile(rf"/panel/{code}/$"))
    tab_to(page, f"a[href='/panel/{code}/verify/']")


def test_a_claim_is_found_and_its_name_stands_in_no_address(sign_in):
    page = sign_in("opd_verifier", PHONE)
    page.goto("/panel/")
    page.locator("[name=said]").fill("si")
    page.locator("[name=said]").press("Enter")
    page.wait_for_url(re.compile(r"/panel/find/$"))
    page.get_by_role("status").first.wait_for()
    fits(page)
    page.goto("/panel/?show=soon")
    fits(page)
    page.locator(".sieve summary").click()
    page.locator("[name=kind]").select_option("death")
    page.locator(".sieve button").click()
    page.wait_for_url(re.compile("kind=death"))
    fits(page)


def test_the_way_back_never_ends_in_an_error_of_the_browser(sign_in):
    """What was found, and what was wrong, were answers to a form."""
    page = sign_in("opd_verifier", DESK)
    page.goto("/panel/")
    page.locator("[name=said]").fill("si")
    page.locator("[name=said]").press("Enter")
    page.wait_for_url(re.compile(r"/panel/find/$"))
    found = page.locator(".queue .who a").all_inner_texts()
    page.locator(".queue .who a").first.click()
    page.wait_for_url(re.compile(r"/panel/[\d-]+/$"))
    page.go_back()
    page.wait_for_url(re.compile(r"/panel/find/$"))
    assert found and page.locator(".queue .who a").all_inner_texts() == found
    page.locator("[name=said]").fill("z")
    page.locator("[name=said]").press("Enter")
    page.locator(".faults").wait_for()
    page.locator(".desks a").first.click()
    page.wait_for_url(re.compile(r"/panel/$"))
    page.go_back()
    page.wait_for_url(re.compile(r"/panel/find/$"))
    assert page.locator("h1").inner_text() == "Cari klaim"
