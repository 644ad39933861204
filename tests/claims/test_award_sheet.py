"""The award explained to a family, on a sheet to print."""

from datetime import date
from decimal import Decimal

import pytest

from claims.actions import Finding
from claims.models import Payout
from claims.models.words import LINE_WORDS
from claims.rules import benefits, freezing, schooling
from claims.rules.benefits import Case, Pupil
from claims.views.sheets import told
from regencies import tables
from regencies.models import Programme, Role
from tests import build
from tests.claims.pages import recent, same_404

CHILDREN = [
    {"name": "Siti", "born_on": date(2015, 5, 1), "level": "sd", "grade": 4},
    {"name": "Budi", "born_on": date(2001, 5, 1), "level": "pt", "grade": 1},
]


@pytest.fixture
def awarded(people):
    found = {"months_paid": Finding(Decimal(42), "BPJS", date(2026, 2, 28))}
    return recent("awarded", people, found=found, children=CHILDREN)


def sheet(client, person, claim, number=1, desk="village"):
    client.force_login(person)
    return client.get(f"/{desk}/{claim.code}/{number}/sheet/")


@pytest.mark.parametrize(
    ("role", "desk", "status"),
    [
        (Role.VILLAGE_HEAD, "village", 200), (Role.VILLAGE_OPERATOR, "village", 200),
        (Role.CASHIER, "money", 200), (Role.OPD_HEAD, "money", 200), (Role.AUDITOR, "money", 200),
        (Role.CASHIER, "village", 403), (Role.VILLAGE_HEAD, "money", 403),
        (Role.CAMAT, "village", 403), (Role.BUPATI, "money", 403),
    ],
)  # fmt: skip
def test_who_may_read_it(client, people, awarded, role, desk, status):
    assert sheet(client, people[role], awarded, desk=desk).status_code == status


