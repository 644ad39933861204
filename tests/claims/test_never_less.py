"""The report of a breach may tell more than was reached, never less: of lists as they were when
they left, and of what an account could open then."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from claims import exports
from claims.actions import exporting, systems
from claims.actions.copying import hand_copy
from claims.actions.exporting import take_table
from claims.exports import Wanted
from claims.models import Export
from claims.models.export import ExportKind
from claims.reach import BY_EXPORT, WHOLE, reached
from regencies.models import Role, Scope, SystemCall, digest, plain
from tests import build
from tests.claims import calling
from tests.claims.exported import SAID, WHY, YEAR
from tests.claims.pages import do, recent
from tests.claims.test_appointing_pages import IMPORT, looked_at
from tests.claims.test_breach_report import rows

CASHIER = Role.CASHIER


@pytest.fixture
def awarded(people):
    return recent("awarded", people)


def listed(people, **filters) -> Export:
    """A list with names and numbers that was released and taken."""
    by, now = people[CASHIER], timezone.now()
    wanted = Wanted("16.02", date(YEAR, 1, 1), date(YEAR + 1, 1, 1), **filters)
    one = exporting.ask_export(wanted, reason=WHY, by=by, now=now, key=uuid4())
    exporting.release_export(one.pk, by=people[Role.OPD_HEAD], now=now)
    return exporting.take_released(one.pk, by=by, now=now)[1]


def as_of_old(row: Export) -> Export:
    """The same list, taken before its claims were kept with it. Its row can't be changed."""
    said = {name: word for name, word in row.said.items() if name != "claims"}
    values = {field.attname: getattr(row, field.attname) for field in Export._meta.concrete_fields}
    request = exporting.ask_export(
        Wanted.again(row.regency_id, said), reason=WHY, by=row.by, now=row.at, key=uuid4()
    )
    new = {"id": None, "said": said, "request_id": request.pk, "sha256": "0" * 64}
    return Export.objects.create(**values | new)


def codes(path, sign: str) -> set[str]:
    return {row["claim"] for row in rows(path) if row["how"].startswith(sign)}


@pytest.mark.parametrize("filters", [{"state": "endorsed"}, {"programme": "jkm"}])
def test_a_list_tells_who_was_in_it_when_it_left(people, tmp_path, filters):
    claim, other = recent("endorsed", people), recent("submitted", people)
    row = listed(people, **filters)
    was = {claim.code} if "state" in filters else {claim.code, other.code}
    do("verify", claim, people)
    claim.programmes.all().delete()
    assert set(row.said["claims"]) == was
    assert codes(tmp_path / "rows.csv", f"export claims {row.sha256[:12]}") == was


@pytest.mark.parametrize("filters", [{"state": "endorsed"}, {"programme": "jkm"}])
def test_an_older_list_tells_whoever_may_have_been_in_it(people, tmp_path, filters):
    claim, draft = recent("endorsed", people), recent("draft", people)
    elsewhere = recent("submitted", build.everybody(build.MUBA, ".muba"), village=build.MUBA)
    row = as_of_old(listed(people, **filters))
    do("verify", claim, people)
    claim.programmes.all().delete()
    later = recent("submitted", people)
    type(later).objects.filter(pk=later.pk).update(
        created_at=row.at + timedelta(hours=2), submitted_at=row.at + timedelta(hours=2)
    )
    found = [one for one in rows(tmp_path / "rows.csv") if one["how"].startswith("export claims 0")]
    assert {one["claim"] for one in found} == {claim.code}
    assert not {draft.code, elsewhere.code, later.code} & {one["claim"] for one in found}
    assert found[0]["how"].endswith(f"may have been among its {row.rows} rows")


def test_an_accident_that_was_handed_in_in_another_month_is_in_the_list_of_its_report(
    people, tmp_path
):
    claim = recent("reported", people, kind="accident")
    row = as_of_old(listed(people))
    after = row.at + timedelta(days=366)
    type(claim).objects.filter(pk=claim.pk).update(state="submitted", submitted_at=after)
    assert codes(tmp_path / "rows.csv", "export claims 0") == {claim.code}


def test_a_very_long_list_does_not_keep_its_claims(people):
    """A row of the log, and the memory of who takes the list, stay small."""
    both = {recent("endorsed", people).code, recent("submitted", people).code}
    wanted = Wanted("16.02", date(YEAR, 1, 1), date(YEAR + 1, 1, 1))
    assert set(exports.whole_xlsx(wanted)[2]) == both
    assert exports.whole_xlsx(wanted, most=1)[2] is None


