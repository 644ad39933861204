"""Deaths beside the list of participants: matched, reminded of until a claim or a reason."""

import threading
import uuid
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import translation

from claims import actions, sweeps
from claims.actions import unfiled
from claims.actions.deaths import Whose, add_death, load_deaths, match_again, what_loading_does
from claims.models import Claim, Death, DeathAnswer, DeathList, Notice
from claims.notices import leads_to, mail_of_day, text
from claims.rules.states import State
from regencies.deaths.reading import Told
from regencies.models import Figure, Participant, Regency, Role, RosterImport, Village
from tests import build, deaths
from tests.build import DAY, JAKARTA
from tests.claims.enrolled import YEAR_2025, YEAR_2026, enrol
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, tzinfo=JAKARTA)


def of(village=None, regency="16.02"):
    return Whose(
        Regency.objects.get(pk=regency), Village.objects.get(pk=village) if village else None
    )


def load(tmp_path, rows, people=None, now=NOW, whose=None):
    by = people[Role.ADMINISTRATOR] if people else None
    table = deaths.table(tmp_path, rows)
    return load_deaths(table, whose or of(), seen=None, by=by, now=now)


def listed(n, *periods, **values):
    (person,) = enrol(1, *(periods or (YEAR_2026,)), nik=deaths.nik(n), **values)
    return person


def sweep(now):
    return sweeps.run(now, lambda: now)["deaths_reminded"]


def told(kind="death_unfiled"):
    rows = Notice.objects.filter(kind=kind, channel="inbox").order_by("id")
    return [(row.person.username, int(row.about.split()[1])) for row in rows]


def answer(row, people, key=None, **values):
    values = {"reason": "family_declines", "note": "Sudah bicara dengan istrinya."} | values
    return unfiled.answer_death(
        row.pk, **values, key=key or uuid.uuid4(), by=people[Role.VILLAGE_HEAD], now=NOW
    )


