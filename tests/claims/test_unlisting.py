"""People of lists go when their time is over, deaths and participants, and none before their claim.

The controls show that it is the claim that keeps them, and that what is looked for is found while
it is there.
"""

from datetime import date
from io import StringIO
from uuid import uuid4

import pytest
import time_machine
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from claims import sweeps
from claims.actions import copying, destroying, retention, unfiled, unlisting
from claims.actions.deaths import Whose, add_death
from claims.actions.refusals import Incomplete
from claims.models import Claim, Death, DeathAnswer, Destruction
from regencies.deaths.reading import Told
from regencies.models import Coverage, Figure, Participant, Regency, Role, Village
from tests import build, deaths
from tests.claims.destroyed import WHY, gone, later, minutes
from tests.claims.enrolled import enrol

AUDITOR, HEAD = Role.AUDITOR, Role.OPD_HEAD
NAME = "Hapuskan Peserta"


@pytest.fixture
def oki(db):
    return Regency.objects.get(pk="16.02")


def due(oki, years: float, claims=()) -> dict[str, list[int]]:
    return unlisting.due(oki, later(years), claims)


def listed(n: int = 0, *, nik: str = "", village: str = build.HERE) -> Participant:
    """Covered through 2026, and nothing new was said of them since."""
    period = (date(2026, 1, 1), date(2026, 12, 31))
    (one,) = enrol(1, period, nik=nik or deaths.nik(n), name=NAME, village=village)
    Participant.objects.filter(pk=one.pk).update(updated_at=build.NOW)
    return one


def told(oki, people, n: int = 0, *, nik: str = "") -> Death:
    said = Told(0, NAME, date(2026, 2, 14), build.HERE, nik=nik or deaths.nik(n), akta="1602-KM-7")
    whose = Whose(oki, Village.objects.get(pk=build.HERE))
    return add_death(said, whose, by=people[Role.VILLAGE_HEAD], now=build.NOW)


def answered(row: Death, people) -> Death:
    unfiled.answer_death(row.pk, reason="family_declines", note=f"Keluarga {NAME} tidak mau.",
                         key=uuid4(), by=people[Role.VILLAGE_HEAD], now=build.NOW)  # fmt: skip
    return row


def held(claim, people):
    return retention.hold(claim.pk, reason="Perkara 3/Pid", by=people[AUDITOR], now=build.NOW,
                          key=uuid4())  # fmt: skip


def everywhere() -> str:
    with connection.cursor() as cursor:
        texts = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT string_agg(t::text, '|') FROM \"{table}\" t")
            texts.append(cursor.fetchone()[0] or "")
    return "|".join(texts)


# When --------------------------------------------------------------------------------------


def test_a_participant_is_kept_ten_years_after_the_last_day_of_cover(oki):
    one = listed()
    assert due(oki, 10.8)["participant"] == []
    assert due(oki, 10.9)["participant"] == [one.pk]
    Coverage.objects.create(participant=one, from_on=date(2027, 1, 1), to_on=date(2028, 12, 31),
                            payer="APBD OKI")  # fmt: skip
    assert due(oki, 12.8)["participant"] == []
    assert due(oki, 12.9)["participant"] == [one.pk]


def test_whom_the_list_has_newly_spoken_of_is_kept_as_long_from_then(oki):
    one = listed()
    Participant.objects.filter(pk=one.pk).update(updated_at=later(3))
    assert due(oki, 12.9)["participant"] == []
    assert due(oki, 13.1)["participant"] == [one.pk]
    (bare,) = enrol(1)
    Participant.objects.filter(pk=bare.pk).update(updated_at=build.NOW)
    assert due(oki, 10.1)["participant"] == [bare.pk]


def test_a_death_of_nobody_on_the_list_is_kept_five_years(oki, people):
    row = told(oki, people)
    assert due(oki, 4.9)["death"] == []
    assert due(oki, 5.1)["death"] == [row.pk]
    Death.objects.filter(pk=row.pk).update(created_at=later(2))
    assert due(oki, 6.9)["death"] == []
    assert due(oki, 7.1)["death"] == [row.pk]


def test_a_death_that_may_still_be_claimed_is_open_and_keeps_its_participant(oki, people):
    listed()
    told(oki, people)
    assert due(oki, 60) == {"death": [], "participant": []}


