"""The village's own door: its people, its claims, the pages of one claim."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from claims.access import LOOK, PRESS
from claims.models import Claim, Document, Fact
from claims.rules.states import Kind, State
from claims.views.doors import claim_or_404, seats
from regencies.models.people import VILLAGE_ROLES

village_only = seats(*VILLAGE_ROLES)
village_looks = seats(*VILLAGE_ROLES, methods=LOOK)
village_presses = seats(*VILLAGE_ROLES, methods=PRESS)

TITLES = {
    "person": _("Person"),
    "event": _("Event"),
    "family": _("Family"),
    "report": _("Report"),
    "harm": _("Harm and costs"),
    "payee": _("Bank account"),
    "children": _("Children"),
    "papers": _("Papers"),
    "check": _("Check"),
}


@dataclass(frozen=True)
class Page:
    """One step of the form, as the progress list shows it."""

    key: str
    title: str
    done: bool = False


def own_villages(request) -> list[str]:
    return [seat.village_id for seat in request.actor.seats if seat.role in VILLAGE_ROLES]


def own_claim(request, code: str) -> Claim:
    """A claim of a village in which this person holds a seat."""
    claim = claim_or_404(request, code)
    if request.actor.seat(VILLAGE_ROLES, claim) is None:
        raise PermissionDenied
    return claim


def page_keys(claim: Claim, facts: dict[str, Fact]) -> list[str]:
    """The pages that this claim needs, in order. Children have a right after a death, or when
    the participant can never work again."""
    disabled = facts.get("total_disability")
    children = claim.died or bool(disabled and disabled.stated)
    hurt = claim.kind == Kind.ACCIDENT
    needed = {
        "report": hurt and claim.state == State.DRAFT and claim.at_work is not False,
        "harm": hurt,
        "children": children,
    }
    return [key for key in TITLES if needed.get(key, True)]


def pages_of(claim: Claim, wrong: dict[str, str]) -> list[Page]:
    """The progress list: what is filled in, and what is still open."""
    facts = {fact.key: fact for fact in claim.facts.all()}
    filled = {
        "harm": any(fact.stated is not None for fact in facts.values()),
        "children": claim.children.exists(),
        "papers": Document.objects.filter(claim=claim, removed_at=None).exists(),
        "report": False,
        "check": False,
    }
    return [
        Page(key, TITLES[key], key not in wrong and filled.get(key, True))
        for key in page_keys(claim, facts)
    ]


def after(key: str, pages: list[Page]) -> str:
    """The page that follows."""
    keys = [page.key for page in pages]
    return keys[keys.index(key) + 1] if key in keys[:-1] else "check"


def wrong_pages(pages, wrong: dict[str, str]) -> list[dict]:
    """Each fault as a link to its page."""
    return [
        {"key": page.key, "title": page.title, "fault": wrong[page.key]}
        for page in pages
        if page.key in wrong
    ]
