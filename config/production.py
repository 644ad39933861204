"""What production does not start with: each of these makes a demo of it.

The environment is judged when the settings are read, so that no process gets further: web, worker,
beat and commands all end with these sentences. Accounts of the demo stand in the database:
claims.demo.left_over looks for them before the first request and the first task, and with each
migrate.
"""

import base64
import binascii
import re
from collections.abc import Mapping

ENVIRONMENTS = ("demo", "tests", "production")
# Django's own measure of a key (security.W009), and words that a key which somebody typed has.
KEY_LENGTH, KEY_LETTERS = 50, 5
TYPED = ("insecure", "change", "secret", "example", "santunan", "password", "default")
# Of a key that seals: what b64encode makes of 32 bytes, and a name that a link of the trail keeps.
KEYS = ("SEALING_KEYS", "AUDIT_KEY", "INDEX_KEYS")
KEY_NAME, KEY_BYTES = re.compile(r"[A-Za-z0-9]{1,8}"), 32
# They keep letters in a file, in memory or nowhere, and say that they were sent.
NO_MAIL = ("filebased", "locmem", "console", "dummy")


def environment_fault(environ: Mapping[str, str]) -> str:
    """A sentence, or nothing. "prod" and "Production" are no demo: it would stand at the real
    address with time travel and without second factor and TLS."""
    if environ.get("SANTUNAN_ENV", "demo") in ENVIRONMENTS:
        return ""
    return f"SANTUNAN_ENV must be one of {', '.join(ENVIRONMENTS)}, or not be set: the demo."


def on(environ: Mapping[str, str], name: str) -> bool:
    return environ.get(name, "0").lower() in {"1", "true", "yes"}


def faults(environ: Mapping[str, str]) -> list[str]:
    """A sentence for each, that names its variable."""
    found = [
        f"Production needs {name} in the environment."
        for name in ("SECRET_KEY", "SEALING_KEYS", "AUDIT_KEY", "ALLOWED_HOSTS", "SITE_ADDRESS")
        if not environ.get(name)
    ]
    if (key := environ.get("SECRET_KEY")) and made_up(key):
        found.append(
            "SECRET_KEY is short or made up by hand. Make one: "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    for name in KEYS:
        # Made of nothing but blanks it was meant to be set; only the index may do without.
        typed = environ.get(name) and (environ[name].split() or name != "INDEX_KEYS")
        if typed and not are_keys(environ[name].split()):
            found.append(
                f"{name} must be id:key, several with blanks between: each id once and of up to 8 "
                "letters and digits, each key 32 random bytes in base64. Make one: python3 -c "
                "'import base64, os; print(\"k1:\" + base64.b64encode(os.urandom(32)).decode())'"
            )
    if on(environ, "DEBUG"):
        found.append("DEBUG must be off in production: its pages show settings and data.")
    if on(environ, "ALLOW_TIME_TRAVEL"):
        found.append("ALLOW_TIME_TRAVEL must be off in production: clocks would not be the law's.")
    if any(host in {"*", "."} for host in environ.get("ALLOWED_HOSTS", "").split()):
        found.append("ALLOWED_HOSTS must name the hosts; * lets anybody answer in their name.")
    if on(environ, "TASKS_EAGER"):
        found.append("TASKS_EAGER must be off in production: pages would do the worker's work.")
    if environ.get("EMAIL_BACKEND", "").startswith(
        tuple(f"django.core.mail.backends.{kind}." for kind in NO_MAIL)
    ):
        found.append("EMAIL_BACKEND must send in production: letters would stay on this machine.")
    # A token of the sign-on is believed because of the line on which it came.
    for name in ("SITE_ADDRESS", "OIDC_SERVER"):
        if not (environ.get(name) or "https://").startswith("https://"):
            found.append(f"{name} must begin with https:// in production.")
    return found


def made_up(key: str) -> bool:
    short = len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS
    return short or any(word in key.lower() for word in TYPED)


def are_keys(entries: list[str]) -> bool:
    """As regencies.models.sealed and claims.trail.chain read them: otherwise the first number that
    is kept would end in an error, or be sealed by a key that anybody can write down."""
    names = [entry.partition(":")[0] for entry in entries]
    return bool(entries) and len(set(names)) == len(names) and all(map(is_key, entries))


def is_key(entry: str) -> bool:
    name, _, text = entry.partition(":")
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return False
    return bool(KEY_NAME.fullmatch(name)) and len(key) == KEY_BYTES and len(set(key)) > 1
