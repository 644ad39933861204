"""The standard of service says what the service does, because it is made of it."""

import re
from datetime import date
from itertools import pairwise

import pytest
from django.utils import timezone

from claims.models.machine import edges
from claims.views.standard import PRODUCTS, WAY
from regencies.models import DeadlineRule, Figure, Paper, Programme

OKI, MUBA = "16.02", "16.06"


def page(client, **asked):
    answer = client.get("/standar-pelayanan/", asked)
    assert answer.status_code == 200
    return re.search(r"<main.*?</main>", answer.content.decode(), re.S)[0]


def test_it_has_the_six_parts_that_the_law_asks_for(client, db):
    text = page(client)
    for words in (
        "Persyaratan", "Langkah", "Batas waktu", "Biaya", "Tidak dipungut biaya",
        "Manfaat", "SP4N-LAPOR!", "1708", "Surat keterangan tidak mampu (SKTM)",
        "Pengesahan camat", "7 hari kalender", "Rp20.000.000", "Rp1.000.000",
        "Diajukan ke camat", "Disahkan camat", "cabang BPJS Ketenagakerjaan",
        "tunjukkan aslinya", "10 hari kerja", "UU 25/2009",
    ):  # fmt: skip
        assert words in text, words


def test_each_regency_has_its_own(client, db):
    oki, muba = page(client, regency=OKI), page(client, regency=MUBA)
    assert "Santunan Kematian Kabupaten Ogan Komering Ilir" in oki
    assert "Santunan Kematian Kabupaten" not in muba and "Jaminan Kematian (JKM)" in muba
    assert "Santunan Kematian Kabupaten Ogan" in page(client)
    for unknown in ("99.99", "", "\0", "x" * 9999):
        assert "Santunan Kematian Kabupaten Ogan" in page(client, regency=unknown)


def test_each_sum_stands_in_one_line_and_where_it_comes_from_beneath(client, db):
    text = page(client)
    table = re.search(r"<table.*?</table>", text, re.S)[0]
    beneath = re.search(r"</table>\s*<details>.*?</details>", text, re.S)[0]
    assert "Rp" in table and "PP 82/2019" not in table and "PP 82/2019" in beneath


def test_it_says_so_in_english_too(client, db):
    client.cookies["django_language"] = "en"
    text = page(client)
    for words in ("Requirements", "Free of charge.", "Time limits", "7 calendar days", "Endorse"):
        assert words in text, words


def test_what_changes_in_the_rules_changes_here_at_once(client, db):
    today = timezone.localdate()
    rule = DeadlineRule.objects.get(regency=OKI, stage="office")
    DeadlineRule.objects.create(
        regency_id=OKI, stage="office", from_on=today, days=5, unit="working",
        start_event="endorse", source="Perbup baru", confidence="H",
    )  # fmt: skip
    figure = Figure.objects.get(key="oki_santunan_amount", value__isnull=False)
    Figure.objects.create(
        key=figure.key, regency=figure.regency, from_on=today, value=1_500_000, unit="rupiah",
        source="Perbup baru", confidence="H",
    )  # fmt: skip
    Paper.objects.filter(programme="santunan_oki", key="sktm").delete()
    assert figure.value == 1_000_000
    text = page(client, regency=OKI)
    assert "5 hari kerja" in text and "Rp1.500.000" in text and "Perbup baru" in text
    assert "(SKTM)" not in text
    assert rule.days == 7 and "7 hari kalender" in page(client, regency=MUBA)


def test_a_rule_that_has_ended_or_not_begun_is_not_promised(client, db):
    DeadlineRule.objects.filter(regency=OKI, stage="camat").update(until_on=date(2025, 12, 31))
    assert "Pengesahan camat" not in page(client, regency=OKI)


def test_a_programme_that_ended_is_not_promised(client, db):
    Programme.objects.filter(code="santunan_oki").update(active=False)
    assert "Santunan Kematian Kabupaten" not in page(client)


def test_the_steps_are_a_way_through_the_machine():
    for model in {model for model, _verb in WAY}:
        verbs = [verb for each, verb in WAY if each is model]
        ways = {verb: [(f, t) for v, f, t, _rule in edges(model) if v == verb] for verb in verbs}
        for before, after in pairwise(verbs):
            assert {t for _f, t in ways[before]} & {f for f, _t in ways[after]}, (before, after)


def test_every_programme_of_the_tables_has_its_sums(db):
    assert set(Programme.objects.values_list("code", flat=True)) == set(PRODUCTS)


@pytest.mark.parametrize("asked", [{}, {"regency": MUBA}])
def test_it_asks_few_questions_of_the_database(client, db, asked, django_assert_num_queries):
    with django_assert_num_queries(5):
        page(client, **asked)


def test_it_is_found_from_every_page(client, db):
    assert "/standar-pelayanan/" in client.get("/").content.decode()
    assert "/periksa/" in client.get("/").content.decode()