def test_a_strangers_sheet_looks_like_one_that_does_not_exist(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("awarded", muba, village=build.MUBA)
    client.force_login(people[Role.VILLAGE_HEAD])
    assert same_404(client, "/village/{code}/1/sheet/", claim.code)
    client.force_login(people[Role.CASHIER])
    assert same_404(client, "/money/{code}/1/sheet/", claim.code)


@pytest.mark.parametrize("number", [0, 3, 99999999999999999999])
def test_a_payout_that_does_not_exist(client, people, awarded, number):
    assert sheet(client, people[Role.VILLAGE_HEAD], awarded, number).status_code == 404


def test_the_sheet_of_jkm_tells_all_a_family_asks(client, people, awarded):
    text = sheet(client, people[Role.VILLAGE_HEAD], awarded).content.decode()
    for words in (
        "Lembar penjelasan manfaat", awarded.code, awarded.payee_name,
        "Rp42.000.000", "empat puluh dua juta rupiah", "dua puluh juta rupiah",
        "Rp500.000 sebulan selama 24 bulan. Semuanya dibayar sekaligus.",
        "diputuskan dan dibayar oleh BPJS Ketenagakerjaan, bukan oleh kabupaten",
        "Siti", "Rp1.500.000", "Rp79.500.000", "Budi", "umur sudah 23 tahun atau lebih",
        "menurut Harian Jogja", "2 Desember 2019", "Semua ini gratis",
    ):  # fmt: skip
        assert words in text, words
    for private in (build.NIK, build.KK, build.ACCOUNT, build.ACCOUNT[-4:]):
        assert private not in text


def test_the_sheet_of_the_regency_says_who_pays(client, people, awarded):
    text = sheet(client, people[Role.CASHIER], awarded, 2, desk="money").content.decode()
    assert "dibayar oleh Kabupaten Ogan Komering Ilir" in text
    assert "satu juta rupiah" in text and "LAPOR" in text
    # Said of the branch's sum alone, in the table of all payments.
    assert text.count("perkiraan") == 1 and "Rp43.000.000" in text


def test_the_sheet_in_english_keeps_the_words_of_the_sum(client, people, awarded):
    client.cookies["django_language"] = "en"
    text = sheet(client, people[Role.VILLAGE_HEAD], awarded).content.decode()
    assert "Explanation of the benefit" in text and "All of it is paid at once." in text
    assert '<p lang="id"><i>empat puluh dua juta rupiah</i></p>' in text


def test_the_sheet_is_one_click_away_and_asks_few_questions(client, people, awarded):
    client.force_login(people[Role.VILLAGE_HEAD])
    page = client.get(f"/village/{awarded.code}/").content.decode()
    for number, payout in enumerate(Payout.objects.filter(claim=awarded).order_by("id"), start=1):
        address = f"/village/{awarded.code}/{number}/sheet/"
        assert address in page
        assert client.get(address).context["payout"] == payout
    client.force_login(people[Role.CASHIER])
    assert (
        f"/money/{awarded.code}/1/sheet/"
        in client.get(f"/money/{awarded.code}/1/").content.decode()
    )


DAY = date(2025, 9, 10)
HURT = {
    "base": 1_000_000, "months_unfit": 15, "anatomical": (Decimal(70), Decimal("4.5")),
    "functional": ((Decimal(40), Decimal(40)),), "medical": 7_000_000,
    "transport_land": 6_000_000, "transport_sea": 2_000_000, "transport_air": 1,
    "home_care": 1, "glasses": 1_000_001, "hearing_aid": 1, "dentures": 1,
}  # fmt: skip


def explained(programme="jkk", on=DAY, **facts):
    case = Case(programme=programme, event_on=on, **{"claimed_on": on, **facts})
    figures = tables.figures_in_force(on, "16.02")
    frozen = {
        key: {"value": str(value), "unit": unit(key), "from": "2019-12-02", "source": "x",
              "confidence": "H"}
        for key, value in figures.items()
    }  # fmt: skip
    outcome = freezing.frozen_outcome(benefits.work_out(case, figures))
    row = Programme(code=programme, name=programme)
    return told(row, False, outcome, frozen, freezing.frozen_case(case))


def unit(key):
    return next(row["unit"] for row in tables.table("figures") if row["key"] == key)


def a_school_year():
    figures = tables.figures_in_force(DAY, "16.02")
    outcome = schooling.outcome_of({"begins": 2025, "level": "sd", "grade": 1}, figures)
    used = {"value": "1500000", "unit": "rupiah", "from": "2019-12-02", "regency": None,
            "source": "PP 82/2019", "confidence": "H"}  # fmt: skip
    return told(
        Programme(code="jkm", name="jkm"), True, freezing.frozen_outcome(outcome),
        {"scholarship_yearly_sd": used}, {"programme": "jkm"},
    )  # fmt: skip


def test_every_line_that_the_rules_know_has_its_sentence():
    found = [
        *explained(**HURT).lines,
        *explained(base=400_000, died=True).lines,
        *explained(base=1, total_disability=True).lines,
        *explained("jkm", months_paid=3).lines,
        *explained("santunan_oki", decile=1).lines,
        *a_school_year().lines,
    ]
    assert {line.code for line in found} == set(LINE_WORDS)
    for line in found:
        assert line.sentence.endswith(".") and "%(" not in line.sentence
        assert "–" not in line.sentence
        assert line.figures or line.code == "biaya_pengobatan"


def test_a_limit_that_bit_is_told_and_one_that_did_not_is_not():
    limits = {line.code: line.limit for line in explained(**HURT).lines if line.limit}
    assert limits == {
        "santunan_cacat_anatomis": "Batas: semua bagian tubuh yang hilang bersama-sama dihitung "
        "paling banyak 70%.",
        "transport_darat": "Batas: peraturan mengganti paling banyak Rp5.000.000 untuk ini.",
        "kacamata": "Batas: peraturan mengganti paling banyak Rp1.000.000 untuk ini.",
    }
    floor = explained(base=400_000, died=True).lines[0].limit
    assert floor == "Batas: hasilnya Rp19.200.000, padahal paling sedikit dibayar Rp20.000.000."
    assert not explained(base=416_667, died=True).lines[0].limit


def test_the_bands_of_months_unfit_are_told():
    [line] = explained(base=1_000_000, months_unfit=15).lines
    assert (
        "6 bulan masing-masing 100%, lalu 6 bulan masing-masing 100%, "
        "lalu 3 bulan masing-masing 50%"
    ) in line.sentence
    [line] = explained(on=date(2019, 5, 1), base=1_000_000, months_unfit=8).lines
    assert "lalu 2 bulan masing-masing 75%" in line.sentence


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"programme": "jkm", "months_paid": 35}, "beasiswa memerlukan iuran 36 bulan"),
        ({"base": 1}, "beasiswa hanya untuk kematian atau cacat total"),
        ({"base": 1, "died": True, "on": date(2019, 1, 1)},
         "pada hari kejadian belum ada beasiswa tahunan"),
        ({"base": 1, "died": True, "claimed_on": date(2031, 1, 1)},
         "tidak ada yang dapat dibayar"),
    ],
)  # fmt: skip
def test_why_a_child_has_no_scholarship(facts, why):
    [pupil] = explained(children=(Pupil("sd", 9, 3),), **facts).pupils
    assert pupil["why"] == why


def test_a_child_is_told_what_stands_in_its_own_way():
    children = (Pupil("pt", 23, 4), Pupil("pt", 20, 1, married=True),
                Pupil("pt", 20, 1, working=True), Pupil("sd", 9, 3), Pupil("preschool", 2),
                Pupil("tk", 5, 1))  # fmt: skip
    found = explained(base=1, died=True, children=children).pupils
    assert [pupil["why"] for pupil in found] == [
        "umur sudah 23 tahun atau lebih", "sudah menikah", "sudah bekerja", "", "",
        "beasiswa hanya untuk 2 anak",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"programme": "jkm", "months_paid": 2}, "belum sampai 3 bulan"),
        ({"claimed_on": date(2031, 1, 1), "base": 1, "died": True}, "lebih dari 5 tahun"),
        ({"programme": "santunan_oki", "decile": 7}, "adalah 7; bantuan ini untuk desil 1"),
        ({"programme": "santunan_oki"}, "tidak diketahui"),
        ({"programme": "santunan_oki", "decile": 1, "claimed_on": date(2025, 9, 30)},
         "lebih dari 7 hari"),
        ({"programme": "santunan_oki", "decile": 1, "on": date(2025, 8, 1)}, "belum dimulai"),
    ],
)  # fmt: skip
def test_reasons_in_plain_words(facts, words):
    [reason] = explained(**facts).reasons
    assert words in reason
