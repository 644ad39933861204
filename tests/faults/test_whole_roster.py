"""A regency's whole list, 119,940 people of nobody, twice: the same result, and the second time
nothing changes. 500 rows of it are spoiled in 25 ways, each told with its own reason."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from regencies.models import Coverage, Participant, RosterImport, RosterRow
from tests import rosters
from tests.faults.counts import say, trials

pytestmark = pytest.mark.django_db
EACH = 20
BAD = EACH * len(rosters.SPOILED)


def imported(path) -> RosterImport:
    try:
        call_command("import_roster", path, regency="16.02", stdout=StringIO())
    except CommandError as problem:
        assert "rows were refused" in str(problem)
    return RosterImport.objects.latest("id")


def test_a_whole_list_twice_is_the_same_list_and_every_spoiled_row_has_its_reason(tmp_path):
    count = trials(rosters.FULL_LIST)
    rows = list(rosters.with_spoiled(count, EACH))
    wanted = {line: fault for line, (_, fault) in enumerate(rows, 2) if fault}
    assert len(wanted) == BAD == 500
    path = rosters.write_xlsx(tmp_path / "list.xlsx", (row for row, _ in rows))

    first = imported(path)
    found = {one.line: [tuple(fault[:2]) for fault in one.faults] for one in first.refusals.all()}
    assert found == {line: [fault] for line, fault in wanted.items()}
    assert set(Counter(wanted.values()).values()) >= {EACH}
    good = count - BAD
    assert (first.rows, first.refused) == (count, BAD)
    assert (first.people_new, first.people_changed, first.people_same) == (good, 0, 0)
    assert (first.covers_new, first.covers_changed, first.covers_same) == (good, 0, 0)
    assert Participant.objects.count() == Coverage.objects.count() == good

    before = everything()
    second = imported(path)
    assert everything() == before
    assert (second.changes, second.people_same, second.covers_same) == (0, good, good)
    assert second.refused == BAD and second.sha256 == first.sha256
    assert not RosterRow.objects.exists()
    kinds = len(rosters.SPOILED)
    say("rows of a list, twice", count, rosters.FULL_LIST, refused=BAD, kinds=kinds)


def everything():
    """All that the two tables say, sealed numbers and instants with it, as one number each."""
    found = []
    for table in ("regencies_participant", "regencies_coverage"):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*), sum(hashtextextended(t::text, 0)) FROM {table} t")
            found += cursor.fetchall()
    return found
