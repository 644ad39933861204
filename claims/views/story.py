"""The story of a claim as every desk reads it: what happened, the papers, who did what."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.models import Claim, ClaimProgramme, Deadline, Event
from claims.models.choices import BANKS, LANGUAGES, LEVELS, RELATION_WORDS, SEXES
from claims.models.family import AUDITED_MOVES
from claims.models.words import FACT_WORDS, KIND_WORDS
from claims.rules.states import Kind
from claims.templatetags.santunan import day, rupiah
from claims.views.paper_groups import name_papers, papers_of
from regencies.models import Sealed

IN_MONTHS = {"months_paid", "months_unfit"}
PROGRAMMES = Prefetch("programmes", ClaimProgramme.objects.select_related("programme"))
AS_NUMBER = {"decile", "anatomical", *IN_MONTHS}


class Told(NamedTuple):
    """A label and what was said. changed: since the file was sent back; before: what was said
    until then, or None where that is nobody's to read."""

    label: str
    value: object
    changed: bool = False
    before: str | None = ""


@dataclass(frozen=True)
class Section:
    """One page of the village's form as rows of label and value."""

    page: str
    title: str
    rows: list[Told]


def story(claim: Claim, *, inside: bool = False) -> dict:
    """Everything that the pieces facts, papers, timeline and deadline draw."""
    # Facts and papers both look at them.
    prefetch_related_objects([claim], "facts", "children", PROGRAMMES)
    open_clocks = list(claim.deadlines.filter(payout=None, stopped_at=None).order_by("id"))
    return {
        "claim": claim,
        "sections": facts_of(claim),
        "groups": papers_of(claim),
        "events": events_of(claim, inside=inside),
        "programmes": list(claim.programmes.all()),
        "payouts": list(payouts_with_clocks(claim.payouts.all())),
        "deadline": running(open_clocks),
        "paused": next((row for row in open_clocks if row.paused_at), None),
    }


def running(clocks: Iterable[Deadline]) -> Deadline | None:
    """The clock that counts now; at most one does."""
    return next((row for row in clocks if row.paused_at is None), None)


def running_clocks() -> Prefetch:
    """For lists: each claim's running clock in `clocks`, none or one."""
    rows = Deadline.objects.filter(payout=None, stopped_at=None, paused_at=None)
    return Prefetch("deadlines", rows, to_attr="clocks")


def payouts_with_clocks(payouts):
    """In the order of awarding, each with its running clock in `clocks`."""
    rows = Deadline.objects.filter(stopped_at=None, paused_at=None)
    clocks = Prefetch("deadlines", rows, to_attr="clocks")
    return payouts.select_related("programme").prefetch_related(clocks).order_by("id")


# What the office looked into is its own: a doubt is no news for the village.
INSIDE = ("check", "overrule", "note", "read_letter")


def events_of(claim: Claim, *, inside: bool = False) -> list[Event]:
    rows = claim.events.select_related("by", "acts_for", "payout__programme", "objection", "spoken")
    rows = rows.exclude(move__in=AUDITED_MOVES)
    return name_papers(list(rows if inside else rows.exclude(move__in=INSIDE)))


def last_return(events: list[Event]) -> Event | None:
    """What a desk asked for when it last sent the file back."""
    return next((event for event in reversed(events) if event.move == "send_back"), None)


def told(value) -> str:
    """yes, no, or nothing yet."""
    return "" if value is None else _("yes") if value else _("no")


def label(name: str) -> str:
    return capfirst(Claim._meta.get_field(name).verbose_name)


def number_labels(names: Iterable[str]) -> set[str]:
    """The labels of these sealed numbers on the page of a claim."""
    words = {
        "nik": "NIK", "kk": _("Family card (KK)"), "heir_nik": _("NIK of the heir"),
        "account": label("account"),
    }  # fmt: skip
    return {words[name] for name in names}


def facts_of(claim: Claim, facts=None, children=None) -> list[Section]:
    """The story as the village told it. facts (by key) and children: others than those of the
    database."""
    if facts is None:
        facts = {fact.key: fact for fact in claim.facts.all()}
    children = list(claim.children.all()) if children is None else children
    found = _sections(claim, facts, children)
    return [
        Section(section.page, section.title, [Told(*row) for row in section.rows])
        for section in found
    ]