class TestLoading:
    def test_a_list_twice_adds_nothing_the_second_time(self, people, tmp_path):
        rows = [deaths.death(n) for n in range(5)] + [deaths.death(9, NIK="1")]
        first, _plan = load(tmp_path, rows, people)
        assert (first.rows, first.added, first.known, first.refused) == (6, 5, 0, 1)
        assert (first.by, first.at, len(first.sha256)) == (people[Role.ADMINISTRATOR], NOW, 64)
        before = list(Death.objects.order_by("id").values())
        again, _plan = load(tmp_path, rows, people, now=NOW + DAY)
        assert (again.added, again.known, again.refused) == (0, 5, 1)
        assert again.sha256 == first.sha256
        assert list(Death.objects.order_by("id").values()) == before

    def test_nothing_is_written_by_a_look(self, tmp_path):
        listed(1)
        plan = what_loading_does(deaths.table(tmp_path, [deaths.death(1)]), of(), NOW)
        assert (len(plan.added), plan.protected) == (1, 1)
        assert not Death.objects.exists() and not DeathList.objects.exists()

    def test_the_number_is_sealed(self, people, tmp_path):
        load(tmp_path, [deaths.death(1)], people)
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(d)::text FROM claims_death d")
            assert deaths.nik(1) not in cursor.fetchone()[0]
        assert Death.objects.get().nik.reveal() == deaths.nik(1)

    def test_told_of_without_a_number_and_then_with_one_it_is_one_death(self, people, tmp_path):
        person = listed(1)
        load(tmp_path, [deaths.death(1, NIK="")], people)
        assert Death.objects.get().participant is None
        row, plan = load(tmp_path, [deaths.death(1)], people)
        assert (row.added, row.known, len(plan.completed)) == (0, 1, 1)
        assert Death.objects.get().participant == person
        # And the other way about.
        row, _plan = load(tmp_path, [deaths.death(1, NIK="")], people)
        assert (row.added, row.known) == (0, 1)

    def test_what_a_village_adds_to_a_death_completes_it(self, people, tmp_path):
        person = listed(1)
        load(tmp_path, [deaths.death(1, NIK="")], people)
        row = Death.objects.get()
        typed = Told(0, row.name, row.died_on, build.HERE, nik=deaths.nik(1))
        found = add_death(typed, of(build.HERE), by=people[Role.VILLAGE_HEAD], now=NOW)
        assert (found.pk, found.participant_id) == (row.pk, person.pk)

    def test_two_numbers_are_two_people_whatever_their_names(self, people, tmp_path):
        load(tmp_path, [deaths.death(1)], people)
        row, _plan = load(tmp_path, [deaths.death(1, NIK=deaths.nik(2))], people)
        assert row.added == 1
        typed = Told(0, Death.objects.first().name, date(2026, 2, 14), build.HERE)
        for n, known in ((3, False), (3, True), (1, True)):
            before = Death.objects.count()
            add_death(replace(typed, nik=deaths.nik(n)), of(build.HERE), now=NOW,
                      by=people[Role.VILLAGE_HEAD])  # fmt: skip
            assert Death.objects.count() == before + (not known)

    def test_another_preview_than_the_one_confirmed_is_stale(self, people, tmp_path):
        table = deaths.table(tmp_path, [deaths.death(1), deaths.death(2)])
        seen = what_loading_does(table, of(), NOW).seen
        load(tmp_path, [deaths.death(1)], people)
        with pytest.raises(actions.Stale), transaction.atomic():
            load_deaths(table, of(), seen=seen, by=people[Role.ADMINISTRATOR], now=NOW)
        assert Death.objects.count() == 1

    def test_who_may_bring_whose(self, people, tmp_path):
        table = deaths.table(tmp_path, [deaths.death(1)])
        head = people[Role.VILLAGE_HEAD]
        for whose, by in ((of(), head), (of(build.NEXT_DOOR), head), (of(), people[Role.CAMAT]),
                          (of(regency="16.06"), people[Role.ADMINISTRATOR])):  # fmt: skip
            with pytest.raises(actions.NotYours), transaction.atomic():
                load_deaths(table, whose, seen=None, by=by, now=NOW)
        load_deaths(table, of(build.HERE), seen=None, by=head, now=NOW)
        assert DeathList.objects.get().village_id == build.HERE

    def test_what_is_on_record_stays(self, people, tmp_path):
        listed(1)
        load(tmp_path, [deaths.death(1)], people)
        answer(Death.objects.get(), people)
        for model, values in ((DeathList, {"rows": 2}), (DeathAnswer, {"note": "x"})):
            with pytest.raises(IntegrityError), transaction.atomic():
                model.objects.update(**values)
        for table in ("claims_deathanswer", "claims_death", "claims_deathlist"):
            with pytest.raises(IntegrityError), transaction.atomic():
                with connection.cursor() as cursor:
                    cursor.execute(f"DELETE FROM {table}")


