"""Every kind of page, as a phone, a screen reader and a slow line meet it: in Indonesian, and a
half of them in English and dark, another half each day. `make test-pages`: all of them for every
role, in both languages, light and dark."""

import re
from datetime import UTC, datetime
from itertools import product
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from tests.homes import ROOT
from tests.pages import conftest, kinds
from tests.pages.visits import Visitor, inline, pressed_for_nothing

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("service")]
# What has no page of its own, and what the demo's day does not show.
NO_PAGE = {
    # What allauth calls pages of ours.
    "account_login", "account_logout", "account_reauthenticate", "mfa_index", "mfa_list_webauthn",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "socialaccount_connections",
    "socialaccount_login_cancelled",
    "end_sessions",
    "audit:lift_hold", "audit:read_history", "calls:show_phone",
    "claim", "district:board_csv", "district:issued", "exports:take", "exports:take_released",
    "deaths:confirm", "deaths:file",
    "panel:board_csv", "panel:cover_csv", "panel:cover_take", "panel:figures_csv",
    "panel:reports_take", "healthz", "inbox_read",
    "letters:file", "logout", "metrics", "operations:retry_clock", "operations:retry_letters",
    "panel:decide_next", "panel:take", "panel:take_next", "paper",
    "reference:cancel_roster", "reference:holidays_csv", "reference:take_refused",
    "reference:try_sender", "set_language", "village:look_up", "village:piece", "worker",
}  # fmt: skip
# Known by tests of their own; the cast has no example that stays as it is while the clock runs.
NOT_MET = {"mfa_authenticate", "mfa_deactivate_totp", "mfa_generate_recovery_codes",
           "mfa_remove_webauthn", "mfa_view_recovery_codes", "reference:reset_factor", "resume",
           "calls:call_back", "village:sent", "village:submit", "panel:extend", "family:confirm",
           "audit:destruction", "audit:hold", "audit:settle_question", "reference:choose_columns",
           "reference:roster_import"}  # fmt: skip
FIRST_PAGE, FORM_PAGE = 100_000, 60_000
# Four words or more of a sentence: fewer may be somebody's name.
SENTENCE = 4
# Papers and provisions have one name, in both languages.
NAMES = {"Surat keterangan ahli waris", "Surat keterangan tidak mampu (SKTM", "PP 82/2019 pasal 26",
         "dari BPJS Ketenagakerjaan"}  # fmt: skip


def spoken(page) -> tuple[str, ...]:
    """Its languages; one that names its language in its address has one."""
    return ("id",) if page.path.startswith("/offline/id/") else ("id", "en")


def wanted(places):
    if conftest.FULL:
        for page in places.of_every_role():
            yield from product([page], spoken(page), ("light", "dark"))
        return
    for page in places.each_kind():
        yield page, "id", "light"
        if "en" in spoken(page) and (len(page.kind) + datetime.now(UTC).toordinal()) % 2:
            yield page, "en", "dark"


@pytest.fixture(scope="session")
def visits(places, browser):
    with Visitor(browser, places.site, places.walkers).visiting() as visitor:
        return [visitor.visit(*asked) for asked in wanted(places)]


def test_every_kind_of_page_is_met(places):
    met = {page.kind.partition(".")[0] for page in places.each_kind()}
    assert sorted(kinds.every_name() - met - NO_PAGE - NOT_MET) == []


def test_axe_finds_nothing(visits):
    assert [(str(visit), visit.axe) for visit in visits if visit.axe] == []


def test_axe_would_find_something(places, browser):
    with Visitor(browser, places.site, places.walkers).visiting() as visitor:
        tab = visitor.tab("", "id")
        tab.goto("/")
        tab.evaluate("document.querySelector('main').append(document.createElement('button'))")
        found = visitor.read(visitor.visit(places.found[""]["home"], "id"), tab)
        assert found.axe == []  # a fresh page is clean again
        tab.evaluate("document.querySelector('main').append(document.createElement('button'))")
        found = visitor.read(found, tab)
        assert any(fault.startswith("button-name") for fault in found.axe)


def test_nothing_sticks_out_on_a_phone_nor_at_200_and_400_percent(visits):
    assert [(str(visit), visit.wide) for visit in visits if visit.wide] == []


def test_no_page_asks_another_host_or_strains_the_policy_and_focus_is_always_seen(visits):
    assert [(str(visit), visit.troubles) for visit in visits if visit.troubles] == []


def test_nothing_stands_inline_and_nothing_shown_waits_for_a_script(places):
    faults = []
    for page in places.each_kind():
        text = places.walkers[page.role].get(page.path)
        if found := [*inline(text), *pressed_for_nothing(text)]:
            faults.append((page.path, found))
    assert faults == []


def test_a_button_that_waits_for_a_script_would_be_found():
    idle = '<button type="button">Cetak</button>'
    assert len(pressed_for_nothing(f"<main><p>a<br>b</p>{idle}<a href='#'>x</a></main>")) == 2
    hidden = f"<div hidden><p>{idle}</p></div><button hidden type='button'></button>"
    assert pressed_for_nothing(f"{hidden}<button>Simpan</button>") == []


def test_pages_are_light(visits):
    """Over the wire: the page, its styles, script and pictures, without the papers' photos."""
    for visit in visits:
        limit = FORM_PAGE if visit.forms else FIRST_PAGE
        assert visit.weight < limit, (str(visit), visit.weight)


# Words ----------------------------------------------------------------------------------------


def sentences() -> dict[str, set[str]]:
    """Language -> what is said in it and in no other way: whole texts, and the parts of texts
    between their places."""
    with Path(ROOT / "claims/locale/id/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="id")
    said = {"en": set(), "id": set()}
    for message in catalog:
        texts = {"en": message.id, "id": message.string}
        for language, forms in texts.items():
            for form in [forms] if isinstance(forms, str) else forms:
                parts = re.split(r"%\(\w+\)[sd]|%%", form)
                said[language] |= {
                    re.sub(r"\s+", " ", part).strip(" .,:;()")
                    for part in parts if len(part.split()) >= SENTENCE
                }  # fmt: skip
    return {"en": said["en"] - said["id"] - NAMES, "id": said["id"] - said["en"] - NAMES}


def test_no_page_mixes_the_languages(visits):
    said, faults = sentences(), []
    for visit in visits:
        other = said["en" if visit.language == "id" else "id"]
        found = [words for words in other if words in visit.text]
        faults += [(str(visit), words) for words in found]
    assert faults == []


# 2 September 2025 and Rp42.000.000, in both languages.
ODD = {
    "a date as machines write it": r"(?<![\w/-])(19|20)\d\d-[01]\d-[0-3]\d(?![\w-])",
    "a short or American date": r"\b(Jan|Feb|Mar|Apr|Aug|Agu|Sept?|Oct|Okt|Nov|De[cs])\.? \d{1,2}\b"
    r"|\b[A-Z][a-z]+ \d{1,2}, (19|20)\d\d\b|\b\d{1,2}/\d{1,2}/(19|20)\d\d\b",
    "money with commas": r"\b\d{1,3}(,\d{3})+\b",
    "money written otherwise": r"\bRp\.? ?\d{4,}|\bRp\.? \d|\bIDR\b",
    "a value that is none": r"\bNone\b|\bnull\b|\bTrue\b|\bFalse\b|\{\{|\{%",
}


def test_days_and_sums_are_written_one_way(visits):
    faults = [
        (str(visit), name, found[0])
        for visit in visits
        for name, pattern in ODD.items()
        # What machines are told of how machines write.
        if "/api/ " not in str(visit) and (found := re.search(pattern, visit.text))
    ]
    assert faults == []
