"""The public calculator: the same answers as the command, and a sentence for every bad input."""

import json
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regencies.models import DeadlineRule, Figure, Holiday
from tests.faults.counts import trials

pytestmark = pytest.mark.django_db
EXAMPLES = json.loads((Path(__file__).parents[1] / "rules" / "examples.json").read_text())
BENEFITS, DEADLINES = "/calculator/benefits/", "/calculator/deadlines/"
JKM = {"programme": "jkm", "event_on": "2025-09-10", "months_paid": "24"}
JKK = {"programme": "jkk", "event_on": "2025-09-10", "base": "1.000.000", "harm": "lives"}
OKI = {"programme": "santunan_oki", "event_on": "2025-09-10", "decile": "3"}
DUE = {"starts_on": "2025-09-02", "days": "7", "unit": "working"}


def query(case: dict) -> dict:
    """A case of the contract as the page's form would send it."""
    found = {}
    for name, value in case.items():
        if name == "children":
            for n, child in enumerate(value, start=1):
                child = child | {"level": child["level"].lower()}
                found |= {f"child{n}-{key}": v for key, v in child.items() if v is not False}
        elif name == "coverage":
            for n, period in enumerate(value, start=1):
                found |= {f"cover{n}-from_on": period["from"], f"cover{n}-to_on": period["to"]}
        elif name == "functional":
            for n, loss in enumerate(value, start=1):
                found |= {f"loss{n}-table": loss["table"], f"loss{n}-loss": loss["loss"]}
        elif name == "transport":
            found |= {f"transport_{mode}": bill for mode, bill in value.items()}
        elif name == "anatomical":
            found[name] = " + ".join(str(part) for part in value)
        elif name == "decile":
            found[name] = "unknown" if value is None else value
        elif name not in {"id", "died", "total_disability"}:
            found[name] = value
    if case["programme"] == "jkk":
        found["harm"] = (
            "died" if case.get("died") else "total" if case.get("total_disability") else "lives"
        )
    return found


@pytest.mark.parametrize("example", EXAMPLES["benefits"], ids=lambda it: it["case"]["id"])
def test_the_page_answers_as_the_command_does(client, example):
    said = query(example["case"])
    # JKK asks for no segment: no rule of it rests on that.
    if example["case"]["programme"] == "jkk":
        said.pop("segment", None)
    page = client.get(BENEFITS, said)
    assert page.status_code == 200
    outcome, expected = page.context["sheet"].outcome, example["expected"]
    assert outcome["decision"] == expected["decision"]
    assert sorted(outcome["reasons"]) == expected["reasons"]
    lines = [{"code": line["code"], "amount": line["amount"]} for line in outcome["lines"]]
    assert lines == expected["lines"]
    assert outcome["scholarship"] == expected["scholarship"]
    sums = (outcome["cash"], outcome["ceiling"], outcome["first_year"])
    assert sums == (expected["cash"], expected["scholarship_ceiling"],
                    expected["scholarship_first_year"])  # fmt: skip
    told = page.context["sheet"]
    assert all(line.sentence and "–" not in line.sentence for line in told.lines)
    assert len(told.reasons) == len(expected["reasons"])
    assert all("%(" not in reason and "–" not in reason for reason in told.reasons)
    for pupil in told.pupils:
        assert bool(pupil["why"]) is not bool(pupil["ceiling"])


@pytest.mark.parametrize("example", EXAMPLES["deadlines"], ids=lambda it: it["case"]["id"])
def test_due_days_by_the_services_own_calendar(client, example):
    case, expected = example["case"], example["expected"]
    Holiday.objects.filter(regency=None).delete()
    # The two in June are not on the way of any example: their years are known by them.
    for on in [*case["holidays"], "2025-06-01", "2026-06-01"]:
        Holiday.objects.create(day=on, name="libur", kind="public", source="x", confidence="H")
    said = {name: case[name] for name in ("starts_on", "days", "unit")}
    for n, pause in enumerate(case.get("pauses", []), start=1):
        said |= {f"pause{n}-from_on": pause["from"], f"pause{n}-to_on": pause["to"]}
    found = client.get(DEADLINES, said).context["found"]
    assert found.count.due_on.isoformat() == expected["due_on"]
    assert [day.isoformat() for day in found.count.counted] == expected["counted"]
    skipped = [{"on": skip.on.isoformat(), "why": skip.why} for skip in found.count.skipped]
    assert skipped == expected["skipped"]
    assert found.due_at.date() - found.count.due_on == timedelta(days=1)