class TestMatching:
    def test_by_the_number_alone_in_ones_own_regency(self, people, tmp_path):
        here = listed(1, name="Lain Sama Sekali")
        listed(2, village=build.MUBA)
        load(tmp_path, [deaths.death(1), deaths.death(2)], people)
        assert list(Death.objects.order_by("id").values_list("participant", "likely")) == [
            (here.pk, None), (None, None),
        ]  # fmt: skip

    def test_without_a_number_somebody_like_it_is_asked_about(self, people, tmp_path):
        born = {"born_on": date(1971, 3, 12)}
        (like,) = enrol(1, YEAR_2026, **born)
        Participant.objects.filter(pk=like.pk).update(name="Moh. Sulaiman")
        enrol(1, YEAR_2026, village=build.NEXT_DOOR, **born)
        name = {"NIK": "", "Nama": "Muhammad Sulaiman bin Ali"}
        load(tmp_path, [deaths.death(1, **name)], people)
        row = Death.objects.get()
        assert (row.participant, row.likely) == (None, like)
        assert list(Death.objects.unfiled()) == [row]
        with pytest.raises(actions.Refusal):
            unfiled.file_death(row.pk, by=people[Role.VILLAGE_HEAD], now=NOW)
        act = {"by": people[Role.VILLAGE_HEAD], "now": NOW}
        unfiled.confirm_death(row.pk, same=True, **act)
        row.refresh_from_db()
        assert (row.participant, row.likely, row.settled_by) == (like, None, act["by"])
        with pytest.raises(actions.Refusal):
            unfiled.confirm_death(row.pk, same=False, **act)

    def test_somebody_else_is_looked_for_no_more(self, people, tmp_path):
        enrol(1, YEAR_2026, born_on=date(1971, 3, 12))
        load(tmp_path, [deaths.death(1, NIK="", Nama="Peserta")], people)
        row = Death.objects.get()
        unfiled.confirm_death(row.pk, same=False, by=people[Role.VILLAGE_HEAD], now=NOW)
        assert not Death.objects.unfiled().exists() and not sweep(NOW + 30 * DAY)
        self.newer_list(NOW + DAY)
        assert match_again("16.02", now=NOW + 2 * DAY) is None

    def test_a_newer_list_of_participants_is_looked_at_again(self, people, tmp_path):
        load(tmp_path, [deaths.death(1)], people)
        assert not sweep(NOW)
        person = listed(1)
        self.newer_list(NOW + DAY)
        assert sweeps.run(NOW + 2 * DAY, lambda: NOW)["deaths_matched"] == 1
        assert Death.objects.get().participant == person and told()
        assert sweeps.run(NOW + 3 * DAY, lambda: NOW)["deaths_matched"] == 0

    def newer_list(self, now):
        RosterImport.objects.create(
            regency_id="16.02", sha256="0" * 64, size=1, uploaded_at=now, read_at=now,
            confirmed_at=now, loaded_at=now,
        )  # fmt: skip

    def test_what_a_village_types_is_matched_at_once_and_is_one_death(self, people):
        person = listed(1)
        typed = Told(0, "Almarhum", date(2026, 2, 14), build.HERE, nik=deaths.nik(1))
        act = {"by": people[Role.VILLAGE_OPERATOR], "now": NOW}
        row = add_death(typed, of(build.HERE), **act)
        assert row.participant_id == person.pk
        assert add_death(typed, of(build.HERE), **act).pk == row.pk
        with pytest.raises(actions.NotYours), transaction.atomic():
            add_death(typed, of(build.NEXT_DOOR), **act)


