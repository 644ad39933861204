"""The same claim by a real browser: a phone for the village, desks for the others. No fixed
sleeps: every step waits for what a person would see."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.build import jpeg

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1280, "height": 900}
TODAY = datetime.now(ZoneInfo("Asia/Jakarta")).date()
SETTLED = "Semua pencairan sudah berakhir"


@pytest.fixture
def sign_in(service, browser):
    """A page of its own for each person, signed in; any error of the page fails the test."""
    troubles, contexts = [], []

    def open_for(role, size=DESK):
        username, password = service.account(role)
        context = browser.new_context(viewport=size, base_url=service.site)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda line: troubles.append(line.text) if "Security Policy" in line.text else None,
        )
        page.on(
            "response",
            lambda answer: troubles.append(answer.url) if answer.status >= 500 else None,
        )
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        press(page)
        page.wait_for_url(re.compile("(?<!login/)$"))
        return page

    yield open_for
    for context in contexts:
        context.close()
    assert troubles == []


def press(page, within="main form"):
    """The first button that sends the form itself."""
    page.locator(f"{within} button:not(.unseen, [formaction])").first.click()


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


def until(look, seconds=30):
    """Look again until it is there: each look is a page load, so nobody sleeps."""
    end = time.monotonic() + seconds
    while not look():
        assert time.monotonic() < end, "it never came"


def act(page, path, **values):
    page.goto(path)
    fill(page, **values)
    press(page)
    page.wait_for_url(lambda url: not url.endswith(path))


def test_one_claim_by_a_real_browser(service, sign_in):
    head = sign_in("village_head", PHONE)
    head.goto("/village/start/")
    fits(head)
    fill(head, what="death", on=str(TODAY - timedelta(days=3)))
    press(head)
    fits(head)
    press(head)
    head.wait_for_url(re.compile(r"/village/[\d-]+/"))
    code = re.search(r"\d{4}-\d{2}-\d{6,}", head.url)[0]
    here = f"/village/{code}"
    pages = {
        "person": {"name": "Siti Demo", "nik": "1602055203719907", "kk": "1602051502109908",
                   "born_on": "1971-03-12", "sex": "F"},
        "event": {"event_on": str(TODAY - timedelta(days=3)), "event_place": "Puskesmas",
                  "cause": "Sakit", "at_work": "no"},
        "family": {"reporter_name": "Rusdi Demo", "reporter_relation": "neighbour",
                   "reporter_phone": "08117001122", "heir_name": "Karim Demo",
                   "heir_relation": "husband", "heir_phone": "08117001123"},
        "payee": {"payee_name": "Karim Demo", "payee_relation": "husband", "bank": "120",
                  "account": "0012345678907"},
    }  # fmt: skip
    for page, values in pages.items():
        head.goto(f"{here}/{page}/")
        fits(head)
        fill(head, **values)
        press(head)
        head.wait_for_url(lambda url, page=page: not url.endswith(f"/{page}/"))
    head.goto(f"{here}/papers/")
    photo = {"name": "akta.jpg", "mimeType": "image/jpeg", "buffer": jpeg()}
    head.set_input_files("[name=file-akta_kematian]", photo)
    press(head)
    head.goto(f"{here}/check/")
    fits(head)
    act(head, f"{here}/submit/")
    assert code in head.inner_text("main")

    camat = sign_in("camat", PHONE)
    camat.goto("/district/")
    fits(camat)
    camat.get_by_text(code).first.wait_for()
    act(camat, f"/district/{code}/endorse/", note="Akta sedang diproses.")

    verifier = sign_in("opd_verifier")
    verifier.goto(f"/panel/{code}/")
    verifier.locator("form[action$='/take/'] button").first.click()
    act(
        verifier, f"/panel/{code}/assess/", months_paid="40", months_paid_source="Daftar BPJS",
        months_paid_as_of=str(TODAY), decile="2", decile_source="DTSEN",
        decile_as_of=str(TODAY),
    )  # fmt: skip
    act(verifier, f"/panel/{code}/verify/")

    chief = sign_in("opd_head")
    chief.goto(f"/panel/{code}/")
    chief.get_by_text("Rp42.000.000").first.wait_for()
    fits(chief)
    act(
        chief, f"/panel/{code}/approve/", jkm="granted", jkm_note="Cabang: aktif.",
        santunan_oki="granted",
    )  # fmt: skip

    cashier = sign_in("cashier")
    # Celery awards meanwhile.
    for number, amount in ((1, "42000000"), (2, "1000000")):
        path = f"/money/{code}/{number}/"
        until(lambda path=path: cashier.goto(path).ok)
        fits(cashier)
        verb = "forward" if amount == "42000000" else "order"
        act(cashier, f"{path}{verb}/", reference="SP2D-0043")
        act(cashier, f"{path}pay/", paid_on=str(TODAY), amount=amount)

    until(lambda: head.goto(f"{here}/") and SETTLED in head.inner_text(".timeline"))
