import contextlib
import re

import pytest

from tests.browser.hands import DESK, fill, follow
from tests.waiting import PATIENCE


@contextlib.contextmanager
def watched(browser, site):
    """Opens pages, each as of another person; any error of a page fails the test."""
    troubles, contexts = [], []

    def open_page(**settings):
        context = browser.new_context(base_url=site, **settings)
        context.set_default_timeout(1000 * PATIENCE)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on(
            "console",
            lambda said: troubles.append(said.text) if "Security Policy" in said.text else None,
        )
        page.on(
            "response",
            lambda answer: troubles.append(answer.url) if answer.status >= 500 else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def signed_in(page, username, password):
    page.goto("/login/")
    fill(page, username=username, password=password)
    follow(page, page.locator("main form button").first.click)
    page.wait_for_url(re.compile("(?<!login/)$"))
    return page


@pytest.fixture
def sign_in(service, browser):
    """A page of its own for each person, signed in."""
    with watched(browser, service.site) as open_page:
        yield lambda role, size=DESK: signed_in(open_page(viewport=size), *service.account(role))
