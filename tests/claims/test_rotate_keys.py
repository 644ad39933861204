"""Sealed values under a new key, while people work; the old one is taken out when nothing needs
it any more."""

import base64
import json
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.utils import decrypt
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from claims.actions.returned import before_return
from claims.models import BeforeReturn, Claim, Payout
from claims.rotating import factors, indexing
from claims.rotating import sealing as rotating
from regencies.models import Participant, Regency, RosterImport, RosterRefusal, blind
from regencies.models.sealed import keys, nonces, seal, sealed_columns, unseal
from tests import build

NEW = "k9:" + base64.b64encode(b"n" * 32).decode()


@pytest.fixture
def new_key(settings):
    """The settings of the day on which the key is turned."""
    old = list(settings.SEALING_KEYS)

    def turn(*entries):
        settings.SEALING_KEYS = list(entries) if entries else [NEW, *old]
        keys.cache_clear()

    turn.old = old
    yield turn
    settings.SEALING_KEYS = old
    keys.cache_clear()


def rotated(*words) -> tuple[dict, int]:
    out = StringIO()
    try:
        call_command("rotate_keys", *words, "--json", stdout=out)
    except SystemExit as end:
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


def tokens() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for column in sealed_columns():
            cursor.execute(f"SELECT {column.name} FROM {column.table} WHERE {column.name} <> ''")
            found += [row[0] for row in cursor.fetchall()]
    return found


def returned(people, **story) -> Claim:
    claim = build.claim_in("submitted", people, **story)
    build.do("send_back", claim, people, by=people["camat"])
    return Claim.objects.get(pk=claim.pk)


def test_every_sealed_column_is_known(db):
    """Counted anew from the database: a column with a sealed name or an index beside it."""
    with connection.cursor() as cursor:
        known = {(column.table, column.name) for column in sealed_columns()}
        assert {("claims_claim", name) for name in ("nik", "kk", "heir_nik", "account")} <= known
        for table in connection.introspection.table_names(cursor):
            names = {c.name for c in connection.introspection.get_table_description(cursor, table)}
            for name in names:
                if f"{name}_index" in names:
                    assert (table, name) in known


def test_all_values_open_with_the_new_key_alone(people, new_key, settings):
    claim = build.claim_in("awarded", people)
    payout = claim.payouts.first()
    frozen = Payout.objects.filter(pk=payout.pk).values().get() | {"account": None}
    returned(people)
    old = tokens()
    assert len(old) > 6
    new_key()
    found, code = rotated()
    assert code == 0 and found["sealed_anew"] == len(old)
    assert not any(found["needed"].values())
    assert not set(old) & set(tokens()) and len(tokens()) == len(old)
    settings.INDEX_KEYS = [new_key.old[-1]]
    new_key(NEW)
    assert Claim.objects.get(pk=claim.pk).nik.reveal() == build.NIK
    again = Payout.objects.get(pk=payout.pk)
    assert again.account.reveal() == build.ACCOUNT
    assert Payout.objects.filter(pk=payout.pk).values().get() | {"account": None} == frozen
    assert Claim.objects.filter(nik_index=blind(build.NIK, "nik")).exists()


def test_a_second_run_changes_nothing(people, new_key):
    build.draft(people)
    new_key()
    rotated()
    before = tokens()
    found, code = rotated()
    assert (found["sealed_anew"], code) == (0, 0) and tokens() == before


def test_what_was_killed_goes_on_where_it_stood(people, new_key):
    for _ in range(5):
        build.draft(people)
    new_key()
    column = next(c for c in sealed_columns() if (c.table, c.name) == ("claims_claim", "nik"))
    batches = rotating.rotate(column, batch=2)
    assert next(batches) == 2
    batches.close()
    assert rotating.behind()[column] == 3
    found, _code = rotated()
    assert rotating.behind() == {} and found["sealed_by_other_keys"] == 0


