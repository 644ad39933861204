"""Where a session begins: whoever signs somebody in, by whichever way, marks it. One without its
marks is over."""

from django.utils import timezone

from regencies.models import Actor


def begin(sender, request, user, **more) -> None:
    """Who signs in has just proved who they are."""
    now = getattr(request, "now", None) or timezone.now()
    at, seated = now.timestamp(), bool(Actor.at(user, now).seats)
    for name, value in {"begun": at, "seen": at, "proved": at, "seated": seated}.items():
        request.session[name] = value
