"""R17: whatever is edited behind the triggers shows in verify_audit, and nothing else does."""

import hmac
import random
import time
from collections import Counter
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from claims.actions import bank_files, exporting, sealing
from claims.actions.looking import look_at_paper
from claims.exports import Wanted
from claims.models import BatchLine, Event
from claims.trail import anchors, chain, forms
from claims.trail.verifying import verify
from regencies.models import Actor, Change, Role, System, SystemLook
from tests import build
from tests.claims import calling
from tests.claims.pages import recent
from tests.faults import crowd
from tests.faults.counts import FULL, say, trials
from tests.trail import behind_the_triggers, found, run

EDITS, CUTS, CLEAN, ROWS, SECONDS, SEED = 200, 20, 50, 200_000, 5, 17
# Written anew: what is chained, so that what the product forgot would be missed here.
CHAINED = (
    "claims_event", "regencies_change", "claims_export", "claims_look", "regencies_systemlook",
    "claims_batchfile", "claims_payment",
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(people, settings, tmp_path):
    """Some hundred rows of every kind, by the service's own actions, with their links and an
    anchor."""
    settings.ANCHORS = tmp_path / "anchors"
    now = timezone.now()
    claim = recent("settled", people)
    _taken(claim, people, now)
    crowd.events(100, Event.objects.filter(claim=claim).first())
    auditor = Actor.at(people[Role.AUDITOR], now)
    for document in claim.documents.all():
        look_at_paper(claim, document, actor=auditor, now=now)
    system = calling.system(people)
    for listed in ("here", "nowhere"):
        SystemLook.objects.create(system=System.objects.get(pk=system.pk), at=now, listed=listed)
    for programme in ("", "jkm"):
        wanted = Wanted("16.02", date(2026, 1, 1), date(2027, 1, 1), programme=programme)
        exporting.take_claims(wanted, format="csv", comma=True, by=people[Role.OPD_HEAD], now=now)
    for nth in range(3):
        Change.objects.create(
            what="figure", key=f"k{nth}", regency_id="16.02", at=now, after={"v": nth},
            by=people[Role.ADMINISTRATOR], reason="Uji.",
        )  # fmt: skip
    sealing.seal(batch=50)
    return anchors.take(now)


def _taken(claim, people, now):
    line = BatchLine.objects.filter(payout__claim=claim).first()
    bank_files.take_bank_file(
        line.batch_id, format="csv", reason="Unggah.", by=people[Role.CASHIER], now=now, key=uuid4()
    )


# The edits --------------------------------------------------------------------------------------

OTHER = {
    "bigint": "coalesce({c}, 0) + 1", "integer": "coalesce({c}, 0) + 1",
    "smallint": "coalesce({c}, 0) + 1", "boolean": "NOT coalesce({c}, false)",
    "timestamp with time zone": "coalesce({c}, now()) + interval '1 second'",
    "date": "coalesce({c}, '2026-01-01') + 1", "uuid": "gen_random_uuid()",
    "jsonb": "jsonb_build_object('was', {c})", "text": "coalesce({c}, '') || 'x'",
    "character varying": "left(coalesce({c}, '') || 'x', 1) || 'y'",
}  # fmt: skip


def some_row(draw, table) -> int:
    rows = [pk for (pk,) in found(f"SELECT id FROM {table} ORDER BY id")]
    return draw.choice(rows)


def some_table(draw) -> str:
    return draw.choice([t for t in CHAINED if found(f"SELECT 1 FROM {t} LIMIT 1")])


def update(draw) -> str:
    table = some_table(draw)
    columns = found(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
        "ORDER BY 1", [table]
    )  # fmt: skip
    name, kind = draw.choice(columns)
    other = OTHER[kind].format(c=f'"{name}"')
    changed = run(
        f'UPDATE {table} SET "{name}" = {other} WHERE id = %s '
        f'AND "{name}" IS DISTINCT FROM {other}', [some_row(draw, table)]
    )  # fmt: skip
    assert changed == 1
    return f"{table}.{name}"


def delete(draw) -> str:
    table = some_table(draw)
    run(f"DELETE FROM {table} WHERE id = %s", [some_row(draw, table)])
    return table


def insert(draw) -> str:
    """A copy under a number of its own, which nobody saw happen."""
    table = some_table(draw)
    without = {"key", "request_id", "reverses_id", "line_id"}
    names = [name for name in crowd.columns(table) if name.strip('"') not in without]
    more = ', "key"' if table == "claims_batchfile" else ""
    made = ", gen_random_uuid()" if more else ""
    if table == "claims_payment":
        more, made = ', "line_id"', ", line_id + 1000"
    run(f"INSERT INTO {table} ({', '.join(names)}{more}) SELECT {', '.join(names)}{made} "
        f"FROM {table} WHERE id = %s", [some_row(draw, table)])  # fmt: skip
    return table


def swap(draw) -> str:
    """Two rows change places, or two links."""
    if draw.random() < 0.5:
        one, other = draw.sample([n for (n,) in found("SELECT n FROM claims_link")], 2)
        for n, to in ((one, -1), (other, one), (-1, other)):
            run("UPDATE claims_link SET n = %s WHERE n = %s", [to, n])
        return "links"
    # Copies say the same: two of them in each other's place are no edit.
    said = found("SELECT min(id) FROM claims_event GROUP BY move ORDER BY 1")
    one, other = draw.sample([pk for (pk,) in said], 2)
    for pk, to in ((one, -1), (other, one), (-1, other)):
        run("UPDATE claims_event SET id = %s WHERE id = %s", [to, pk])
    return "events"


def cut_tail(draw) -> str:
    """The last links and what they linked: the rest is whole."""
    n = draw.randrange(1, 6)
    last = found("SELECT n, form, row FROM claims_link ORDER BY n DESC LIMIT %s", [n])
    for n, form, row in last:
        run("DELETE FROM claims_link WHERE n = %s", [n])
        run(f"DELETE FROM {TABLES[form]} WHERE id = %s", [row])
    return f"{len(last)} links"


def rehash(draw) -> str:
    """A row is edited, and every link after it made again by somebody without the key."""
    row = some_row(draw, "claims_event")
    run("UPDATE claims_event SET note = note || 'x' WHERE id = %s", [row])
    key, h = draw.randbytes(32), bytes(32)
    links = found("SELECT n, form, row, h FROM claims_link ORDER BY n")
    start = next(n for n, form, pk, _h in links if (form, pk) == (1, row))
    for n, form, pk, kept in links:
        if n < start:
            h = bytes(kept)
            continue
        h = hmac.digest(key, h + f"{n} {form} {pk}".encode(), "sha256")
        run("UPDATE claims_link SET h = %s WHERE n = %s", [h, n])
    return f"from {start}"


TABLES = {1: "claims_event", 2: "regencies_change", 3: "claims_export", 4: "claims_look",
          5: "regencies_rosterlook", 6: "regencies_systemlook", 7: "claims_batchfile",
          8: "claims_payment"}  # fmt: skip
KINDS = (update, delete, insert, swap, cut_tail, rehash)


class Undone(Exception):
    pass


def tried(kind, draw, look):
    """What `look` says with the edit in place; it is undone after. None: no such edit could be
    made here (a constraint), draw another."""
    said = None
    try:
        with transaction.atomic():
            with behind_the_triggers():
                what = kind(draw)
            said = (what, look())
            raise Undone
    except Undone:
        return said
    except (DatabaseError, AssertionError):
        return None


def test_every_edit_behind_the_triggers_shows(sealed):
    draw, planned = random.Random(SEED), trials(EDITS)
    before = verify(sealed)
    assert before.status == 0 and before.links == sealed.n > 100
    assert {t for t in CHAINED if found(f"SELECT 1 FROM {t} LIMIT 1")} == set(CHAINED)
    made, flagged, unseen, why = Counter(), Counter(), [], Counter()
    for nth in range(planned):
        kind = KINDS[nth % len(KINDS)]
        while (result := tried(kind, draw, lambda: verify(sealed))) is None:
            pass
        what, answer = result
        made[kind.__name__] += 1
        flagged[kind.__name__] += answer.status != 0
        why[answer.broken.why if answer.status == 1 else "shorter"] += 1
        if not answer.status:
            unseen.append((kind.__name__, what))
    assert verify(sealed).status == 0  # each edit was undone
    say("R17 edits behind the triggers", planned, EDITS, flagged=sum(flagged.values()),
        kinds=dict(made), told=dict(why), unseen=unseen, seed=SEED)  # fmt: skip
    assert flagged == made and not unseen


def test_control_without_an_anchor_the_cut_and_the_insiders_rehash_are_not_seen(sealed):
    """The same two edits with and without what was written down outside."""
    draw, planned = random.Random(SEED), trials(CUTS, least=5)
    unseen = Counter()
    for _ in range(planned):
        for kind in (cut_tail, rehash_with_the_key):
            _what, (with_it, without) = tried(
                kind, draw, lambda: (verify(sealed).status, verify().status)
            )
            assert with_it in {1, 2}
            unseen[kind.__name__] += without == 0
    say("R17 control, no anchor", planned, CUTS, unseen=dict(unseen), seed=SEED)
    assert unseen == {"cut_tail": planned, "rehash_with_the_key": planned}


def rehash_with_the_key(draw) -> str:
    """Somebody who holds the key too: every link fits, and the head is another one."""
    row = some_row(draw, "claims_event")
    run("UPDATE claims_event SET note = note || 'x' WHERE id = %s", [row])
    run("DELETE FROM claims_link")
    h = bytes(32)
    links = found("SELECT form, id FROM (SELECT 1 AS form, id FROM claims_event UNION ALL "
                  + " UNION ALL ".join(f"SELECT {form}, id FROM {table}"
                                       for form, table in TABLES.items() if form > 1)
                  + ") x ORDER BY 1, 2")  # fmt: skip
    for n, (form, pk) in enumerate(links, 1):
        ((said,),) = found(f"SELECT {forms.said(forms.BY_NUMBER[form], str(pk))}")
        h = chain.hashed("a1", h, n, form, pk, said)
        run("INSERT INTO claims_link (n, form, row, key, h) VALUES (%s, %s, %s, 'a1', %s)",
            [n, form, pk, h])  # fmt: skip
    return "all"


def test_clean_runs_raise_no_alarm(people, settings, tmp_path):
    """Moves, looks and seals in any order and size; never a false alarm."""
    settings.ANCHORS = tmp_path / "anchors"
    draw, planned, alarms = random.Random(SEED), trials(CLEAN), 0
    claim = build.claim_in("submitted", people)
    first = Event.objects.filter(claim=claim).first()
    document, actor = claim.documents.first(), Actor.at(people[Role.CAMAT], build.NOW)
    for _ in range(planned):
        for _ in range(draw.randrange(4)):
            crowd.events(draw.randrange(1, 30), first)
            look_at_paper(claim, document, actor=actor, now=build.NOW)
            sealing.seal(batch=draw.choice([1, 3, 1000]))
        if draw.random() < 0.5:
            anchors.take(timezone.now())
        alarms += verify(*anchors.ours()).status != 0
    say("R17 clean runs", planned, CLEAN, alarms=alarms, links=verify().links, seed=SEED)
    assert alarms == 0


def test_two_hundred_thousand_rows_are_verified_in_seconds(people):
    """The clock is asked in the full form alone: what a busy machine needs says nothing."""
    rows = ROWS if FULL else ROWS // 20
    claim = build.claim_in("submitted", people)
    crowd.events(rows, Event.objects.filter(claim=claim).first())
    began = time.monotonic()
    assert sealing.seal() > rows
    sealed_in = time.monotonic() - began
    began = time.monotonic()
    answer = verify()
    seconds = time.monotonic() - began
    say("R17 rows verified", rows, ROWS, seconds=round(seconds, 2), sealed_in=round(sealed_in, 2))
    assert answer.status == 0 and answer.links > rows and answer.waiting.n == 0
    assert not FULL or seconds <= SECONDS
