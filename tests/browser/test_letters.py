"""A letter leaves the village's printer, and whoever holds the paper asks whether it is genuine."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.test_journey import PHONE, fits, press, sign_in
from tests.test_journey import filed

__all__ = ["sign_in"]
pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]


def test_a_letter_is_issued_verified_and_withdrawn(service, sign_in, browser):
    _, code = filed(service)
    head = sign_in("village_head", PHONE)
    head.goto(f"/village/{code}/")
    summary = head.locator("#letters ~ details summary")
    if not head.locator("#letters ~ details[open]").count():
        summary.click()
    head.locator(f"a[href='/letters/{code}/issue/pengantar_desa/']").click()
    fits(head)
    press(head)
    head.wait_for_url(re.compile(rf"/letters/{code}/\w+/$"))
    fits(head)
    number = head.locator("dl.facts dd").first.inner_text()
    pdf = head.request.get(head.get_by_role("link", name="PDF").get_attribute("href"))
    assert pdf.ok and pdf.body().startswith(b"%PDF-")
    asked = head.locator("main a[href^='/periksa/']").get_attribute("href")

    # Somebody at a counter, without an account.
    context = browser.new_context(viewport=PHONE, base_url=service.site)
    stranger = context.new_page()
    stranger.goto(asked)
    answer = stranger.locator("[role=status]")
    expect(answer).to_contain_text("Asli")
    expect(answer).to_contain_text(number)
    for hidden in ("Mat Demo", code):
        assert hidden not in stranger.inner_text("body")
    fits(stranger)

    head.locator("a[href$='/withdraw/']").click()
    head.fill("main [name=note]", "Salah tulis nama.")
    press(head)
    head.wait_for_url(re.compile(rf"/letters/{code}/\w+/$"))
    expect(head.locator(".said.tone-bad")).to_contain_text("Salah tulis nama.")
    stranger.reload()
    expect(answer).to_contain_text("Ditarik")
    # The code typed by hand, as somebody without a camera does.
    stranger.goto("/periksa/")
    stranger.fill("main [name=code]", asked.strip("/").rpartition("/")[2].lower().replace("-", " "))
    press(stranger)
    expect(answer).to_contain_text("Ditarik")
    stranger.goto("/periksa/AAAA-BBBB-CCCC/")
    expect(answer).to_contain_text("Tidak ada surat")
    context.close()
