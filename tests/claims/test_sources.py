"""Where a rule stands is read as a title, in the language of the page, and never as a code."""

import re

import pytest
from django.template import Context, Template
from django.utils.translation import override

from claims.models.source_words import SENTENCES
from claims.rules import checks, checks_people
from claims.templatetags.sources import CODE, parts, source_text
from regencies import tables
from regencies.models import DeadlineRule, Figure, Role
from tests import build
from tests.claims.pages import recent

CITING = ("programmes", "holidays", "figures", "deadline_rules", "check_rules", "papers")
OF_CHECKS = [
    value
    for module in (checks, checks_people)
    for name, value in vars(module).items()
    if name == "OWN" or name.endswith("_SOURCE")
]


def cited():
    """Every source that our tables and our checks name."""
    found = set(OF_CHECKS)
    for name in CITING:
        for row in tables.table(name):
            found |= {row[column] for column in ("source", "extension_right") if row.get(column)}
    return sorted(found)


def drawn(source: str) -> str:
    return Template("{% load sources %}{{ source|source }}").render(Context({"source": source}))


@pytest.mark.parametrize("source", cited())
def test_every_source_of_our_tables_has_its_title_and_its_words(source):
    known = {row["code"] for row in tables.table("sources")}
    assert set(CODE.findall(source)) <= known
    with override("en"):
        sentence, _ = parts(source)
        assert not sentence or sentence in {str(one) for one in SENTENCES}
    assert "SRC-" not in source_text(source) and "SRC-" not in drawn(source)


def test_no_document_stands_there_twice_and_every_address_is_a_safe_one():
    rows = tables.table("sources")
    assert len({row["code"] for row in rows}) == len(rows)
    assert {row["kind"] for row in rows} <= {"primary", "official", "press", "blog"}
    assert all(re.match("https://|$", row["link"]) for row in rows)


def test_a_code_becomes_a_title_and_a_sentence_its_translation():
    source = "our own choice: a different name needs a written reason (SRC-20)"
    with override("en"):
        assert source_text(source) == (
            "our own choice: a different name needs a written reason "
            "(Perbup OKI 17/2025, menurut Tribun Sumsel)"
        )
    with override("id"):
        assert "our own choice" not in source_text(source)
    assert 'href="https://sumsel.tribunnews.com/sumsel/986551"' in drawn(source)


def test_what_an_office_wrote_itself_is_shown_as_it_stands_and_harmless():
    assert source_text("Perbup 99/2027, pasal 3") == "Perbup 99/2027, pasal 3"
    assert source_text("seen in SRC-999") == "seen in SRC-999"
    assert drawn("<b>Perbup</b>") == "&lt;b&gt;Perbup&lt;/b&gt;"
    assert source_text("") == source_text(None) == drawn("") == ""


def shown(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return re.sub(r"<[^>]*>", " ", answer.content.decode())


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.django_db
def test_no_page_shows_a_code(client, people, language):
    client.cookies["django_language"] = language
    claim = recent("awarded", people, found=build.FOUND)
    figure = Figure.objects.filter(key="jkm_bpu_min_months").first()
    rule = DeadlineRule.objects.filter(stage="payment").first()
    build.appoint(people[Role.AUDITOR], Role.ADMINISTRATOR)
    benefit = "programme=jkm&event_on=2026-02-01&months_paid=2"
    pages = {
        None: [f"/calculator/benefits/?{benefit}", "/calculator/deadlines/"],
        Role.OPD_HEAD: ["/panel/figures/", f"/panel/{claim.code}/"],
        Role.CASHIER: [f"/money/{claim.code}/1/", f"/money/{claim.code}/1/sheet/"],
        Role.AUDITOR: [
            "/reference/", "/reference/figures/", f"/reference/figures/{figure.key}/",
            "/reference/deadlines/", f"/reference/deadlines/{rule.pk}/apply/",
            "/reference/holidays/", "/reference/checks/", "/reference/changes/",
        ],
    }  # fmt: skip
    for role, paths in pages.items():
        if role:
            client.force_login(people[role])
        for path in paths:
            assert "SRC-" not in shown(client, path), path