def test_a_copy_is_told_by_its_claims_with_all_that_is_in_it(people, awarded, tmp_path):
    hand_copy(build.NIK, "person", proof="KTP", reason="Surat", by=people[Role.OPD_HEAD],
              now=timezone.now())  # fmt: skip
    (found,) = [row for row in rows(tmp_path / "rows.csv") if row["how"].startswith("export copy")]
    assert (found["claim"], found["kinds of data"]) == (awarded.code, "; ".join(WHOLE))


def test_an_spj_is_told_by_its_claims(people, client, tmp_path):
    claim = recent("settled", people)
    client.force_login(people[CASHIER])
    assert client.post("/money/spj/", SAID).status_code == 200
    assert codes(tmp_path / "rows.csv", "export spj") == {claim.code}


def test_a_table_of_numbers_is_nobodys(people, awarded, tmp_path):
    take_table("board.late", [["Kode"], ["16.02"]], roles=[CASHIER], comma=False,
               by=people[CASHIER], now=timezone.now())  # fmt: skip
    assert Export.objects.get().kind == "table"
    assert not [row for row in rows(tmp_path / "rows.csv") if row["how"].startswith("export")]


def test_each_kind_of_file_says_whose_data_it_has():
    assert set(BY_EXPORT) == {kind.value for kind in ExportKind}


def test_calls_of_the_hour_in_which_the_time_begins_are_told(people, awarded):
    peer = calling.system(people)
    day = timezone.now().replace(hour=2, minute=45, second=0, microsecond=0)  # 09.45 in WIB
    SystemCall.count(peer.pk, day, "get_claim", 200, awarded.code)

    def told_from(minute: int, hours: int = 0) -> list[str]:
        first = day.replace(minute=minute).astimezone(build.JAKARTA) + timedelta(hours=hours)
        found = reached(first, first + timedelta(minutes=20))
        return [row.code for row in found if row.how.startswith("API")]

    assert told_from(0) == told_from(30) == [awarded.code]
    assert told_from(59, hours=-1) == [awarded.code]  # until 10.19: of the hour of 09.00
    assert told_from(0, hours=1) == told_from(30, hours=-1) == []


def could_open(path, account) -> list[str]:
    found = rows(path, "--account", account.username)
    return [row["claim"] for row in found if row["how"].startswith("could open")]


def test_a_closed_account_could_open_what_it_could_before(people, awarded, tmp_path):
    auditor = people[Role.AUDITOR]
    before = could_open(tmp_path / "before.csv", auditor)
    type(auditor).objects.filter(pk=auditor.pk).update(is_active=False)
    assert could_open(tmp_path / "after.csv", auditor) == before == [awarded.code]


def test_a_seat_counts_in_the_time_in_which_it_was_held(people, awarded):
    auditor = people[Role.AUDITOR]
    midnight = timezone.now().astimezone(build.JAKARTA).replace(hour=0, minute=0, second=0,
                                                                microsecond=0)  # fmt: skip
    last = (midnight - timedelta(days=3)).date()
    auditor.appointments.update(to_on=last)
    type(awarded).objects.update(created_at=midnight - timedelta(days=30))

    def could(first, after) -> bool:
        found = reached(midnight + timedelta(days=first), midnight + timedelta(days=after), auditor)
        return [row.code for row in found if row.how.startswith("could open")] == [awarded.code]

    assert could(-5, 0)  # it ended within
    assert not could(-2, 0) and not could(-1.5, 0)
    assert could(-2.01, 0)  # the last minutes of its last day
    auditor.appointments.update(from_on=last, to_on=None)
    assert could(-5, -2.5) and not could(-5, -3)


def test_who_was_replaced_on_the_day_could_open_it_until_then(people, client, awarded, tmp_path):
    """A list of officials ends the one before by yesterday."""
    head, today = people[Role.VILLAGE_HEAD], timezone.now().astimezone(build.JAKARTA).date()
    client.force_login(people[Role.ADMINISTRATOR])
    row = [build.HERE, "Kades", "Cici Contoh", "", "", f"{today:%d/%m/%Y}"]
    client.post(IMPORT, looked_at(client, row))
    assert head.appointments.get().to_on == today - timedelta(days=1)
    assert could_open(tmp_path / "rows.csv", head) == [awarded.code]


def test_a_system_that_was_ended_could_read_its_territory(people, awarded, tmp_path):
    reader = calling.system(people, scopes=[Scope.READ], places=[build.HERE])
    assert could_open(tmp_path / "before.csv", reader.person) == [awarded.code]
    systems.end_system(reader.pk, seen=digest(plain(reader)), reason=WHY, now=timezone.now(),
                       by=people[Role.ADMINISTRATOR])  # fmt: skip
    assert could_open(tmp_path / "after.csv", reader.person) == [awarded.code]
    away = calling.system(people, scopes=[Scope.READ], places=[build.NEXT_DOOR])
    assert could_open(tmp_path / "away.csv", away.person) == []
