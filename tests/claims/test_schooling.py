"""The yearly scholarship: begun by a payment, asked for, proved, accepted, paid, ended."""

from datetime import date, datetime

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims import actions, sweeps
from claims.actions import FourEyes, Incomplete, NotYours, schooling
from claims.models import Claim, Notice, Payout, Scholarship, SchoolYear
from claims.rules.freezing import SCHOOL
from claims.rules.states import PayoutState, State
from regencies.models import Role
from tests import build
from tests.build import JAKARTA, NOW
from tests.claims.test_replay import tampered

HEAD, VERIFIER, SECTION, CASHIER = (
    Role.VILLAGE_HEAD, Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, Role.CASHIER,
)  # fmt: skip
CHILDREN = [
    {"name": "Dewi Demo", "born_on": date(2015, 5, 1), "level": "sd", "grade": 5},
    {"name": "Budi Demo", "born_on": date(2005, 8, 1), "level": "sma", "grade": 3},
    {"name": "Cici Demo", "born_on": date(2018, 1, 1), "level": "sd", "grade": 2},
]
FOUND = {"months_paid": actions.Finding(36, "Daftar BPJS", date(2026, 2, 28))}


def at(*when):
    return datetime(*when, 9, tzinfo=JAKARTA)


@pytest.fixture
def paid(people):
    """Granted in March 2026, forwarded and paid by the branch."""
    claim = build.claim_in("awarded", people, children=CHILDREN, found=FOUND)
    for payout in claim.payouts.filter(estimate=True):
        build.pay(payout, people)
    return Claim.objects.get(pk=claim.pk)


def sweep(now):
    failed = []
    done = [
        sweeps.each(schooling.years_to_open(now), schooling.open_years, now, failed),
        sweeps.each(schooling.years_to_ask(now), schooling.ask_school, now, failed),
    ]
    assert not failed
    return done


def years(claim):
    rows = SchoolYear.objects.filter(scholarship__claim=claim).order_by("scholarship", "begins")
    return [(row.scholarship.child.order, row.begins, row.level, row.grade) for row in rows]


def prove(year, people, *, level=None, grade=None, now=NOW, by=None, key=None):
    return schooling.prove_school(
        year.pk, level=level or year.level, grade=grade or year.grade,
        file=ContentFile(build.jpeg()), content_type="image/jpeg",
        by=by or people[HEAD], now=now, key=key,
    )  # fmt: skip


@pytest.fixture
def year(paid):
    sweep(NOW)
    return SchoolYear.objects.get(scholarship__child__order=1)


@pytest.fixture
def proved(year, people):
    prove(year, people)
    year.refresh_from_db()
    return year


def test_the_first_payment_gives_the_first_two_children_their_right(paid):
    rows = list(paid.scholarships.all())
    assert [row.child.name for row in rows] == ["Dewi Demo", "Budi Demo"]
    # SD 5 and 6, SMP, SMA, S1; and SMA 3 with S1, of which 2029 begins after the 23rd birthday.
    assert [row.ceiling for row in rows] == [78_000_000, 63_000_000]
    assert [row.scheduled for row in rows] == [78_000_000, 39_000_000]
    assert rows[1].jadwal[-1] == [2028, "pt", 3, 12_000_000]


def test_what_is_not_paid_gives_none(people):
    claim = build.claim_in("awarded", people, children=CHILDREN, found=FOUND)
    assert not claim.scholarships.exists()


def test_less_than_three_years_give_none(people):
    claim = build.claim_in("awarded", people, children=CHILDREN)
    for payout in claim.payouts.filter(estimate=True):
        build.pay(payout, people)
    assert not Scholarship.objects.exists()


def test_the_year_under_way_is_opened_and_asked_for_once(paid):
    assert sweep(NOW) == [1, 1]
    assert years(paid) == [(1, 2025, "sd", 5), (2, 2025, "sma", 3)]
    assert sweep(NOW) == [0, 0]
    event = paid.events.get(move="ask_school")
    assert event.data["school_years"] == ["2025/2026"]
    told = set(Notice.objects.filter(event=event).values_list("person__username", flat=True))
    assert told == {"village_head", "village_operator"}