class TestReminding:
    @pytest.fixture
    def death(self, people, tmp_path):
        listed(1)
        load(tmp_path, [deaths.death(1)], people)
        return Death.objects.get()

    def test_at_once_on_the_third_and_seventh_day_and_then_each_week(self, people, death):
        found = []
        for hour in range(0, 24 * 30, 6):
            now = NOW + timedelta(hours=hour)
            before = len(told())
            sweep(now)
            found += [(day, now.date()) for _, day in told()[before:]]
        head = [(day, on) for day, on in found[::2]]
        first = NOW.date()
        assert head == [(day, first + day * DAY) for day in (0, 3, 7, 14, 21, 28)]
        assert {who for who, _ in told()} == {"village_head", "village_operator"}
        assert told("death_waits") == [("camat", 14), ("camat", 21), ("camat", 28)]

    def test_days_are_figures_of_the_regency(self, people, death):
        Figure.objects.create(
            regency_id="16.02", key="death_reminder_days", from_on=date(2026, 1, 1), value=30,
            unit="days", source="Surat Edaran", confidence="H",
        )  # fmt: skip
        for days in range(60):
            sweep(NOW + days * DAY)
        assert [day for who, day in told() if who == "village_head"] == [0, 3, 30]

    def test_it_stops_by_itself_once_a_claim_is_submitted(self, people, death):
        sweep(NOW)
        claim = build.draft(people, now=NOW, nik=deaths.nik(1), event_on=date(2026, 2, 14))
        sweep(NOW + 3 * DAY)
        assert [day for _, day in told()][::2] == [0, 3]
        build.do("submit", claim, people, now=NOW + 3 * DAY)
        assert not Death.objects.unfiled().exists()
        for days in range(4, 40):
            sweep(NOW + days * DAY)
        assert [day for _, day in told()][::2] == [0, 3] and not told("death_waits")
        # Withdrawn, it waits again.
        build.do("withdraw", claim, people, now=NOW + 41 * DAY)
        assert Death.objects.unfiled().exists()
        sweep(NOW + 50 * DAY)
        assert [day for _, day in told()][::2] == [0, 3, 50]

    def test_a_decided_claim_is_looked_at_no_more(self, people, death):
        claim = build.claim_in(State.APPROVED, people, nik=deaths.nik(1))
        sweep(NOW + 3 * DAY)
        death.refresh_from_db()
        assert claim.nik_index == death.nik_index
        assert death.next_action_at is None and not told()

    def test_a_reason_ends_it_and_the_same_click_is_one_reason(self, people, death):
        sweep(NOW)
        key = uuid.uuid4()
        assert answer(death, people, key) == answer(death, people, key, note="Lain.")
        with pytest.raises(actions.Refusal):
            answer(death, people)
        for days in range(40):
            sweep(NOW + days * DAY)
        assert len(told()) == 2 and not Death.objects.unfiled().exists()
        assert DeathAnswer.objects.count() == 1

    @pytest.mark.parametrize("values", [{"note": "  "}, {"reason": "rain"}])
    def test_a_reason_needs_its_words(self, people, death, values):
        with pytest.raises(actions.Incomplete), transaction.atomic():
            answer(death, people, **values)
        assert Death.objects.unfiled().exists()

    def test_where_no_village_head_sits_the_camat_hears_at_once(self, tmp_path):
        camat = build.person("camat")
        build.appoint(camat, Role.CAMAT)
        listed(1)
        load(tmp_path, [deaths.death(1)])
        sweep(NOW)
        assert told() == [("camat", 0)]

    def test_one_summary_a_day_tells_of_all_without_a_name_or_number(self, people, tmp_path):
        for n in range(3):
            listed(n)
        load(tmp_path, [deaths.death(n) for n in range(3)], people)
        sweep(NOW)
        head = people[Role.VILLAGE_HEAD]
        mails = list(Notice.objects.filter(person=head, channel="email"))
        assert len(mails) == 3 and all(mail.digested for mail in mails)
        body = mail_of_day(head, mails, "https://santunan.example").body
        with translation.override("id"):
            sentence = text(mails[0])
        assert body.count(sentence) == 1 and leads_to(mails[0]) == "/deaths/"
        for row in Death.objects.all():
            assert row.name not in body and row.nik.reveal() not in body
        assert not any(deaths.nik(n) in row.about for n in range(3)
                       for row in Notice.objects.all())  # fmt: skip

    def test_what_was_told_once_is_never_written_again(self, people, death):
        """The control: taken out of its place and told again, the database has one row."""
        sweep(NOW)
        Death.objects.update(next_action_at=NOW)
        assert sweep(NOW) == 1
        assert len(told()) == 2

    def test_nothing_due_is_one_question_of_the_partial_index(self, people, death):
        sweep(NOW)
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
            cursor.execute("EXPLAIN SELECT 1 FROM claims_death WHERE next_action_at <= now()")
            plan = "\n".join(line for (line,) in cursor.fetchall())
        assert "death_next_reminder" in plan

    def test_a_regency_without_the_figures_is_reported_and_stops_no_other(self, people, death):
        build.everybody(build.MUBA, ".muba")
        enrol(1, YEAR_2026, village=build.MUBA, nik="1606011203719901")
        typed = Told(0, "Almarhum", date(2026, 2, 14), build.MUBA, nik="1606011203719901")
        add_death(typed, of(build.MUBA, "16.06"), now=NOW,
                  by=build.Person.objects.get(username="village_head.muba"))  # fmt: skip
        Figure.objects.create(
            regency_id="16.02", key="death_reminder_days", from_on=date(2026, 1, 1), value=None,
            unit="days", source="x", confidence="H",
        )  # fmt: skip
        with pytest.raises(sweeps.SweepFailed):
            sweep(NOW)
        assert {who for who, _ in told()} == {"village_head.muba", "village_operator.muba"}


