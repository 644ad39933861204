"""Ends of cover are told in time, each once, until somebody renews or says why not."""

import threading
import uuid
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import translation

from claims import actions, sweeps
from claims.actions import cover_ends
from claims.actions.clicks import PageUsed
from claims.models import CoverCount, CoverEnding, CoverReason, CoverWarning, Notice
from claims.notices import leads_to, mail_of_day, text
from claims.renewals import Group
from regencies.models import Coverage, Participant, Role, RosterImport
from tests import build
from tests.build import JAKARTA
from tests.claims.enrolled import YEAR_2025, YEAR_2026, enrol, give
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
GROUP = Group("16.02", "APBD OKI", "PKS 1", YEAR_2025[1])
KINDS = ("cover_ends", "cover_gap")


def morning(month, day, year=2026, hour=6):
    return datetime(year, month, day, hour, tzinfo=JAKARTA)


def sweep(now):
    return sweeps.run(now, lambda: now)["cover_counted"]


def rungs():
    return list(CoverWarning.objects.order_by("id").values_list("rung", flat=True))


def told(kind):
    rows = Notice.objects.filter(kind=kind, channel="inbox")
    return {row.person.username for row in rows}


def explain(people, key=None, again_on=None, group=GROUP, **values):
    values = {"reason": "signing", "note": "PKS di meja Bupati."} | values
    return cover_ends.explain_ending(
        group, **values, again_on=again_on, key=key or uuid.uuid4(), by=people[Role.OPD_HEAD],
        now=morning(1, 5),
    )  # fmt: skip


def test_each_rung_falls_on_its_day_and_once(people):
    enrol(3, YEAR_2025)
    day = morning(9, 1, 2025)
    found = {}
    while day < morning(1, 20):
        before = len(rungs())
        for hours in (0, 3):
            sweep(day + timedelta(hours=hours))
        for rung in rungs()[before:]:
            found[rung] = day.date()
        day += timedelta(days=1)
    assert found == {
        "warn_90": date(2025, 10, 2), "warn_60": date(2025, 11, 1), "warn_30": date(2025, 12, 1),
        "warn_7": date(2025, 12, 24), "late_0": date(2026, 1, 1), "late_7": date(2026, 1, 8),
        "late_14": date(2026, 1, 15),
    }  # fmt: skip
    hearers = {"administrator", "opd_head", "sekda"}
    assert told("cover_ends") == told("cover_gap") == hearers
    assert Notice.objects.filter(kind__in=KINDS, channel="inbox").count() == 3 * len(found)


def test_what_is_told_names_the_day_and_the_people_and_leads_to_the_page(people):
    enrol(1200, YEAR_2025)
    sweep(morning(12, 24, 2025))
    row = Notice.objects.get(kind="cover_ends", channel="inbox", person=people[Role.SEKDA])
    with translation.override("id"):
        said = text(row)
    assert "1.200 orang" in said and "31 Desember 2025" in said
    assert leads_to(row) == "/panel/cover/"
    # It waits for the summary of the day.
    mail = Notice.objects.get(kind="cover_ends", channel="email", person=people[Role.SEKDA])
    assert mail.digested
    body = mail_of_day(people[Role.SEKDA], [mail], "https://santunan.example").body
    assert "1.200 orang" in body


def test_missed_days_are_told_by_the_next_one_alone(people):
    enrol(1, YEAR_2025)
    sweep(morning(12, 30, 2025))
    assert rungs() == ["warn_7"]
    sweep(morning(2, 14))
    assert rungs() == ["warn_7", "late_42"]


def test_a_renewal_brought_in_between_stops_it(people):
    (person,) = enrol(1, YEAR_2025)
    sweep(morning(12, 1, 2025))
    give(person, (date(2026, 4, 28), YEAR_2026[1]), agreement="PKS 2")
    for day in range(1, 29):
        sweep(morning(1, day))
        sweep(morning(2, day))
    assert rungs() == ["warn_30"]
    # The next year's end is told of in its time.
    sweep(morning(12, 31))
    assert rungs() == ["warn_30", "warn_7"]
    assert CoverWarning.objects.latest("id").ending.agreement == "PKS 2"


def test_who_leaves_a_group_one_by_one_is_shown_and_reminds_nobody(people):
    enrol(20, YEAR_2026)
    enrol(1, (YEAR_2026[0], date(2026, 3, 31)))
    for day in range(1, 29):
        sweep(morning(4, day))
    assert rungs() == []
    # Ten of them are the group's own matter.
    enrol(10, (YEAR_2026[0], date(2026, 3, 31)))
    sweep(morning(5, 1))
    assert rungs() == ["late_28"]


