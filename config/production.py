"""What production does not start with: each of these makes a demo of it.

The environment is judged when the settings are read, so that no process gets further: web, worker,
beat and commands all end with these sentences. Accounts of the demo stand in the database:
claims.demo.left_over looks for them before the first request and the first task, and with each
migrate.
"""

from collections.abc import Mapping

# Django's own measure of a key (security.W009), and words that a key which somebody typed has.
KEY_LENGTH, KEY_LETTERS = 50, 5
TYPED = ("insecure", "change", "secret", "example", "santunan", "password", "default")


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
    if on(environ, "DEBUG"):
        found.append("DEBUG must be off in production: its pages show settings and data.")
    if on(environ, "ALLOW_TIME_TRAVEL"):
        found.append("ALLOW_TIME_TRAVEL must be off in production: clocks would not be the law's.")
    if any(host in {"*", "."} for host in environ.get("ALLOWED_HOSTS", "").split()):
        found.append("ALLOWED_HOSTS must name the hosts; * lets anybody answer in their name.")
    if on(environ, "TASKS_EAGER"):
        found.append("TASKS_EAGER must be off in production: pages would do the worker's work.")
    # A token of the sign-on is believed because of the line on which it came.
    for name in ("SITE_ADDRESS", "OIDC_SERVER"):
        if not (environ.get(name) or "https://").startswith("https://"):
            found.append(f"{name} must begin with https:// in production.")
    return found


def made_up(key: str) -> bool:
    short = len(key) < KEY_LENGTH or len(set(key)) < KEY_LETTERS
    return short or any(word in key.lower() for word in TYPED)
