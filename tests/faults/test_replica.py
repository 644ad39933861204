"""A streaming replica for what only reads: it answers once it has everything, and where it has not,
or is gone, the primary answers."""

import csv
import io
import statistics
import time
import uuid

import psycopg
import pytest
from django.utils.text import capfirst
from django.utils.translation import override

from claims.models import Claim
from claims.models.words import STATE_LABELS
from claims.replica import AGAIN, ALIAS, Router
from claims.rules.states import State
from config import keeper
from config.database import replica as followed_by
from regencies.models import Role
from tests import build
from tests.faults import crowd, following
from tests.faults.counts import FULL, say, trials
from tests.faults.sites import Browser, elapsed, signed_in, web
from tests.faults.test_web_killed import Beginning
from tests.waiting import PATIENCE, wait_for

DECISIONS, LAGS = 200, 1000
# A whole year of a regency, as the file that a spreadsheet opens.
LIST = {"format": "csv", "year": "2026", "first": "1", "last": "12"}
USERS = Role.CAMAT, Role.OPD_HEAD, Role.ADMINISTRATOR, Role.VILLAGE_HEAD


@pytest.fixture
def sessions(committed):
    people = build.everybody()
    for state in ("settled", "rejected", "sent_back"):
        build.claim_in(state, people)
    crowd.submitted(DECISIONS + 20, people)
    return {role: signed_in(people[role]) for role in USERS}


@pytest.fixture
def primary(sessions, home):
    with following.primary(home) as made:
        made.fill()
        yield made


@pytest.fixture
def replica(primary):
    made = following.Replica(primary)
    made.start()
    yield made
    made.kill()


class Desks:
    """The camat decides, the head of the office takes the list along, the operator looks."""

    def __init__(self, site, sessions, replica):
        self.site, self.sessions, self.replica = site, sessions, replica
        self.camat, self.head = (Browser(site.port, sessions[role]) for role in USERS[:2])
        rows = Claim.objects.filter(state=State.SUBMITTED).order_by("id")
        self.waiting = iter(rows.values_list("code", "version"))

    def endorse(self) -> str:
        code, version = next(self.waiting)
        fields = {"key": uuid.uuid4(), "version": version, "note": "Sudah diperiksa."}
        assert self.camat.post(f"/district/{code}/endorse/", fields) == 302
        return code

    def list(self) -> tuple[bytes, bool]:
        """The file, and whether it was read from the replica: there a transaction came to its
        end, while who finds that it lags or is a stranger only asks it how it does."""
        there = self.replica.answers()
        since = self.replica.ask("SELECT clock_timestamp()")[0][0] if there else None
        assert self.head.post("/exports/take/", LIST) == 200
        ended = there and self.replica.answers() and self.replica.ask(
            "SELECT count(*) FROM pg_stat_activity WHERE query = 'COMMIT' AND state_change > %s "
            "AND application_name <> 'onlooker'",
            since,
        )[0][0]  # fmt: skip
        return self.head.body, bool(ended)

    def operations(self) -> str:
        return self._page("/operations/")

    def metrics(self) -> str:
        return self._page("/metrics")

    def _page(self, address: str) -> str:
        operator = Browser(self.site.port, self.sessions[Role.ADMINISTRATOR])
        assert operator.get(address) == 200
        return operator.body.decode()


def endorsed(file: bytes, code: str) -> bool:
    """By the file alone."""
    with override("id"):
        word = capfirst(STATE_LABELS[State.ENDORSED])
    rows = csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";")
    return any(row[0] == code and word in row for row in rows)


def lag(primary, replica, n: int) -> list[float]:
    """Milliseconds from the answer to a COMMIT until the replica shows it."""
    found = []
    with (
        psycopg.connect(primary.url, autocommit=True) as here,
        psycopg.connect(replica.url, autocommit=True) as there,
    ):
        here.execute("CREATE TABLE IF NOT EXISTS mark (n int)")
        here.execute("INSERT INTO mark VALUES (0)")
        # The replica does not know the table yet, and whoever asks it for one too soon is refused.
        wait_for(lambda: there.execute("SELECT to_regclass('mark')").fetchone() != (None,))
        for number in range(1, n + 1):
            here.execute("UPDATE mark SET n = %s", [number])
            begun = time.perf_counter()
            while not there.execute("SELECT FROM mark WHERE n = %s", [number]).rowcount:
                pass
            found.append(1000 * (time.perf_counter() - begun))
    return found