def test_a_change_made_meanwhile_wins(people, new_key):
    claim = build.draft(people)
    new_key()
    column = next(c for c in sealed_columns() if (c.table, c.name) == ("claims_claim", "nik"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT nik FROM claims_claim WHERE id = %s", [claim.pk])
        as_read = cursor.fetchall()[0][0]
        Claim.objects.filter(pk=claim.pk).update(nik="1602057006909999")
        rows = [(claim.pk, as_read)]
        assert rotating.sealed_anew(cursor, column, rows, nonces()) == 0
    assert Claim.objects.get(pk=claim.pk).nik.reveal() == "1602057006909999"


def test_frozen_rows_are_frozen_again_afterwards(people, new_key):
    claim = build.claim_in("awarded", people)
    returned(people)
    new_key()
    rotated()
    for rows, change in (
        (Payout.objects.filter(claim=claim), {"account": Claim(account="999888777").account}),
        (BeforeReturn.objects.all(), {"told": seal("{}", "returned")}),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


def test_what_was_said_before_a_return_still_opens(people, new_key):
    claim = returned(people)
    build.do("answer", claim, people, by=people["village_head"])
    new_key()
    rotated()
    before = before_return(claim, list(claim.events.order_by("id")))
    assert before.claim.name == claim.name and before.numbers == frozenset()


def test_a_key_that_is_still_needed_somewhere_is_told(people, new_key):
    """Positive control: a value that the command can't know of, in a column of plain text."""
    claim = build.draft(people)
    hidden = seal("17", "elsewhere")
    new_key()
    rotated()
    Claim.objects.filter(pk=claim.pk).update(event_place=hidden)
    found, code = rotated("--prove")
    assert code == 1
    assert list(found["needed"].values()) == [{"claims_claim": 1}]


def test_a_value_of_an_unknown_key_is_told_without_the_value(people, new_key):
    build.draft(people)
    new_key(NEW)
    with pytest.raises(CommandError) as told:
        rotated()
    assert "which is not among SEALING_KEYS" in str(told.value)
    assert build.NIK not in str(told.value)


def test_a_list_of_participants_is_sealed_anew_too(people, new_key):
    regency = Regency.objects.get(pk="16.02")
    one = Participant.objects.create(
        regency=regency, name="Sari", nik=build.NIK, category_id="informal",
        created_at=build.NOW, updated_at=build.NOW,
    )  # fmt: skip
    brought = RosterImport.objects.create(
        regency=regency, file_name="a.csv", sha256="0" * 64, size=1, uploaded_at=build.NOW
    )
    RosterRefusal.objects.create(
        roster_import=brought, line=1, faults=[], cells=RosterRefusal.sealed([build.NIK])
    )
    new_key()
    _found, code = rotated()
    assert code == 0
    new_key(NEW, *new_key.old)
    assert Participant.objects.get(pk=one.pk).nik.reveal() == build.NIK
    refusal = RosterRefusal.objects.get()
    assert refusal.cells.startswith("k9:") and unseal(refusal.cells, "roster")


def test_second_factors_open_with_the_new_key_alone(people, new_key, settings):
    person = people["camat"]
    totp, codes = TOTP.activate(person, generate_totp_secret()), RecoveryCodes.activate(person)
    secret, ten = decrypt(totp.instance.data["secret"]), codes.generate_codes()
    assert codes.validate_code(ten[3])
    new_key()
    assert factors.behind() == 2
    found, code = rotated()
    assert (code, found["sealed_anew"]) == (0, 2) and not any(found["needed"].values())
    settings.INDEX_KEYS = [new_key.old[-1]]
    new_key(NEW)
    again = {row.type: row.wrap() for row in Authenticator.objects.filter(user=person)}
    assert decrypt(again["totp"].instance.data["secret"]) == secret
    assert again["recovery_codes"].get_unused_codes() == ten[:3] + ten[4:]


def test_a_factor_sealed_by_a_key_that_is_gone_is_told(people, new_key):
    TOTP.activate(people["camat"], "A" * 32)
    new_key(NEW)
    with pytest.raises(CommandError, match=r"mfa_authenticator\.data: sealed by key"):
        rotated()


# The key of the indexes ----------------------------------------------------------------------


OTHER = "i2:" + base64.b64encode(b"i" * 32).decode()


def test_all_indexes_are_made_anew_and_duplicates_are_found_as_before(people, new_key, settings):
    claim = build.claim_in("awarded", people)
    before = returned(people, nik=build.NIK)
    build.do("answer", before, people, by=people["village_head"])
    twin = build.draft(people, nik=build.NIK)
    old = blind(build.NIK, "nik")
    slip = blind("a secret", "family")
    settings.INDEX_KEYS = [OTHER, new_key.old[-1]]
    assert indexing.behind() > 0
    done = indexing.turn()
    assert done >= 10 and indexing.behind() == 0
    index = blind(build.NIK, "nik")
    assert index != old and blind("a secret", "family") == slip
    found = set(Claim.objects.filter(nik_index=index).values_list("pk", flat=True))
    assert {claim.pk, twin.pk, before.pk} <= found
    assert not Claim.objects.filter(nik_index=old).exists()
    assert claim.payouts.filter(account_index=blind(build.ACCOUNT, "account")).exists()
    told = before_return(Claim.objects.get(pk=before.pk), list(before.events.order_by("id")))
    assert told.numbers == frozenset()


def test_a_list_that_names_somebody_again_finds_them_by_the_new_index(people, new_key, settings):
    regency = Regency.objects.get(pk="16.02")
    said = {"regency": regency, "name": "Sari", "nik": build.NIK, "category_id": "informal",
            "created_at": build.NOW, "updated_at": build.NOW}  # fmt: skip
    Participant.objects.create(**said)
    settings.INDEX_KEYS = [OTHER, new_key.old[-1]]
    indexing.turn()
    assert Participant.objects.by_nik(build.NIK, "16.02").exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Participant.objects.create(**said)


def test_rows_of_a_process_with_the_old_setting_are_told(people, new_key, settings):
    """Positive control: a process with the old setting wrote a row."""
    claim = build.draft(people)
    settings.INDEX_KEYS = [OTHER, new_key.old[-1]]
    stale = build.draft(people)
    assert indexing.behind() == 3
    found, code = rotated("--prove")
    assert code == 1 and found["index_behind"] == 3
    assert Claim.objects.get(pk=claim.pk).nik_index != Claim.objects.get(pk=stale.pk).nik_index


def test_nobody_else_may_be_connected(committed, settings):
    from django.db import connections

    beside = connections.create_connection("default")
    try:
        beside.ensure_connection()
        with pytest.raises(CommandError, match="Others are connected"):
            call_command("rotate_keys", "--index")
    finally:
        beside.close()
