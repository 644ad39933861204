"""A village head on a cheap phone: the line is cut, the work goes on, nothing is lost or sent
twice."""

import io
import os
import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import expect

from tests.browser.conftest import signed_in, watched
from tests.browser.hands import PHONE, TODAY, fits
from tests.browser.line import Line

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
# What the phone says, in its own words.
WAITS, NO_SIGNAL, SAVED = "Menunggu dikirim", "tidak ada sinyal", "Tersimpan"


@pytest.fixture
def line(service):
    made = Line(service.site)
    yield made
    made.close()


@pytest.fixture
def phone(service, browser, line):
    """A village head on a phone whose line can be cut."""
    with watched(browser, line.site) as open_page:
        page = open_page(viewport=PHONE, has_touch=True, is_mobile=True)
        page.line = line
        yield signed_in(page, *service.account("village_head"))


def ready(page):
    """The worker is there, and holds what it shows without a signal."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()


def begin(page, what="death"):
    page.goto("/village/start/")
    page.locator(f"main [name=what][value={what}]").check()
    page.fill("main [name=on]", str(TODAY - timedelta(days=3)))
    page.get_by_role("button", name="Tampilkan").click()
    expect(page.get_by_text("Rp42.000.000")).to_be_visible()
    page.locator("main form button").click()
    page.wait_for_url(re.compile(r"/person/$"))
    return re.search(r"\d{4}-\d{2}-\d{6,}", page.url)[0]


def no_signal(page):
    page.line.cut()
    page.context.set_offline(True)


def signal(page):
    page.line.restore()
    page.context.set_offline(False)


def note(page):
    return page.locator("[data-saved]")


def waits(page):
    return page.locator("#phone")


def shot(page, name):
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def photo(width=3000, height=2000):
    """Big and noisy, as a phone's camera makes it."""
    out = io.BytesIO()
    noise = Image.effect_noise((width, height), 90).convert("RGB")
    noise.save(out, "JPEG", quality=60)
    return {"name": "ktp.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_page_is_saved_while_it_is_filled_in_and_found_on_another_device(phone, service, browser):
    code = begin(phone)
    phone.fill("[name=name]", "Siti Demo")
    phone.fill("[name=nik]", "1602")
    phone.locator("[name=nik]").blur()
    expect(note(phone)).to_contain_text("NIK")
    shot(phone, "autosave")
    cookies = phone.context.cookies()
    other = browser.new_context(base_url=service.site)
    other.add_cookies(cookies)
    device = other.new_page()
    device.goto(f"/village/{code}/person/")
    expect(device.locator("[name=name]")).to_have_value("Siti Demo")
    other.close()
    # What was not right stays on this phone.
    phone.reload()
    expect(phone.locator("[name=nik]")).to_have_value("1602")


def test_the_line_is_cut_in_the_middle_and_everything_arrives_once(phone):
    ready(phone)
    code = begin(phone)
    no_signal(phone)
    phone.fill("[name=name]", "Siti Demo")
    phone.locator("[name=name]").blur()
    expect(note(phone)).to_contain_text(NO_SIGNAL)
    expect(waits(phone)).to_contain_text(WAITS)
    shot(phone, "no-signal")
    phone.fill("[name=nik]", "1602055203719907")
    phone.select_option("[name=sex]", "F")
    phone.get_by_role("button", name="Simpan dan lanjut").click()
    # The next page, empty, is shown without any signal.
    phone.wait_for_url(re.compile("/event/$"))
    expect(phone.locator("form[data-blank]")).to_be_visible()
    shot(phone, "blank")
    phone.fill("[name=event_place]", "Puskesmas")
    phone.fill("[name=cause]", "Sakit")
    phone.get_by_role("button", name="Simpan dan berhenti").click()
    # Before its script has run the page tells of nothing that waits.
    phone.wait_for_url(re.compile("/village/$"))
    expect(waits(phone)).to_contain_text(f"{WAITS}: 2")
    signal(phone)
    # What stood for the page without a signal gives way to the page itself.
    expect(phone.locator("[data-again]")).to_have_count(0)
    expect(waits(phone)).to_be_hidden()
    phone.goto(f"/village/{code}/check/")
    for told in ("Siti Demo", "Puskesmas", "1602••••"):
        expect(phone.locator("main")).to_contain_text(told)
    # Nothing came twice: a second sending would have found nothing to send.
    phone.reload()
    expect(waits(phone)).to_be_hidden()


def test_what_arrives_while_the_answers_are_checked_is_read_there(phone):
    """On a slow line the page to check is there before what was typed has been sent."""
    code = begin(phone)
    phone.route("**/person/", lambda route: route.abort())
    phone.fill("[name=name]", "Siti Demo")
    phone.locator("[name=name]").blur()
    expect(waits(phone)).to_contain_text(WAITS)
    check, held = phone.context.new_page(), []
    check.route("**/person/", lambda route: held.append(route))
    with check.expect_request("**/person/"):
        check.goto(f"/village/{code}/check/")
        expect(waits(check)).to_contain_text(WAITS)
    expect(check.locator("main")).not_to_contain_text("Siti Demo")
    held[0].continue_()
    expect(check.locator("main")).to_contain_text("Siti Demo")
    expect(waits(check)).to_be_hidden()


def test_a_refusal_for_good_is_a_sentence_and_what_was_typed_is_still_there(phone, service):
    ready(phone)
    code = begin(phone)
    no_signal(phone)
    phone.fill("[name=name]", "Siti Demo")
    phone.fill("[name=nik]", "123")
    phone.get_by_role("button", name="Simpan dan berhenti").click()
    phone.wait_for_url(re.compile("/village/$"))
    expect(waits(phone)).to_contain_text(f"{WAITS}: 1")
    signal(phone)
    expect(waits(phone)).to_contain_text("NIK: ")
    shot(phone, "refused")
    # Where no page could be shown, it is tried again.
    phone.goto("/village/")
    expect(waits(phone)).to_contain_text("NIK: ")
    waits(phone).get_by_role("link").click()
    phone.wait_for_url(re.compile(f"{code}/person/$"))
    expect(phone.locator("[name=nik]")).to_have_value("123")
    expect(phone.locator("[name=name]")).to_have_value("Siti Demo")
    shot(phone, "offered-back")
    phone.fill("[name=nik]", "1602055203719907")
    phone.get_by_role("button", name="Simpan dan lanjut").click()
    phone.wait_for_url(re.compile("/event/$"))
    expect(waits(phone)).to_be_hidden()


def test_after_looking_a_nik_up_the_page_goes_on_and_says_a_fault_once(phone):
    begin(phone)
    phone.fill("[name=nik]", "1602055203719907")
    phone.get_by_role("button", name="Cari di daftar peserta").click()
    phone.wait_for_url(re.compile("/look_up/"))
    phone.fill("[name=name]", "Siti Demo")
    phone.fill("[name=kk]", "12")
    phone.locator("[name=kk]").blur()
    expect(note(phone)).to_contain_text("Kartu Keluarga")
    expect(waits(phone)).to_be_hidden()
    phone.get_by_role("button", name="Simpan dan lanjut").click()
    expect(phone.locator(".faults")).to_have_count(1)
    expect(phone.locator("[name=kk]")).to_have_value("12")
    expect(note(phone)).to_be_empty()
    phone.fill("[name=kk]", "")
    phone.get_by_role("button", name="Simpan dan lanjut").click()
    phone.wait_for_url(re.compile("/event/$"))


def test_a_photo_is_made_small_and_goes_on_after_a_cut(phone):
    code = begin(phone)
    phone.goto(f"/village/{code}/papers/")
    fits(phone)
    big = photo()
    assert len(big["buffer"]) > 1_000_000
    # The headers of a request, and half of the first large piece.
    phone.line.cut_after(180_000)
    phone.set_input_files("#file-ktp_peserta", big)
    row = phone.locator(".photo")
    expect(row).to_contain_text("kB")
    expect(waits(phone)).to_contain_text(WAITS)
    expect(row.locator("progress")).not_to_have_js_property("value", 0)
    shot(phone, "photo-waits")
    phone.line.restore()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row.get_by_role("link")).to_be_visible()
    expect(waits(phone)).to_be_hidden()
    shot(phone, "photo-arrived")
    phone.reload()
    files = phone.locator(".files li")
    expect(files).to_have_count(1)
    size = phone.request.get(files.locator("a").get_attribute("href")).body()
    made = Image.open(io.BytesIO(size))
    assert max(made.size) <= 1600 and len(size) < len(big["buffer"]) / 2


def test_signing_out_asks_first_and_leaves_nothing_on_the_phone(phone):
    begin(phone)
    phone.line.cut()
    phone.fill("[name=name]", "Siti Demo")
    phone.locator("[name=name]").blur()
    expect(waits(phone)).to_contain_text(WAITS)
    asked = []

    def no(dialog):
        asked.append(dialog.message)
        dialog.dismiss()

    phone.once("dialog", no)
    phone.get_by_role("button", name="Keluar").click()
    assert len(asked) == 1
    expect(phone.locator("[name=name]")).to_have_value("Siti Demo")
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.line.restore()
    phone.get_by_role("button", name="Keluar").click()
    phone.wait_for_url(re.compile("localhost:[0-9]+/$"))
    names = phone.evaluate("indexedDB.databases().then((all) => all.map((one) => one.name))")
    assert names == []
