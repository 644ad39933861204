"""The devices on which somebody is signed in, in words."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.utils.translation import gettext as _

# The first that fits: a browser says the names of those before it too.
BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"),
            ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"),
           ("Mac OS", "macOS"), ("Linux", "Linux"))  # fmt: skip


@dataclass(frozen=True)
class Device:
    pk: int
    name: str
    since: datetime
    seen_at: datetime
    here: bool


def devices_of(request) -> list[Device]:
    """Those whose session still lasts, this one first."""
    now = request.now
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    rows = UserSession.objects.filter(
        user=request.user, session_key__in=alive,
        created_at__gt=now - timedelta(hours=settings.SESSION_HOURS),
        last_seen_at__gt=now - timedelta(minutes=settings.SESSION_IDLE_MINUTES),
    ).order_by("-last_seen_at")[:50]  # fmt: skip
    found = [
        Device(row.pk, named(row.user_agent), row.created_at, row.last_seen_at,
               row.session_key == request.session.session_key)
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda one: not one.here)


def named(agent: str) -> str:
    """A browser's own words cut down to two that people know."""
    browser = next((name for mark, name in BROWSERS if mark in agent), "")
    system = next((name for mark, name in SYSTEMS if re.search(mark, agent)), "")
    return ", ".join(filter(None, [browser, system])) or _("a browser")
