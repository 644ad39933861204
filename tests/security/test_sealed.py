"""No number of a person stands open in a table, a file or a dump, and a command proves it.

The controls plant one value in each kind of place: all of them are found, none is repeated.
"""

import gzip
import json
import subprocess
import zipfile
from io import StringIO

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import CommandError, call_command
from django.db import connection

from claims.models import Claim
from claims.proving import files
from claims.proving.looking import suspects
from tests import build
from tests.faults.counts import say
from tests.faults.parts import database_url


def proved(*words) -> tuple[dict, int]:
    out = StringIO()
    try:
        call_command("prove_sealed", *words, "--json", stdout=out)
    except SystemExit as end:
        assert build.NIK not in out.getvalue() and build.ACCOUNT not in out.getvalue()
        return json.loads(out.getvalue()), end.code
    return json.loads(out.getvalue()), 0


@pytest.fixture
def home(settings, tmp_path):
    settings.HOME = tmp_path
    for name in ("log", "mail", "papers", "exports"):
        (tmp_path / name).mkdir()
    settings.MEDIA_ROOT = tmp_path / "papers"
    return tmp_path


@pytest.fixture
def story(people, home):
    """A claim that was paid, one that was sent back, and what they left behind."""
    claim = build.claim_in("settled", people)
    build.do("send_back", build.claim_in("submitted", people), people, by=people["camat"])
    return claim


def test_what_the_service_keeps_is_sealed(story):
    found, code = proved()
    assert found == {"open": 0, "places": []} and code == 0


def planted_in_tables(claim) -> dict[str, tuple[str, list]]:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE scratch (id int, raw bytea, words text[], n bigint)")
    return {
        "claims_claim.event_place": (
            "UPDATE claims_claim SET event_place = %s WHERE id = %s",
            [f"Desa, NIK {build.NIK}.", claim.pk],
        ),
        "claims_claim.cause": (
            "UPDATE claims_claim SET cause = %s WHERE id = %s",
            [f"rek. {build.ACCOUNT}", claim.pk],
        ),
        "claims_claim.nik": (
            "UPDATE claims_claim SET nik = %s WHERE id = %s", [build.NIK, claim.pk]
        ),
        "claims_check.data": (
            "UPDATE claims_check SET data = jsonb_build_object('x', %s::text) WHERE claim_id = %s",
            [f"{build.KK[:4]} {build.KK[4:8]} {build.KK[8:12]} {build.KK[12:]}", claim.pk],
        ),
        "claims_deadline.last_error": (
            "UPDATE claims_deadline SET last_error = %s WHERE claim_id = %s",
            ["081234567890", claim.pk],
        ),
        "scratch.raw": ("INSERT INTO scratch (id, raw) VALUES (1, %s)", [build.NIK.encode()]),
        "scratch.words": ("INSERT INTO scratch (id, words) VALUES (2, %s)", [["a", build.KK]]),
        "scratch.n": ("INSERT INTO scratch (id, n) VALUES (3, %s)", [int(build.NIK)]),
    }  # fmt: skip


def test_one_planted_value_is_found_in_each_kind_of_column(story):
    Claim.objects.filter(pk=story.pk).update(heir_phone="0812-3456-7890")
    places = planted_in_tables(story)
    caught = 0
    for place, (statement, values) in places.items():
        with connection.cursor() as cursor:
            cursor.execute("SAVEPOINT planted")
            cursor.execute(statement, values)
        found, code = proved()
        assert code == 1 and place in {one["where"] for one in found["places"]}, place
        caught += 1
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT planted")
    say("values planted in tables", len(places), len(places), caught=caught)


def test_what_a_session_holds_is_unpacked_and_read(story):
    session = SessionStore()
    session["asked_for"] = build.NIK
    session.save()
    found, code = proved()
    assert code == 1
    assert found["places"][0]["where"].startswith("django_session")


def test_the_secret_of_an_app_that_stands_open_is_found(story, people):
    person = people["camat"]
    row = TOTP.activate(person, generate_totp_secret()).instance
    RecoveryCodes.activate(person)
    assert proved() == ({"open": 0, "places": []}, 0)
    row.data["secret"] = generate_totp_secret()
    row.save()
    found, code = proved()
    assert (found["open"], code) == (1, 1)
    assert found["places"][0]["where"] == "mfa_authenticator.data"


def test_one_planted_value_is_found_in_each_kind_of_file(story, home):
    def packed(path):
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
            made.writestr("xl/sharedStrings.xml", f"<t>{build.NIK}</t>")

    planted = {
        "log/web.log": lambda path: path.write_text(f"duplicate key ({build.NIK})\n"),
        "mail/1.log": lambda path: path.write_text(f"Subject: x\n\nRekening {build.ACCOUNT}\n"),
        "exports/list.xlsx": packed,
        "log/web.log.1.gz": lambda path: path.write_bytes(gzip.compress(build.KK.encode())),
        "exports/utf16.csv": lambda path: path.write_bytes(build.NIK.encode("utf-16")),
        f"papers/{build.NIK}.jpg": lambda path: path.write_bytes(b"x"),
    }
    caught = 0
    for name, plant in planted.items():
        plant(home / name)
        found, code = proved("--files", str(home))
        assert code == 1 and found["open"] >= 1, name
        (home / name).unlink()
        caught += 1
    assert proved("--files", str(home))[1] == 0
    say("values planted in files", len(planted), len(planted), caught=caught)


def test_what_a_paper_shows_is_no_business_of_the_proof(home, db):
    (home / "papers" / "ab12").write_bytes(f"a family card, {build.KK}".encode())
    assert proved("--files", str(home))[1] == 0


def test_a_dump_is_read_in_both_its_forms(home, committed):
    people = build.everybody()
    claim = build.claim_in("awarded", people)
    dump = files._pg_restore().replace("pg_restore", "pg_dump")

    def dumped(form):
        path = home / f"dump.{form}"
        subprocess.run([dump, f"-F{form}", "-f", str(path), database_url()], check=True)
        return str(path)

    for form in "pc":
        assert proved("--dump", dumped(form)) == ({"open": 0, "places": []}, 0)
    Claim.objects.filter(pk=claim.pk).update(cause=f"no. {build.NIK}")
    for form in "pc":
        found, code = proved("--dump", dumped(form))
        assert (found["open"], code) == (1, 1)


def test_a_dump_that_is_broken_proves_nothing(home, db):
    (home / "broken").write_bytes(b"PGDMP and nothing more")
    with pytest.raises(CommandError, match="Not everything could be read"):
        proved("--dump", str(home / "broken"))


def test_digits_of_a_checksum_are_no_number_of_anybody():
    assert not [said for said, formed in suspects(f"ab{build.NIK}cd") if formed]
    assert [said for said, formed in suspects(f"({build.NIK})") if formed] == [build.NIK]
