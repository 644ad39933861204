"""A letter's day by a real browser: the village issues it, somebody with the paper on a phone asks
whether it is genuine, the village takes it back. No fixed sleeps."""

import re

import pytest

from tests.browser.hands import PHONE, fill, fits, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
CODE = re.compile(r"/periksa/([0-9A-Z-]{32})/")


def newly_issued(head) -> str:
    """The letter's page, of the first claim of the village where a receipt may be issued now."""
    head.goto("/village/")
    links = [link.get_attribute("href") or "" for link in head.locator("main a[href]").all()]
    for path in dict.fromkeys(link for link in links if re.fullmatch(r"/village/[\d-]+/", link)):
        head.goto(path)
        offered = head.locator("a[href*='/issue/pengantar_desa/']")
        if offered.count():
            if not offered.is_visible():
                head.locator("details:has(a[href*='/issue/']) summary").click()
            follow(head, offered.click)
            fits(head)
            press(head)
            head.wait_for_url(re.compile(r"/letters/[\d-]+/[0-9a-f]+/$"))
            return head.url
    raise AssertionError("the demo's village has no claim whose cover letter is still to be issued")


def ask(page, code):
    page.goto("/")
    follow(page, page.get_by_role("link", name="Apakah surat ini asli?").click)
    fill(page, code=code)
    press(page)
    page.locator("[role=status]").wait_for()
    fits(page)
    return page.inner_text("[role=status]")


def test_whoever_has_the_paper_reads_that_it_is_genuine_and_later_that_it_was_withdrawn(
    service, sign_in, browser
):
    head = sign_in("village_head", PHONE)
    address = newly_issued(head)
    fits(head)
    number = head.locator("dl.facts dd").first.inner_text()
    assert re.fullmatch(r"\d{3}/SP/[\d.]+/[IVX]+/\d{4}", number)
    paper = head.get_by_role("link", name="Buka surat (PDF)").get_attribute("href")
    answer = head.request.get(paper)
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.body().startswith(b"%PDF")
    shown = head.get_by_role("link", name="Yang dilihat orang lain").get_attribute("href")
    code = CODE.search(shown)[1]

    stranger = browser.new_context(viewport=PHONE, base_url=service.site).new_page()
    said = ask(stranger, code)
    assert "Asli" in said and number in said and "Desa Celikah" in said
    assert "Tidak ada surat" in ask(stranger, "A" * 26)

    head.goto(address)
    follow(head, head.get_by_role("link", name="Tarik surat ini").click)
    fill(head, note="Nama salah ketik.")
    press(head)
    head.get_by_text("Nama salah ketik.").wait_for()

    said = ask(stranger, service.site + shown)
    assert "tidak berlaku lagi" in said and number in said and "Nama salah" not in said
    follow(stranger, stranger.get_by_role("button", name="English").click)
    stranger.get_by_text("Withdrawn: this letter no longer holds.").wait_for()
    assert number in stranger.inner_text("[role=status]")
    stranger.context.close()
