"""S19: what is installed is pinned by its hash and listed, and what is written holds no secret.
pip-audit asks a service outside: it is an operator's command (config/docs/operations.md)."""

import base64
import json
import random
import re
import string
import subprocess
import sys
from importlib.metadata import version
from uuid import UUID

import pytest
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from tests.faults.counts import say, trials
from tests.homes import ROOT
from tests.security import secret_scan

LISTS = ("requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^(?P<name>[\w.\[\],-]+)==(?P<version>[\w.+!]+)(?: ; .+)?$")
HASH = re.compile(r"^--hash=sha256:[0-9a-f]{64}$")


def unpinned(text: str) -> list[str]:
    """Lines that name no exact version with a hash, or another place to fetch from."""
    wrong = []
    for entry in text.replace("\\\n", " ").splitlines():
        words = entry.split("--hash=")
        pin, hashes = words[0].strip(), [f"--hash={word.strip()}" for word in words[1:]]
        if not pin or pin.startswith("#"):
            continue
        if not PIN.match(pin) or not hashes or not all(map(HASH.match, hashes)):
            wrong.append(entry.strip()[:80])
    return wrong


def pins(text: str) -> dict[str, str]:
    found = (PIN.match(line.split(" \\")[0].strip()) for line in text.splitlines())
    return {one["name"].partition("[")[0].lower(): one["version"] for one in found if one}


@pytest.mark.parametrize("name", LISTS)
def test_each_package_is_pinned_by_its_hashes(name):
    text = (ROOT / name).read_text()
    say(f"S19 pins of {name}", len(pins(text)), len(pins(text)), unpinned=len(unpinned(text)))
    assert unpinned(text) == [] and len(pins(text)) > 40


def test_what_runs_here_is_what_is_pinned():
    told = pins((ROOT / "requirements.txt").read_text())
    for name in ("django", "psycopg", "celery", "cryptography", "django-allauth", "pillow"):
        assert version(name) == told[name]


@pytest.mark.parametrize(
    "line", ["django>=5", "django==5.2.19", "django==5.2.19 --hash=sha256:00", "-e ./django",
             "--extra-index-url https://elsewhere.example", "https://x.example/django.whl"],
)  # fmt: skip
def test_control_a_loose_line_is_caught(line):
    assert unpinned(line) == [line]


def test_the_list_of_parts_is_valid_and_whole(tmp_path):
    file = tmp_path / "sbom.json"
    subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "requirements", ROOT / "requirements.txt",
         "--output-file", file, "--spec-version", "1.6", "--validate"],
        check=True, capture_output=True,
    )  # fmt: skip
    check = JsonStrictValidator(SchemaVersion.V1_6)
    assert check.validate_str(file.read_text()) is None
    told = json.loads(file.read_text())
    listed = {one["name"].lower(): one["version"] for one in told["components"]}
    assert listed == pins((ROOT / "requirements.txt").read_text())
    assert all(one.get("hashes") or one.get("externalReferences") for one in told["components"])
    # The control: a part without a name is no part.
    del told["components"][0]["name"]
    caught = check.validate_str(json.dumps(told)) is not None
    say("S19 parts listed", len(listed), len(listed), valid=True, control_caught=caught)
    assert caught


def graded(*where) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "bandit", "-q", "-r", "-f", "json", "-lll", *where],
        capture_output=True, text=True, cwd=ROOT,
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert not told["errors"]
    return [f"{one['filename']}:{one['line_number']} {one['test_id']}" for one in told["results"]]


def test_bandit_finds_nothing_grave(tmp_path):
    careless = tmp_path / "careless.py"
    careless.write_text(
        "import hashlib, subprocess\n"
        "def run(word):\n"
        "    subprocess.call('ls ' + word, shell=True)\n"
        "    return hashlib.md5(word.encode()).hexdigest()\n"
    )
    caught = graded(careless)
    found = graded("claims", "regencies", "config", "manage.py")
    say("S19 bandit, grave", 1, 1, found=len(found), control_caught=len(caught))
    assert found == [] and len(caught) == 2