def test_the_way_in(client):
    assert "/calculator/" in client.get("/").content.decode()
    page = client.get("/calculator/").content.decode()
    for address in ("?programme=jkm", "?programme=jkk", "?programme=santunan_oki", DEADLINES):
        assert address in page
    # First the programme, then its own fields and no others.
    page = client.get(BENEFITS, {"programme": "santunan_oki"}).content.decode()
    assert 'name="decile"' in page and 'name="base"' not in page and "child1" not in page
    page = client.get(BENEFITS, {"programme": "jkm"}).content.decode()
    assert 'name="months_paid"' in page and 'name="medical"' not in page and "loss1" not in page


def test_a_result_explains_itself(client):
    text = client.get(BENEFITS, JKM).content.decode()
    for words in ("Rp42.000.000", "empat puluh dua juta rupiah", "24 bulan x Rp500.000",
                  "PP 44/2015", "Harian Jogja", "perkiraan", "BPJS Ketenagakerjaan"):  # fmt: skip
        assert words in text
    assert 'class="tag tone-warn"' in text  # the three months of BPU: confidence M
    short = client.get(BENEFITS, JKM | {"months_paid": "2"})
    assert "belum sampai 3 bulan" in short.content.decode().lower()
    capped = client.get(BENEFITS, JKK | {"hearing_aid": "3000000"}).content.decode()
    assert "paling banyak Rp2.500.000" in capped and "Rp3.000.000" in capped
    assert 'class="tag tone-bad"' in capped  # the cap of the hearing aid: confidence L
    client.cookies["django_language"] = "en"
    text = client.get(BENEFITS, JKM).content.decode()
    assert "All of it is paid at once" in text and "BPJS Ketenagakerjaan decides" in text


def test_a_due_day_explains_itself(client):
    text = client.get(DEADLINES, DUE).content.decode()
    for words in ("12 September 2025", "13 September 2025, 00:00 WIB", "Maulid", "akhir pekan"):
        assert words in text
    slid = client.get(DEADLINES, {"starts_on": "2025-09-03", "days": "3", "unit": "slide"})
    assert slid.context["found"].slid and "8 September 2025" in slid.content.decode()


def test_a_regencys_own_holidays_and_zone(client):
    Holiday.objects.create(
        regency_id="16.02", day="2025-09-03", name="Hari jadi OKI", kind="local", source="Perbup",
        confidence="H",
    )  # fmt: skip
    assert client.get(DEADLINES, DUE).context["found"].count.due_on == date(2025, 9, 12)
    page = client.get(DEADLINES, DUE | {"regency": "16.02"})
    assert page.context["found"].count.due_on == date(2025, 9, 15)
    assert "Hari jadi OKI" in page.content.decode()


def test_a_year_without_a_calendar_is_refused_not_guessed(client):
    page = client.get(DEADLINES, DUE | {"starts_on": "2031-01-01"})
    assert page.status_code == 422 and "2031" in str(page.context["form"].errors["starts_on"])
    calendar = DUE | {"starts_on": "2031-01-01", "unit": "calendar"}
    assert client.get(DEADLINES, calendar).status_code == 200


def test_the_services_own_limits_are_one_click_away(client):
    page = client.get(DEADLINES)
    # A right to claim is no count of days.
    assert len(page.context["rules"]) == DeadlineRule.objects.exclude(unit="right").count()
    text = page.content.decode()
    assert "?days=7&amp;unit=calendar&amp;regency=16.02" in text
    begun = client.get(DEADLINES, {"days": "7", "unit": "working", "regency": "16.02"})
    assert begun.status_code == 200 and begun.context["form"]["days"].value() == "7"