def test_every_july_the_next_grade_and_each_month_a_reminder(paid):
    sweep(NOW)
    sweep(at(2026, 6, 30))
    assert len(years(paid)) == 2
    sweep(at(2026, 7, 1))
    assert years(paid) == [
        (1, 2025, "sd", 5), (1, 2026, "sd", 6), (2, 2025, "sma", 3), (2, 2026, "pt", 1),
    ]  # fmt: skip
    # One reminder for the family, whatever the number of children and years.
    assert paid.events.filter(move="ask_school").count() == 3


def test_missed_years_are_caught_up_and_the_right_ends_at_23(paid):
    sweep(NOW)
    sweep(at(2031, 8, 1))
    budi = paid.scholarships.get(child__order=2)
    assert [row.begins for row in budi.years.all()] == [2025, 2026, 2027, 2028]
    assert (budi.end_reason, budi.ended_by, budi.opens_at) == ("age", None, None)
    assert paid.events.get(move="end_school").data == {"child": 2}
    sweep(at(2041, 8, 1))
    dewi = paid.scholarships.get(child__order=1)
    assert [row.begins for row in dewi.years.all()] == list(range(2025, 2038))
    assert sweep(at(2045, 8, 1))[0] == 0


def test_at_most_twelve_reminders_for_a_year(paid):
    for month in range(30):
        sweep(at(2026 + (2 + month) // 12, (2 + month) % 12 + 1, 2))
    assert set(SchoolYear.objects.filter(begins=2025).values_list("asked", "ask_at")) == {
        (12, None)
    }


def test_a_proof_stops_the_reminders_and_tells_the_office(paid, year, people):
    event = prove(year, people, grade=6)
    year.refresh_from_db()
    assert (year.grade, year.ask_at, year.proved_by) == (6, None, people[HEAD])
    assert year.proof.paper == "beasiswa_surat_sekolah" and year.proof.size
    assert Notice.objects.filter(event=event, person=people[VERIFIER]).exists()
    # Of the other child it is still asked for.
    sweep(at(2026, 4, 3))
    assert list(SchoolYear.objects.exclude(ask_at=None).values_list(
        "scholarship__child__order", flat=True)) == [2]  # fmt: skip


@pytest.mark.parametrize(("level", "grade"), [("sd", 7), ("sma", 4), ("pt", 0)])
def test_a_grade_that_the_school_has_not_is_refused(year, people, level, grade):
    with pytest.raises(Incomplete):
        schooling.prove_school(
            year.pk, level=level, grade=grade, file=ContentFile(build.jpeg()),
            content_type="image/jpeg", by=people[HEAD], now=NOW,
        )  # fmt: skip


def test_an_accepted_year_is_a_payout_that_explains_and_replays_itself(paid, proved, people):
    schooling.accept_school(proved.pk, by=people[VERIFIER], now=NOW)
    proved.refresh_from_db()
    made = proved.payout
    assert (made.amount, made.estimate, made.state) == (1_500_000, True, PayoutState.AWARDED)
    assert made.cycle == 2 and made.inputs[SCHOOL]["begins"] == 2025
    assert [line["code"] for line in made.outcome["lines"]] == ["beasiswa"]
    assert set(made.figures) == {"scholarship_yearly_sd"}
    call_command("replay_awards")
    # What a claim has been settled for stays settled.
    assert actions.settle(paid.pk, now=NOW) is None


def test_a_changed_year_shows_in_the_replay(proved, people):
    schooling.accept_school(proved.pk, by=people[VERIFIER], now=NOW)
    tampered(
        "UPDATE claims_payout SET inputs = jsonb_set(inputs, '{school,level}', '\"pt\"') "
        "WHERE inputs ? 'school'"
    )
    with pytest.raises(SystemExit):
        call_command("replay_awards")


def test_two_children_of_one_family_are_paid_side_by_side(paid, people):
    sweep(NOW)
    for year in SchoolYear.objects.all():
        prove(year, people)
        schooling.accept_school(year.pk, by=people[VERIFIER], now=NOW)
    assert sorted(
        Payout.objects.filter(claim=paid, inputs__has_key=SCHOOL).values_list("cycle", "amount")
    ) == [(2, 1_500_000), (3, 3_000_000)]
    for payout in Payout.objects.filter(inputs__has_key=SCHOOL):
        build.pay(payout, people)
    # A paid year gives no new right.
    assert Scholarship.objects.count() == 2


def test_no_level_is_paid_longer_than_it_lasts(paid, people):
    """A child that repeats a grade has what the regulation gives for SD, not a year more."""
    sweep(NOW)
    for july in range(2026, 2032):
        sweep(at(july, 7, 2))
    rows = SchoolYear.objects.filter(scholarship__child__order=1).order_by("begins")
    for row in rows[:6]:
        prove(row, people, level="sd", grade=5)
        schooling.accept_school(row.pk, by=people[VERIFIER], now=NOW)
    with pytest.raises(Incomplete):
        prove(rows[6], people, level="sd", grade=6)


def test_who_proves_does_not_accept_and_who_pays_does_neither(proved, people):
    build.appoint(people[HEAD], VERIFIER)
    with pytest.raises(FourEyes):
        schooling.accept_school(proved.pk, by=people[HEAD], now=NOW)
    for role in (CASHIER, Role.CAMAT, Role.OPD_HEAD, Role.AUDITOR):
        with pytest.raises(NotYours):
            schooling.accept_school(proved.pk, by=people[role], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_schoolyear SET accepted_at = now(), accepted_by_id = proved_by_id, "
            "payout_id = (SELECT min(id) FROM claims_payout) WHERE id = %s", [proved.pk],
        )  # fmt: skip


def test_a_returned_proof_is_asked_for_again(proved, people):
    event = schooling.return_school(
        proved.pk, note="Suratnya dari tahun lalu.", by=people[VERIFIER], now=NOW
    )
    proved.refresh_from_db()
    assert (proved.proved_at, proved.proof, proved.asked) == (None, None, 0)
    assert proved.ask_at == datetime(2026, 4, 2, 8, tzinfo=JAKARTA)
    assert Notice.objects.filter(event=event, person=people[HEAD]).exists()
    with pytest.raises(schooling.NotNow):
        schooling.accept_school(proved.pk, by=people[VERIFIER], now=NOW)
    prove(proved, people)


def test_the_same_click_twice_proves_and_pays_once(year, people):
    key, other = build.uuid.uuid4(), build.uuid.uuid4()
    assert prove(year, people, key=key) == prove(year, people, key=key)
    again = {"by": people[VERIFIER], "now": NOW, "key": other}
    assert schooling.accept_school(year.pk, **again) == schooling.accept_school(year.pk, **again)
    assert Payout.objects.filter(inputs__has_key=SCHOOL).count() == 1
    with pytest.raises(schooling.NotNow):
        schooling.accept_school(year.pk, by=people[VERIFIER], now=NOW)


def test_marriage_ends_it_and_a_slip_of_the_pen_is_mended(paid, year, people):
    right = year.scholarship
    schooling.end_school(right.pk, reason="married", note="Menikah 1 Maret.", by=people[HEAD],
                         now=NOW)  # fmt: skip
    right.refresh_from_db()
    assert (right.end_reason, right.ended_by, right.opens_at) == ("married", people[HEAD], None)
    sweep(at(2026, 8, 1))
    assert right.years.count() == 1
    with pytest.raises(schooling.NotNow):
        prove(year, people)
    with pytest.raises(NotYours):
        schooling.resume_school(right.pk, note="x", by=people[HEAD], now=NOW)
    schooling.resume_school(right.pk, note="Kakaknya yang menikah.", by=people[VERIFIER],
                            now=at(2026, 8, 2))  # fmt: skip
    sweep(at(2026, 8, 2))
    assert [row.begins for row in right.years.all()] == [2025, 2026]


def test_years_opened_late_are_proved_and_paid_after_the_clock_has_ended_the_right(people):
    """The death was told of late and the branch pays after the birthday: one night opens both
    years and finds that the third begins too late."""
    child = {"name": "Budi Demo", "born_on": date(2003, 5, 1), "level": "pt", "grade": 2}
    claim = build.claim_in("verified", people, children=[child], found=FOUND,
                           event_on=date(2024, 9, 10))  # fmt: skip
    actions.approve(
        claim.pk,
        {"jkm": actions.Ruling("granted", note="Aktif."),
         "santunan_oki": actions.Ruling("refused", "not_poor")},
        by=people[Role.OPD_HEAD], now=NOW,
    )  # fmt: skip
    actions.award(claim.pk, now=NOW)
    late = at(2026, 9, 15)
    build.pay(claim.payouts.get(), people, now=late)
    right = Scholarship.objects.get()
    assert [row[0] for row in right.jadwal] == [2024, 2025]
    assert sweep(late) == [1, 1]
    right.refresh_from_db()
    assert (right.end_reason, right.ended_by) == ("age", None)
    owed = SchoolYear.objects.to_prove().order_by("begins")
    assert [(row.begins, row.asked) for row in owed] == [(2024, 1), (2025, 1)]
    for year in list(owed):
        prove(year, people, now=late)
    assert not owed.all().exists() and sweep(at(2026, 12, 1)) == [0, 0]
    for year in right.years.all():
        schooling.accept_school(year.pk, by=people[VERIFIER], now=late)
    for payout in claim.payouts.filter(inputs__has_key=SCHOOL):
        build.pay(payout, people, now=late)
    assert list(claim.payouts.filter(inputs__has_key=SCHOOL).values_list("state", "paid_amount")
                ) == [("paid", 12_000_000)] * 2  # fmt: skip


def test_the_last_year_before_the_end_of_s1_is_proved_after_it(paid, people):
    """Each July ends what the year before it left open no more than another would."""
    sweep(at(2038, 8, 1))
    dewi = paid.scholarships.get(child__order=1)
    assert (dewi.end_reason, dewi.years.last().begins) == ("finished", 2037)
    event = prove(dewi.years.last(), people, now=at(2038, 8, 2))
    schooling.return_school(dewi.years.last().pk, note="Buram.", by=people[VERIFIER],
                            now=at(2038, 8, 3))  # fmt: skip
    assert prove(dewi.years.last(), people, now=at(2038, 8, 4)) != event


def test_after_the_end_nobody_is_asked_for_longer_than_a_year(paid, people):
    """The list of what is owed empties; the letter may still come."""
    now = at(2038, 8, 1)
    sweep(now)
    for month in range(13):
        sweep(at(2038 + (8 + month) // 12, (8 + month) % 12 + 1, 2))
    assert not SchoolYear.objects.to_prove().exists()
    prove(SchoolYear.objects.last(), people, now=at(2039, 11, 1))


def test_a_proof_returned_after_a_marriage_is_not_asked_for(proved, people):
    right = proved.scholarship
    schooling.end_school(right.pk, reason="married", note="Menikah.", by=people[HEAD], now=NOW)
    schooling.return_school(proved.pk, note="Buram.", by=people[VERIFIER], now=NOW)
    proved.refresh_from_db()
    assert proved.ask_at is None and not SchoolYear.objects.filter(
        scholarship=right).to_prove().exists()  # fmt: skip
    with pytest.raises(schooling.NotNow):
        prove(proved, people)


def test_settled_claims_have_their_later_years(paid, people):
    build.do("settle", paid, people)
    paid.refresh_from_db()
    for payout in paid.payouts.filter(estimate=False):
        build.pay(payout, people)
    actions.settle(paid.pk, now=NOW)
    paid.refresh_from_db()
    assert paid.state == State.SETTLED
    sweep(at(2026, 7, 2))
    year = SchoolYear.objects.get(scholarship__child__order=1, begins=2026)
    prove(year, people, now=at(2026, 7, 20))
    schooling.accept_school(year.pk, by=people[VERIFIER], now=at(2026, 7, 21))
    paid.refresh_from_db()
    assert paid.state == State.SETTLED
    assert paid.payouts.get(inputs__has_key=SCHOOL).state == PayoutState.AWARDED