@pytest.mark.django_db(transaction=True)
def test_sweeps_at_once_double_nothing(committed, tmp_path):
    people = build.everybody()
    for n in range(30):
        listed(n)
    load(tmp_path, [deaths.death(n) for n in range(30)], people)
    start, done = threading.Barrier(4), []

    def one():
        start.wait()
        try:
            done.append(unfiled.remind(NOW, []))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE)
    assert sum(done) == 30 and len(told()) == 60


class TestFiling:
    def test_a_draft_begins_with_what_is_known(self, people, tmp_path):
        listed(1, kk=build.KK, sex="M", born_on=date(1971, 3, 12), name="Sulaiman")
        load(tmp_path, [deaths.death(1)], people)
        row = Death.objects.get()
        claim = unfiled.file_death(row.pk, by=people[Role.VILLAGE_HEAD], now=NOW)
        assert (claim.kind, claim.event_on, claim.name) == ("death", date(2026, 2, 14), "Sulaiman")
        assert (claim.nik.reveal(), claim.kk.reveal()) == (deaths.nik(1), build.KK)
        assert (claim.akta_number, claim.state) == ("1602-KM-1", State.DRAFT)
        for who in (Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR):
            assert unfiled.file_death(row.pk, by=people[who], now=NOW) == claim
        assert Claim.objects.count() == 1

    def test_after_a_draft_that_was_given_up_the_button_begins_another(self, people, tmp_path):
        listed(1)
        load(tmp_path, [deaths.death(1)], people)
        pk, act = Death.objects.get().pk, {"by": people[Role.VILLAGE_HEAD], "now": NOW}
        first = unfiled.file_death(pk, **act)
        build.do("withdraw", first, people, now=NOW)
        second = unfiled.file_death(pk, **act)
        assert second != first and second.state == State.DRAFT
        assert unfiled.file_death(pk, **act) == second

    def test_an_accident_is_filed_as_one_with_the_death(self, people, tmp_path):
        listed(1)
        load(tmp_path, [deaths.death(1, **{"Kecelakaan Kerja": "ya"})], people)
        row = Death.objects.get()
        claim = unfiled.file_death(row.pk, by=people[Role.VILLAGE_HEAD], now=NOW)
        assert (claim.kind, claim.died_on, claim.event_on) == ("accident", date(2026, 2, 14), None)

    @pytest.mark.parametrize("role", [Role.CAMAT, Role.OPD_HEAD, Role.ADMINISTRATOR])
    def test_only_the_village_files_answers_and_confirms(self, people, tmp_path, role):
        listed(1, YEAR_2025)
        load(tmp_path, [deaths.death(1)], people)
        pk = Death.objects.get().pk
        others = people | {Role.VILLAGE_HEAD: people[role]}
        with pytest.raises(actions.NotYours), transaction.atomic():
            unfiled.file_death(pk, by=people[role], now=NOW)
        with pytest.raises(actions.NotYours), transaction.atomic():
            answer(Death.objects.get(), others)
        with pytest.raises(actions.NotYours), transaction.atomic():
            unfiled.confirm_death(pk, same=True, by=people[role], now=NOW)