def test_figures_of_the_database_count(client):
    Figure.objects.filter(key="biaya_pemakaman", value=10_000_000).update(value=11_000_000)
    assert client.get(BENEFITS, JKM).context["sheet"].outcome["cash"] == 43_000_000
    Figure.objects.filter(key="biaya_pemakaman").delete()
    page = client.get(BENEFITS, JKM)
    assert page.status_code == 200 and "Biaya pemakaman" in page.content.decode()
    assert page.context["sheet"].missing == "biaya_pemakaman"


def test_few_questions_to_the_database(client, django_assert_num_queries):
    with django_assert_num_queries(2):  # the programme, and one for all figures
        client.get(BENEFITS, JKM | {"child1-level": "sd", "child1-grade": "4", "child1-age": "9"})
    with django_assert_num_queries(4):  # regencies, rules, holidays, known years
        client.get(DEADLINES, DUE)


def test_the_address_of_a_result_is_short_and_is_the_result(client):
    long = client.get(BENEFITS, JKM | {"child1-level": "", "child1-age": "", "segment": "bpu"})
    assert long.status_code == 302
    assert long.url == f"{BENEFITS}?{urlencode(JKM | {'segment': 'bpu'})}"
    assert client.get(long.url).context["sheet"].outcome["cash"] == 42_000_000


BAD = [
    (JKM | {"event_on": ""}, "event_on"),
    (JKM | {"event_on": "2025-02-30"}, "event_on"),
    (JKM | {"event_on": "\0"}, "event_on"),
    (JKM | {"event_on": "10000-01-01"}, "event_on"),
    (JKM | {"months_paid": "-1"}, "months_paid"),
    (JKM | {"months_paid": "1_0"}, "months_paid"),
    (JKM | {"months_paid": "1e3"}, "months_paid"),
    (JKM | {"months_paid": "9" * 5000}, "months_paid"),
    (JKM | {"months_paid": "٣"}, "months_paid"),
    (JKM | {"segment": "asn"}, "segment"),
    (JKK | {"base": "0"}, "base"),
    (JKK | {"base": "1000000,50"}, "base"),
    (JKK | {"base": str(10**30)}, "base"),
    (JKK | {"base": "²"}, "base"),
    (JKK | {"harm": ""}, "harm"),
    (JKK | {"anatomical": "101"}, "anatomical"),
    (JKK | {"anatomical": "0"}, "anatomical"),
    (JKK | {"anatomical": "15 +"}, "anatomical"),
    (JKK | {"anatomical": "4,555"}, "anatomical"),
    (JKK | {"anatomical": "15", "harm": "died"}, "anatomical"),
    (JKK | {"claimed_on": "2025-09-09"}, "claimed_on"),
    (JKK | {"medical": "-5"}, "medical"),
    (OKI | {"decile": "11"}, "decile"),
    (OKI | {"decile": "3\0"}, "decile"),
]


@pytest.mark.parametrize(("said", "field"), BAD)
def test_a_bad_value_is_told_beside_its_field_and_stays(client, said, field):
    page = client.get(BENEFITS, said)
    form = page.context["form"]
    assert page.status_code == 422 and list(form.errors) == [field]
    for name, value in said.items():
        if name != "programme":
            assert form[name].value() == value


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"child1-level": "sd", "child1-age": "8"}, "grade"),
        ({"child1-level": "sd", "child1-age": "8", "child1-grade": "7"}, "grade"),
        ({"child1-level": "sd", "child1-age": "8", "child1-grade": "0"}, "grade"),
        ({"child1-level": "preschool", "child1-age": "3", "child1-grade": "1"}, "grade"),
        ({"child1-level": "sd", "child1-grade": "3"}, "age"),
        ({"child1-level": "sd", "child1-grade": "3", "child1-age": "100"}, "age"),
        ({"child1-level": "s3", "child1-grade": "3", "child1-age": "30"}, "level"),
        ({"child1-married": "on"}, "level"),
    ],
)
def test_a_child_that_is_told_wrongly(client, said, field):
    page = client.get(BENEFITS, JKM | said)
    assert page.status_code == 422
    assert field in page.context["form"].children[0].errors
    assert "error" in page.content.decode()