def test_what_was_just_decided_stands_in_the_list_that_the_replica_answers(
    primary, replica, sessions, home
):
    decisions, stood, read_there = trials(DECISIONS), 0, 0
    patient = {} if FULL else {"REPLICA_WAIT": str(PATIENCE)}
    with web(home, primary.url, workers=1, REPLICA_URL=replica.url, **patient) as site:
        desks = Desks(site, sessions, replica)
        for _ in range(decisions):
            code = desks.endorse()
            file, there = desks.list()
            stood += endorsed(file, code)
            read_there += there
        with web(home, primary.url, workers=1) as plain:
            alone, _ = Desks(plain, sessions, replica).list()
        assert desks.list() == (alone, True)
        # Control: whoever asks a replica without waiting for it misses the last decision.
        replica.hold()
        code = desks.endorse()
        missed = replica.ask("SELECT state FROM claims_claim WHERE code = %s", code)
        replica.go_on()
        beginning = Beginning(site.port, sessions[Role.VILLAGE_HEAD])
        begun, lags = time.monotonic(), lag(primary, replica, trials(LAGS))
        seconds = elapsed(begun)
        beginning.end()
    say(
        "lists after a decision, from the replica", decisions, DECISIONS, stood=stood,
        read_there=read_there, control_missed=missed == [("submitted",)], lags=len(lags),
        lag_ms=round(statistics.median(lags), 1), longest_ms=round(max(lags), 1),
        claims_a_second=round(len(beginning.confirmed) / seconds),
    )  # fmt: skip
    assert stood == read_there == decisions
    assert missed == [("submitted",)]
    assert max(lags) < (5000 if FULL else 1000 * PATIENCE) and beginning.confirmed


def test_where_the_replica_lags_or_is_gone_or_promoted_the_primary_answers(
    primary, replica, sessions, home
):
    with web(home, primary.url, workers=1, REPLICA_URL=replica.url, REPLICA_WAIT="0.3") as site:
        desks = Desks(site, sessions, replica)

        def from_the_primary() -> bytes:
            """Whatever became of the replica, the decision is in the list."""
            code = desks.endorse()
            file, there = desks.list()
            assert endorsed(file, code) and not there
            return file

        def from_the_replica() -> bool:
            return desks.list()[1]

        assert keeper.wait_until(from_the_replica, PATIENCE)
        assert "dibaca dari replika" in desks.operations()
        assert "santunan_replica_unfit 0.0" in desks.metrics()

        replica.hold()
        from_the_primary()
        assert "Replika tertinggal" in desks.operations()
        assert "santunan_replica_unfit 1.0" in desks.metrics()
        replica.go_on()
        assert keeper.wait_until(from_the_replica, AGAIN + PATIENCE), "nobody asks it again"

        before, _ = desks.list()
        replica.kill()
        assert desks.list() == (before, False)
        from_the_primary()
        assert "Replika tidak menjawab" in desks.operations()
        replica.start()
        assert keeper.wait_until(from_the_replica, AGAIN + PATIENCE), "nobody asks it again"

        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            replica.ask("DELETE FROM claims_notice RETURNING 1")
        replica.promote()
        from_the_primary()
        assert "bukan replika dari basis data ini" in desks.operations()
    # The same line that the service has: it writes nothing there even now.
    ours = followed_by(replica.url, "web")["OPTIONS"]
    with psycopg.connect(replica.url, **ours) as line:
        assert line.execute("SELECT pg_is_in_recovery()").fetchone() == (False,)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            line.execute("DELETE FROM claims_notice")


def test_no_write_and_no_migration_goes_to_the_replica():
    router = Router()
    assert (router.db_for_read(Claim), router.db_for_write(Claim)) == ("default", "default")
    assert router.allow_migrate(ALIAS, "claims") is False
    assert router.allow_migrate("default", "claims") is None