def test_a_list_is_counted_again_once_it_has_been_loaded(people):
    enrol(1, YEAR_2025)
    now = morning(1, 2)
    assert sweep(now) and not sweep(now + timedelta(minutes=1))
    RosterImport.objects.create(
        regency_id="16.02", sha256="0" * 64, size=1, uploaded_at=now, read_at=now,
        confirmed_at=now, loaded_at=now + timedelta(minutes=2),
    )  # fmt: skip
    assert sweep(now + timedelta(minutes=3)) and not sweep(now + timedelta(minutes=4))
    assert CoverCount.objects.get(regency="16.02").next_action_at == morning(1, 3)


def test_a_reason_on_record_ends_the_reminders_until_its_day(people):
    enrol(1, YEAR_2025)
    sweep(morning(1, 2))
    explain(people, again_on=date(2026, 2, 1))
    for day in range(3, 32):
        sweep(morning(1, day))
    assert rungs() == ["late_0"]
    sweep(morning(2, 1))
    assert rungs() == ["late_0", "late_28"]
    explain(people, reason="not_continued", note="Keputusan Bupati 7/2026.")
    sweep(morning(4, 1))
    assert rungs() == ["late_0", "late_28"]


def test_the_same_click_again_is_one_reason(people):
    key = uuid.uuid4()
    assert explain(people, key) == explain(people, key, note="Lain.")
    assert CoverReason.objects.count() == CoverEnding.objects.count() == 1


def test_the_key_of_one_ending_explains_no_other(people):
    key = uuid.uuid4()
    explain(people, key)
    with pytest.raises(PageUsed):
        explain(people, key, group=Group("16.02", "APBD OKI", "PKS 2", YEAR_2025[1]))
    assert CoverReason.objects.count() == 1


def test_a_reason_needs_words_and_a_seat_in_that_regency(people):
    for values in ({"note": " "}, {"reason": "holiday"}):
        with pytest.raises(actions.Incomplete):
            explain(people, **values)
    with pytest.raises(actions.NotYours):
        explain(people, group=Group("16.06", "APBD Muba", "", YEAR_2025[1]))
    others = {Role.OPD_HEAD: people[Role.SEKDA]}
    with pytest.raises(actions.NotYours):
        explain(others)
    assert not CoverReason.objects.exists()


def test_what_is_on_record_stays(people):
    enrol(1, YEAR_2025)
    sweep(morning(1, 2))
    explain(people)
    for model in (CoverWarning, CoverReason):
        row = model.objects.get()
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{model._meta.get_fields()[-1].name: None})
        with pytest.raises(IntegrityError), transaction.atomic():
            row.delete()


def test_the_database_has_no_second_warning_of_a_rung(people):
    """The control: without the lock this is what keeps people from hearing twice."""
    enrol(1, YEAR_2025)
    sweep(morning(1, 2))
    row = CoverWarning.objects.get()
    with pytest.raises(IntegrityError, match="cover_warning_once"), transaction.atomic():
        CoverWarning.objects.create(ending=row.ending, rung=row.rung, people=1, at=row.at)


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_tell_nobody_twice(committed):
    build.everybody()
    enrol(5, YEAR_2025)
    now = morning(1, 2)
    start = threading.Barrier(4)
    done = []

    def one():
        start.wait()
        try:
            done.append(cover_ends.count_cover("16.02", now=now))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    # One of them did it; the others found it locked or done.
    assert sorted(done, key=str) == [1, None, None, None]
    assert rungs() == ["late_0"]
    assert Notice.objects.filter(kind="cover_gap", channel="inbox").count() == 3


def test_a_minute_without_anything_to_count_asks_once(people, django_assert_num_queries):
    sweep(morning(1, 2))
    with django_assert_num_queries(1):
        assert not list(cover_ends.regencies_to_count(morning(1, 2, hour=7)))


def test_a_regency_whose_count_fails_keeps_no_other_from_its_own(people):
    enrol(1, YEAR_2025)
    enrol(1, YEAR_2025, village=build.MUBA)
    build.everybody(build.MUBA, ".muba")
    with connection.cursor() as cursor:
        # A day that no calendar has: what a hand may write into a table.
        cursor.execute(
            "UPDATE regencies_coverage SET to_on = 'infinity' WHERE participant_id = "
            "(SELECT id FROM regencies_participant WHERE regency_id = '16.02')"
        )
    with pytest.raises(sweeps.SweepFailed):
        sweep(morning(1, 2))
    assert told("cover_gap") == {"administrator.muba", "opd_head.muba", "sekda.muba"}
    assert Participant.objects.count() == Coverage.objects.count() == 2