def test_a_death_with_a_reason_goes_with_its_participant(oki, people):
    one = listed()
    row = answered(told(oki, people), people)
    assert due(oki, 10.8) == {"death": [], "participant": []}
    assert due(oki, 10.9) == {"death": [row.pk], "participant": [one.pk]}


def test_another_regencys_people_are_its_own_business(oki, people):
    there = listed(village=build.MUBA)
    assert due(oki, 60)["participant"] == []
    assert gone(oki, people, 60).counts == {}
    assert Participant.objects.filter(pk=there.pk).exists()


def test_without_a_figure_nothing_goes(oki, people):
    listed()
    # The office stops it: its own row has no value.
    Figure.objects.create(regency=oki, key="keep_participant_years", from_on=date(2030, 1, 1),
                          unit="years", source="Inspektorat", confidence="H")  # fmt: skip
    with pytest.raises(retention.NoTime):
        due(oki, 60)


# Not before the claim ------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["draft", "submitted", "sent_back", "rejected", "settled"])
def test_whoever_has_a_claim_stays_as_long_as_its_data(oki, people, state):
    claim = build.claim_in(state, people, children=[])
    one = listed(nik=claim.nik.reveal())
    assert due(oki, 60)["participant"] == []
    # It is the claim that keeps them.
    assert due(oki, 60, [claim.pk])["participant"] == [one.pk]


def test_a_hold_keeps_the_participant_and_the_death_too(oki, people):
    claim = build.claim_in("settled", people, children=[])
    nik = claim.nik.reveal()
    listed(nik=nik)
    told(oki, people, nik=nik)
    held(claim, people)
    assert gone(oki, people, 60).counts == {}
    assert Participant.objects.get().name == Death.objects.get().name == NAME
    retention.lift_hold(claim.pk, reason="Selesai", by=people[AUDITOR], now=build.NOW)
    row = gone(oki, people, 60)
    assert {name: said.get("people", said.get("claims")) for name, said in row.counts.items()} == {
        "paid": 1, "death": 1, "participant": 1,
    }  # fmt: skip
    assert not Participant.objects.exists() and not Death.objects.exists()


def test_the_same_person_of_another_regency_keeps_them_too(oki, people):
    there = build.everybody(build.MUBA, ".muba")
    claim = build.claim_in("submitted", there, village=build.MUBA)
    listed(nik=claim.nik.reveal())
    assert due(oki, 60)["participant"] == []


def test_a_death_whose_claim_was_destroyed_is_not_one_without_a_claim(oki, people):
    claim = build.claim_in("rejected", people)
    nik = claim.nik.reveal()
    listed(nik=nik)
    row = told(oki, people, nik=nik)
    assert gone(oki, people, 6).counts.keys() == {"unpaid"}
    assert Claim.objects.get(pk=claim.pk).name == ""
    assert Death.objects.filter(pk=row.pk).exists() and not Death.objects.unfiled().exists()
    with pytest.raises(unfiled.Claimed):
        unfiled.file_death(row.pk, by=people[Role.VILLAGE_HEAD], now=later(6))
    assert sweeps.run(later(7), lambda: later(7))["deaths_reminded"] == 0
    assert gone(oki, people, 10.9).counts.keys() == {"death", "participant"}


def test_a_death_whose_claim_was_withdrawn_stays_open(oki, people):
    claim = build.claim_in("submitted", people, children=[])
    nik = claim.nik.reveal()
    listed(nik=nik)
    told(oki, people, nik=nik)
    build.do("withdraw", claim, people)
    assert gone(oki, people, 60).counts.keys() == {"unpaid"}
    assert Death.objects.unfiled().exists() and Participant.objects.exists()


# Destroying ----------------------------------------------------------------------------------


