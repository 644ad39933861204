"""A passkey in a real browser: made by its own authenticator, asked for after the password and
before money, and removed again. No fixed sleeps."""

import pytest

from tests.browser.conftest import signed_in, watched
from tests.browser.hands import PHONE, fits, follow

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
# A phone that knows its owner by a finger, which is always on it.
DEVICE = {
    "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
ROLE, NAME = "district_officer", "HP Kantor"


def with_authenticator(page):
    line = page.context.new_cdp_session(page)
    line.send("WebAuthn.enable")
    made = line.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return line, {"authenticatorId": made["authenticatorId"]}


def use_passkey(page):
    button = page.locator("form[data-passkey] button")
    button.wait_for()
    fits(page)
    follow(page, button.click)


def test_a_passkey_is_made_asked_for_and_removed(service, browser):
    username, password = service.account(ROLE)
    with watched(browser, service.site) as open_page:
        page = open_page(viewport=PHONE)
        line, device = with_authenticator(page)
        signed_in(page, username, password)
        page.goto("/account/passkey/")
        page.fill("[name=name]", NAME)
        use_passkey(page)
        page.wait_for_url("**/account/codes/")
        assert page.locator("ul.code li").count() == 10
        fits(page)
        (kept,) = line.send("WebAuthn.getCredentials", device)["credentials"]
        assert kept["rpId"] == "localhost"

        page.goto("/account/")
        page.get_by_text(NAME).first.wait_for()
        follow(page, page.locator("form[action='/logout/'] button").first.click)
        page.goto("/login/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", password)
        follow(page, page.locator("main form button").first.click)
        page.wait_for_url("**/login/factor/")
        use_passkey(page)
        page.wait_for_url("**/district/")
        (used,) = line.send("WebAuthn.getCredentials", device)["credentials"]
        assert used["signCount"] > kept["signCount"]

        # The same before money, and whoever presses it is where they were.
        page.goto("/prove/?next=/account/")
        use_passkey(page)
        page.wait_for_url("**/account/")

        # A device that has no key of this page: nothing is sent, and the button is still there.
        line.send("WebAuthn.clearCredentials", device)
        page.goto("/prove/")
        page.locator("form[data-passkey] button").click()
        page.locator("form[data-passkey] .said").wait_for()
        assert page.url.endswith("/prove/")

        page.goto("/account/")
        follow(page, page.locator("a[href$='/remove/']").first.click)
        follow(page, page.locator("main form button").first.click)
        assert page.get_by_text(NAME).count() == 0


def test_without_scripts_the_page_says_which_way_goes_without(service, browser):
    with watched(browser, service.site) as open_page:
        page = signed_in(
            open_page(viewport=PHONE, java_script_enabled=False), *service.account(ROLE)
        )
        page.goto("/account/passkey/")
        assert not page.locator("form[data-passkey]").is_visible()
        follow(page, page.locator("[data-without-passkey] a").click)
        assert page.url.endswith("/account/app/")
        assert page.locator(".slip-qr svg path").first.is_visible()
        fits(page)