def tracked() -> list[str]:
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listing.returncode == 0:
        return listing.stdout.strip("\0").split("\0")
    out = {".venv", ".santunan", ".git", "__pycache__"}
    return [
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*")
        if path.is_file() and not out & set(path.parts)
    ]


def test_no_file_holds_a_secret():
    wrong, read = {}, 0
    for name in tracked():
        try:
            text = (ROOT / name).read_text()
        except (UnicodeDecodeError, OSError):
            continue
        read += 1
        if name not in LISTS and (kinds := set(secret_scan.found(text))):
            wrong[name] = kinds
    say("S19 files without a secret", read, read, secrets=len(wrong))
    assert wrong == {} and read > 500


NAMES = ("SECRET_KEY", "password", "api_key", "apiKey", "DB_PASSWD", "auth-token", "AUDIT_KEY")
WRITTEN = ("{}={}", '{} = "{}"', "{}: {}", "'{}': '{}'", 'export {}="{}"')


def thrown(dice: random.Random) -> str:
    """As people make them: openssl rand, uuidgen, token_urlsafe, a password keeper."""
    many = dice.randint(15, 48)
    raw = dice.randbytes(many)
    letters = string.ascii_letters + string.digits
    return dice.choice([
        raw.hex(), raw.hex().upper(), base64.b64encode(raw).decode(),
        base64.urlsafe_b64encode(raw).decode().rstrip("="), str(UUID(bytes=raw[:15] + b"a")),
        "".join(dice.choices(letters, k=many + 5)),
    ])  # fmt: skip


def test_secrets_by_dice_are_found_under_common_names():
    planned, dice = trials(30_000, least=3_000), random.Random(19)
    missed, careless = [], 0
    for _ in range(planned):
        value = thrown(dice)
        if not list(secret_scan.found(dice.choice(WRITTEN).format(dice.choice(NAMES), value))):
            missed.append(value)
        # The control: one bound for whatever letters it is made of.
        careless += secret_scan.density(value) <= 3.7 or not re.search(r"\d", value)
    say("S19 secrets by dice", planned, 30_000, seed=19, missed=len(missed),
        control_missed=careless)  # fmt: skip
    assert missed == [] and careless > planned // 100


@pytest.mark.parametrize(
    "line", ["token = current_token_of_the_device", "password=the_password_of_the_regency_office",
             "PASSWORD_HASHERS = Argon2PasswordHasherOfDjango", "secret: aaaaaaaaaaaaaaaaaaaaaaaa1",
             "token_valid_until = 2026-11-21-2026-11-22", "TOKEN = THE_TOKEN_OF_THE_REGENCY",
             "password = django.contrib.auth.password_validation.MinimumLengthValidator"],
)  # fmt: skip
def test_what_was_thought_of_is_no_secret(line):
    assert not list(secret_scan.found(line))


def planted() -> list[str]:
    """Made at each run, so that none of them stands in a file."""
    dice = random.Random(1)
    key = base64.b64encode(dice.randbytes(32)).decode()
    word = base64.urlsafe_b64encode(dice.randbytes(36)).decode()
    return [
        f"SECRET_KEY={word}1a",
        f"SEALING_KEYS=k1:{key}",
        f'password = "{dice.randbytes(24).hex()}"',
        f"postgresql://santunan:{word[:32]}@db:5432/santunan",
        "-----BEGIN OPENSSH " + "PRIVATE KEY-----",
        "AKIA" + "ABCDEFGH12345678",
        "ghp_" + dice.randbytes(18).hex(),
    ]


def test_control_planted_secrets_are_found():
    found = [bool(list(secret_scan.found(text))) for text in planted()]
    say("S19 control, planted secrets", len(found), len(found), caught=sum(found))
    assert all(found)