def test_periods_and_losses_that_are_told_wrongly(client):
    page = client.get(BENEFITS, JKM | {"cover1-from_on": "2025-01-02"})
    assert "to_on" in page.context["form"].periods[0].errors
    backwards = {"cover1-from_on": "2025-01-02", "cover1-to_on": "2025-01-01"}
    page = client.get(BENEFITS, JKM | backwards)
    assert "to_on" in page.context["form"].periods[0].errors
    loss = {"loss1-table": "40", "loss1-loss": "40", "harm": "total"}
    page = client.get(BENEFITS, JKK | loss)
    assert "table" in page.context["form"].losses[0].errors


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (DUE | {"days": "0"}, "days"),
        (DUE | {"days": str(10**9)}, "days"),
        (DUE | {"days": "7,5"}, "days"),
        (DUE | {"unit": "weeks"}, "unit"),
        (DUE | {"regency": "99.99"}, "regency"),
        (DUE | {"starts_on": "9999-12-31", "unit": "calendar", "days": "366"}, "starts_on"),
        (DUE | {"starts_on": "9999-12-30", "unit": "calendar", "days": "1"}, "starts_on"),
        (DUE | {"starts_on": "0001-01-01"}, "starts_on"),
    ],
)
def test_a_bad_count_is_told_beside_its_field(client, said, field):
    page = client.get(DEADLINES, said)
    assert page.status_code == 422 and list(page.context["form"].errors) == [field]


def test_a_pause_of_centuries_is_not_counted(client):
    said = DUE | {"pause1-from_on": "1900-01-01", "pause1-to_on": "9999-12-31"}
    page = client.get(DEADLINES, said)
    assert page.status_code == 422 and "to_on" in page.context["form"].pauses[0].errors


@pytest.mark.parametrize("code", ["jht", "", "jkm\0", "x" * 9000])
def test_a_programme_that_nobody_has_leads_to_the_choice(client, code):
    page = client.get(BENEFITS, {"programme": code})
    assert page.status_code == (422 if code else 200)
    assert "?programme=jkm" in page.content.decode()


def test_only_looking(client):
    assert client.post(BENEFITS, JKM).status_code == 405
    assert client.head(BENEFITS, JKM).status_code == 200


VALUES = st.one_of(
    st.sampled_from(["", "0", "1", "7", "24", "366", "jkm", "jkk", "santunan_oki", "died", "lives",
                     "total", "sd", "pt", "preschool", "on", "unknown", "working", "slide",
                     "calendar", "16.02", "2025-09-10", "2019-12-01", "9999-12-31", "1900-01-01",
                     "15 + 4,5", "1.000.000", "999999999999", "\0", "-1", "1e9", "NaN", "Infinity",
                     "%", "🙂", "0" * 5000]),
    st.integers(-(10**30), 10**30).map(str), st.dates().map(str), st.text(max_size=12),
)  # fmt: skip
NAMES = st.sampled_from([
    "event_on", "claimed_on", "months_paid", "segment", "base", "harm", "months_unfit",
    "anatomical", "medical", "transport_land", "dentures", "decile", "child1-level", "child1-grade",
    "child1-age", "child1-married", "child2-level", "child2-age", "cover1-from_on", "cover1-to_on",
    "loss1-table", "loss1-loss", "starts_on", "days", "unit", "regency", "pause1-from_on",
    "pause1-to_on", "next", "page", "programme",
])  # fmt: skip
RIGHT = st.sampled_from([JKM, JKK, JKK | {"harm": "died"}, OKI, DUE, {}])


@settings(
    max_examples=trials(2000, least=400),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(RIGHT, st.dictionaries(NAMES, VALUES, max_size=8), st.sampled_from([BENEFITS, DEADLINES]))
def test_no_address_breaks_the_page(client, right, wrong, path):
    """Beside wild values mostly right ones, so that the way behind the forms is walked too."""
    assert client.get(path, right | wrong).status_code in {200, 302, 400, 422}


@pytest.mark.parametrize(
    "raw", ["?%FF=%C3%28", "?programme=%00", "?a&b&=&&=1", "?" + "x=1&" * 1500]
)
def test_no_raw_address_breaks_it(client, raw):
    for path in ("/calculator/", BENEFITS, DEADLINES):
        assert client.get(path + raw).status_code < 500