def _sections(claim: Claim, facts, children) -> list[Section]:
    found = [
        Section("person", person_title(claim), _person(claim)),
        Section("event", _("What happened"), _event(claim)),
    ]
    if claim.kind == Kind.ACCIDENT or set(facts) - {"decile", "months_paid", "base"}:
        harm = [key for key in FACT_WORDS if key not in {"decile", "months_paid", "base"}]
        ended = [(label("healed_on"), day(claim.healed_on))] if claim.healed_on else []
        found.append(Section("harm", _("Harm and costs"), ended + _numbers(facts, harm)))
    found.append(Section("family", _("Family"), _family(claim, facts)))
    found.append(Section("payee", _("Bank account"), _payee(claim)))
    if children:
        found.append(Section("children", _("Children"), [_child(child) for child in children]))
    return found


def with_ending(sections: list[Section], number: Sealed) -> list[Section]:
    """The same, with the last digits of this number: a village that checks what it typed can't
    compare dots with a bank book."""
    return [
        Section(section.page, section.title, [
            row._replace(value=number.ending()) if row.value is number else row
            for row in section.rows
        ])
        for section in sections
    ]  # fmt: skip


def person_title(claim: Claim) -> str:
    return _("Who died") if claim.kind == Kind.DEATH else _("Who was hurt")


def _person(claim):
    return [
        (label("name"), claim.name),
        ("NIK", claim.nik),
        (_("Family card (KK)"), claim.kk),
        (label("born_on"), day(claim.born_on)),
        (label("sex"), SEXES.get(claim.sex, "")),
        (_("Village"), f"{claim.village.name}, {claim.district.name}"),
    ]


def _event(claim):
    happened_at = f"{claim.event_time:%H:%M}" if claim.event_time else ""
    rows = [
        (label("kind"), KIND_WORDS[claim.kind]),
        (_("Day"), f"{day(claim.event_on)} {happened_at}".strip()),
        (label("event_place"), claim.event_place),
        (label("cause"), claim.cause),
        (label("at_work"), told(claim.at_work)),
    ]
    if claim.kind == Kind.ACCIDENT and claim.event_on:
        asked = (_("Did the person die of it?"), _("no"))
        rows.append((_("Day of death"), day(claim.died_on)) if claim.died_on else asked)
    if claim.died:
        rows.append((label("akta_number"), claim.akta_number))
    return rows


def _family(claim, facts):
    heir = [
        (_("Heir (ahli waris)"), claim.heir_name),
        (_("NIK of the heir"), claim.heir_nik),
        (_("Relation of the heir"), RELATION_WORDS.get(claim.heir_relation, "")),
        (_("Phone of the heir"), phone(claim.heir_phone, claim.heir_phone_whose)),
    ]
    return [
        (_("Reported by"), claim.reporter_name),
        (_("Relation of the reporter"), RELATION_WORDS.get(claim.reporter_relation, "")),
        (_("Phone of the reporter"), claim.reporter_phone),
        *(heir if claim.died or claim.heir_name else []),
        (_("Language of the family"), LANGUAGES.get(claim.heir_language, "")),
        *_numbers(facts, ["decile", "months_paid", "base"]),
    ]


def phone(number: str, whose: str) -> str:
    return f"{number} ({whose})" if number and whose else number


def _payee(claim):
    return [
        (label("payee_name"), claim.payee_name),
        (_("Relation of the account holder"), RELATION_WORDS.get(claim.payee_relation, "")),
        (label("bank"), BANKS.get(claim.bank, claim.bank)),
        (label("account"), claim.account),
    ]


def _child(child):
    said = [day(child.born_on), str(LEVELS.get(child.level, child.level))]
    if child.grade:
        said.append(_("grade %(n)d") % {"n": child.grade})
    if child.married:
        said.append(_("married"))
    if child.working:
        said.append(_("working"))
    return (child.name, ", ".join(said))


def amount(key: str, value) -> str:
    """A stated or assessed number as people read it."""
    if value is None:
        return ""
    if key == "total_disability":
        return told(bool(value))
    if key in AS_NUMBER:
        plain = f"{value.normalize():f}".replace(".", ",")
        return _("%(n)s months") % {"n": plain} if key in IN_MONTHS else plain
    return rupiah(value)


def _numbers(facts, keys):
    rows = []
    for key in keys:
        fact = facts.get(key)
        if fact is None or (fact.stated is None and fact.assessed is None):
            continue
        said = amount(key, fact.stated)
        if fact.assessed_at and fact.assessed != fact.stated:
            found = amount(key, fact.assessed) or _("unknown")
            said = _("%(found)s as assessed; the village said %(said)s") % {
                "found": found,
                "said": said or _("nothing"),
            }
        rows.append((FACT_WORDS[key], said))
    return rows
