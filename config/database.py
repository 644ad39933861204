"""An address of a database, as Django wants it."""

from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

# A page that waits longer holds a thread that others need; a sweep may take its time, and who
# typed a command waits as long as it takes.
PATIENCE = {
    "web": {
        "statement_timeout": "5s", "lock_timeout": "3s",
        "idle_in_transaction_session_timeout": "10s",
    },
    "worker": {"statement_timeout": "60s"},
    "command": {},
}  # fmt: skip


def database(url: str, kind: str = "command", pooled: bool = False) -> dict[str, object]:
    """url: postgresql://user:password@host:port/name. kind: of process, see PATIENCE. pooled: a
    pooler gives each transaction another connection, so nothing may outlive one, and the limits
    are the pooler's to set (config/docs/scale_out.md)."""
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured("The address of a database must begin with postgresql://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": pooled,
        "OPTIONS": {"connect_timeout": 5} | ({} if pooled else patience(kind)),
    }


def replica(url: str, kind: str) -> dict[str, object]:
    """The same of a server that follows it (claims/replica.py): given up soon, because the primary
    answers as well, and refusing to write even if somebody promotes it."""
    made = database(url, kind)
    limits = made["OPTIONS"].get("options", "")
    made["OPTIONS"] |= {
        "connect_timeout": 2,
        "tcp_user_timeout": 5000,
        "options": f"{limits} -c default_transaction_read_only=on".strip(),
    }
    return made | {"TEST": {"MIRROR": "default"}}


def patience(kind: str) -> dict[str, str]:
    told = " ".join(f"-c {name}={limit}" for name, limit in PATIENCE[kind].items())
    return {"options": told} if told else {}