def test_nobody_of_the_lists_stands_in_the_tables_any_more(oki, people, settings, tmp_path):
    settings.HOME, settings.MEDIA_ROOT = tmp_path, tmp_path / "papers"
    settings.MEDIA_ROOT.mkdir()
    one = listed()
    answered(told(oki, people), people)
    told(oki, people, 1)
    LogEntry.objects.create(user=people[Role.ADMINISTRATOR], object_id=one.pk, action_flag=CHANGE,
                            content_type=ContentType.objects.get_for_model(Participant),
                            object_repr=one.name)  # fmt: skip
    looked_for = {
        NAME,
        "1602-KM-7",
        one.nik_index,
        *Death.objects.values_list("identity", flat=True),
    }
    before = everywhere()
    copy = {"proof": "KTP dilihat", "reason": "Surat 12", "by": people[HEAD], "now": later(10.9)}
    _made, log = copying.hand_copy(deaths.nik(0), "person", **copy)
    assert (log.said["listed"], log.said["told"]) == (1, 1)
    row = gone(oki, people, 10.9)
    after = everywhere()
    # The control: all of it was found while it was there.
    assert [word for word in looked_for if word not in before] == []
    assert [word for word in looked_for if word in after] == []
    assert row.counts == {"death": {"people": 2}, "participant": {"people": 1}}
    assert row.rules["participant"][0] == 10 and row.rules["death"][0] == 5
    assert NAME not in str([row.counts, row.rules]) and not row.lines.exists()
    assert LogEntry.objects.get().object_repr == destroying.GONE
    with pytest.raises(Incomplete):
        copying.hand_copy(deaths.nik(0), "person", **copy)
    out = StringIO()
    call_command("prove_sealed", stdout=out)
    assert "0 numbers stand open" in out.getvalue()


def test_the_tables_are_frozen_again_afterwards(oki, people):
    answered(told(oki, people), people)
    gone(oki, people, 6)
    answered(told(oki, people, 1), people)
    for table in ("claims_deathanswer", "claims_death"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    with pytest.raises(IntegrityError), transaction.atomic():
        DeathAnswer.objects.update(note="x")


def test_one_cut_short_is_gone_on_with_and_counts_nobody_twice(oki, people):
    for n in range(5):
        listed(n)
    now = later(11)
    row = minutes(oki, people, now)
    ids = due(oki, 11)["participant"]
    assert unlisting.unlist(unlisting.Batch("participant", ids[:2]), row, now=now) == 2
    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        unlisting.unlist(unlisting.Batch("participant", ids[2:4]), row, now=now)
        raise KeyboardInterrupt
    assert Participant.objects.count() == 3
    assert unlisting.unlist(unlisting.Batch("participant", ids[:2]), row, now=now) == 0
    assert gone(oki, people, 11) == row
    assert Destruction.objects.get().counts == {"participant": {"people": 5}}
    assert not Participant.objects.exists() and not Coverage.objects.exists()


def test_a_claim_that_comes_meanwhile_wins(oki, people):
    one = listed()
    now = later(11)
    row = minutes(oki, people, now)
    (batch,) = unlisting.batches(oki, now)
    build.draft(people, nik=deaths.nik(0))
    assert unlisting.unlist(batch, row, now=now) == 0
    assert Participant.objects.filter(pk=one.pk).exists()


def test_the_counts_are_kept_and_whoever_changes_one_shows(oki, people):
    listed()
    row = gone(oki, people, 11)
    assert retention.checksum(row) == row.sha256
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(counts={})
    with pytest.raises(IntegrityError), transaction.atomic():
        retention.count_people(row, "participant", 1)
    row.counts["participant"]["people"] = 7
    assert retention.checksum(row) != row.sha256


def test_the_command_shows_what_it_then_does(client, oki, people):
    claim = build.claim_in("settled", people, children=[])
    nik = claim.nik.reveal()
    listed(nik=nik)
    told(oki, people, nik=nik)
    told(oki, people, 1)
    with time_machine.travel(later(12), tick=False):
        out = StringIO()
        call_command("destroy_due", "--regency", "16.02", "--preview", stdout=out)
        shown = out.getvalue()
        assert "death: 2 people, kept 5 years" in shown
        assert "participant: 1 people, kept 10 years" in shown
        assert "1 claims and 3 people of lists are due" in shown
        assert Participant.objects.exists() and Death.objects.count() == 2
        words = ("--by", people[HEAD].username, "--witness", people[AUDITOR].username)
        out = StringIO()
        call_command("destroy_due", "--regency", "16.02", *words, "--reason", WHY, stdout=out)
        assert "3 people of lists, 1 claims, sha256" in out.getvalue()
    client.force_login(people[AUDITOR])
    page = client.get(f"/audit/destructions/{Destruction.objects.get().pk}/").content.decode()
    assert "tercantum dalam daftar peserta: 1 orang" in page
    assert "diberitahukan meninggal: 2 orang" in page and NAME not in page
