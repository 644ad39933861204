"""A notice in words: the sentence of the inbox, the mail, the short message.

Never a name of a person, an illness, a number or a sum: what leaves the service travels.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlsplit

from babel.numbers import format_decimal
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, override

from claims.models import Notice
from claims.models.notice_words import FAMILY_ASK, FAMILY_WORDS
from claims.models.words import (
    EVENT_WORDS,
    NOTICE_WORDS,
    SERVICE_NOTICE_WORDS,
    SERVICE_WORDS,
    STAGE_WORDS,
)
from regencies.models import District, Regency, Role, Village

# By the length of a place's code.
DEATH_KINDS = ("death_unfiled", "death_waits")
COVER_KINDS = ("cover_ends", "cover_gap")
ACCOUNT_KINDS = ("add_factor", "remove_factor", "recovery", "reset_factor", "renew")
PLACES = {5: Regency, 8: District, 13: Village}


def text(notice: Notice) -> str:
    """The sentence of a notice, in the language that is active."""
    event, claim = notice.event, notice.claim
    if event is None:
        if notice.kind in COVER_KINDS:
            return SERVICE_NOTICE_WORDS[notice.kind] % _ending(notice)
        if notice.kind in DEATH_KINDS:
            return SERVICE_NOTICE_WORDS[notice.kind] % _death(notice)
        return SERVICE_NOTICE_WORDS[notice.kind] % {"about": _about(notice)}
    stage = event.data.get("waits_for")
    return NOTICE_WORDS[event.move] % {
        "village": claim.village.name,
        "due": _due(event),
        "stage": STAGE_WORDS.get(stage, ""),
    }


def about_each(notices: Sequence[Notice]) -> list[str]:
    """What each of these is about, which have no event: as few queries for many as for one."""
    seats = [notice.about.split()[1] for notice in notices if notice.kind == "empty_seat"]
    names = _places(seats) if seats else {}
    return [_about(notice, names) for notice in notices]


def _places(codes: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for length, model in PLACES.items():
        if wanted := {code for code in codes if len(code) == length}:
            found |= {pk: str(place) for pk, place in model.objects.in_bulk(wanted).items()}
    return found


def _about(notice: Notice, names: Mapping[str, str] | None = None) -> str:
    """The year, or the empty seat in words: "Camat, Pedamaran". names: of places by their codes,
    where they are known already."""
    if notice.kind in COVER_KINDS:
        return _ending(notice)["day"]
    if notice.kind in DEATH_KINDS:
        return _death(notice)["village"]
    if notice.kind in ACCOUNT_KINDS:
        at = timezone.localtime(datetime.fromisoformat(notice.about))
        return date_format(at, "j F Y, H:i T")
    if notice.kind != "empty_seat":
        return notice.about
    role, code, _month = notice.about.split()
    return f"{Role(role).label}, {(names or _places([code])).get(code, code)}"


def _ending(notice: Notice) -> dict[str, str]:
    """Of an end of cover: its day, and how many people."""
    _pk, _rung, ends_on, people = notice.about.split()
    n = format_decimal(int(people), locale=get_language() or "id")
    return {"day": date_format(date.fromisoformat(ends_on), "j F Y"), "people": n}


def _death(notice: Notice) -> dict[str, str]:
    """Of a death without a claim: its village, and since how many days. Nobody's name."""
    _pk, days, village = notice.about.split(" ", 2)
    return {"days": days, "village": village}


def leads_to(notice: Notice) -> str:
    """The page where something can be done about it."""
    if notice.kind == "question":
        return reverse("audit:questions")
    if notice.claim:
        return reverse("claim", args=[notice.claim.code])
    if notice.kind in COVER_KINDS:
        return reverse("panel:cover")
    if notice.kind in DEATH_KINDS:
        return reverse("deaths:home")
    if notice.kind in ACCOUNT_KINDS:
        return reverse("account")
    if notice.kind == "empty_seat":
        return reverse("admin:regencies_appointment_changelist")
    return f"{reverse('reference:holidays')}?year={notice.about}"


def _due(event) -> str:
    due = event.data.get("due_on")
    return date_format(date.fromisoformat(due), "j F Y") if due else "-"


def mail(notice: Notice, site: str) -> EmailMessage:
    """The notice as a mail in its person's language, with an identity that never changes, so
    that a repeat after a crash can be known as one."""
    with override(notice.person.language):
        body = render_to_string(
            "notices/mail.txt",
            {
                "sentence": text(notice),
                "claim": notice.claim,
                "address": site + leads_to(notice),
            },
        )
        if notice.claim:
            subject = f"{notice.claim.code}: {EVENT_WORDS[notice.kind]}"
        else:
            subject = f"Santunan: {SERVICE_WORDS[notice.kind]} ({_about(notice)})"
    return written(subject, body, notice.person.email, f"notice-{notice.pk}", site)


def written(subject: str, body: str, to: str, identity: str, site: str) -> EmailMessage:
    host = urlsplit(site).hostname or "localhost"
    return EmailMessage(
        subject=subject, body=body, to=[to], headers={"Message-ID": f"<{identity}@{host}>"}
    )


def message(notice: Notice, site: str) -> str:
    """The notice as one short message: an official's with the way to the claim, a family's with
    the place to ask."""
    if notice.person is None:
        return _to_the_family(notice)
    with override(notice.person.language):
        if notice.claim is None:
            return f"Santunan: {text(notice)}"
        where = site + leads_to(notice)
        return f"{notice.claim.code}: {text(notice)} {where}"


def _to_the_family(notice: Notice) -> str:
    claim = notice.claim
    with override(claim.heir_language):
        said = FAMILY_WORDS[notice.kind] % {"code": claim.code, "due": _due(notice.event)}
        return f"Santunan: {said} {FAMILY_ASK % {'village': claim.village.name}}"
