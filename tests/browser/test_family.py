"""The family's day by a real browser, on a small phone: the slip's QR fills the form in and
vanishes from the address; where the claim is; what arrived. Once more without JavaScript."""

import re

import pytest

from tests.browser.hands import PHONE, TODAY, act, fits, follow, press

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
CODE = re.compile(r"\d{4}-\d{2}-\d{6,}")


def paid_claim(head) -> str:
    """One of this village's claims whose money has been sent."""
    head.goto("/village/")
    links = [link.get_attribute("href") or "" for link in head.locator("main a[href]").all()]
    for code in dict.fromkeys(CODE.findall(" ".join(links))):
        head.goto(f"/village/{code}/")
        if head.locator(".badge.tone-good", has_text="Dibayar").count():
            return code
    raise AssertionError("the demo's village has no claim that was paid")


def test_the_slips_qr_leads_the_family_to_its_claim_and_to_say_what_arrived(
    service, sign_in, browser
):  # fmt: skip
    head = sign_in("village_head", PHONE)
    code = paid_claim(head)
    act(head, f"/village/{code}/new_secret/", reason="lost")
    fits(head)
    secret = head.inner_text(".secret")
    head.get_by_role("button", name="Cetak").wait_for()
    # Drawn into the page, dark on light, and big enough for a cheap camera.
    box = head.locator(".slip-qr svg").bounding_box()
    assert box["width"] >= 150 and box["width"] == box["height"]

    asked = []
    context = browser.new_context(viewport=PHONE, base_url=service.site)
    page = context.new_page()
    page.on("request", lambda request: asked.append(request.url + str(request.headers)))
    page.goto(f"/keluarga/#{code}.{secret.replace('-', '')}")
    assert page.input_value("[name=code]") == code
    assert page.input_value("[name=secret]") == secret
    assert page.url.endswith("/keluarga/")
    fits(page)
    press(page)
    page.get_by_text("Mengadu").wait_for()
    fits(page)
    assert not any(secret.replace("-", "") in each or secret in each for each in asked)
    assert page.url.endswith("/keluarga/") and not context.cookies() == []
    assert {cookie["name"] for cookie in context.cookies()} == {"csrftoken"}

    follow(page, page.get_by_role("button", name="English").click)
    page.get_by_text("To complain").wait_for()
    assert code in page.inner_text("main")
    follow(page, page.get_by_role("button", name="Bahasa Indonesia").click)
    follow(page, page.get_by_role("button", name="Sampaikan apa yang masuk").first.click)
    page.get_by_role("heading", name="Apa yang sudah masuk?").wait_for()
    fits(page)
    press(page)
    page.get_by_text("Silakan periksa lagi").or_(page.locator(".faults")).first.wait_for()
    page.check("[name=arrived][value=yes]")
    page.fill("[name=amount]", "1.000")
    page.fill("[name=received_on]", str(TODAY))
    press(page)
    page.get_by_text("Sudah kami catat").wait_for()
    assert not re.search(r"\d\.\d{3}", page.inner_text("main").replace(code, ""))
    fits(page)
    context.close()

    auditor = sign_in("auditor")
    auditor.goto("/audit/questions/")
    auditor.get_by_role("link", name=code).wait_for()
    fits(auditor)


def test_without_javascript_the_family_types_both(service, sign_in, browser):
    head = sign_in("village_head", PHONE)
    code = paid_claim(head)
    act(head, f"/village/{code}/new_secret/", reason="lost")
    secret = head.inner_text(".secret")
    context = browser.new_context(viewport=PHONE, base_url=service.site, java_script_enabled=False)
    page = context.new_page()
    page.goto("/keluarga/")
    page.fill("[name=code]", code.replace("-", " "))
    page.fill("[name=secret]", secret.lower().replace("0", "o").replace("1", "l"))
    press(page)
    page.get_by_text("Mengadu").wait_for()
    assert code in page.inner_text("main") and page.url.endswith("/keluarga/")
    context.close()
