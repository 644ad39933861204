"""Many rows from few: copies of a claim with all that hangs on it, written in bulk. For pages
that are counted, not for what a claim may do."""

import copy
import uuid

from django.apps import apps
from django.db import models
from django.db.models.base import ModelState

from claims.models import Claim, Death, Event, Letter
from regencies.models import (
    Coverage,
    Participant,
    Sender,
    System,
    SystemCall,
    SystemToken,
)

# What hangs on a claim, what others point at first. Names are written by a trigger, a breach and
# a slip stay with their own claim.
PARTS = ("Payout", "Deadline", "Event", "Objection", "ClaimProgramme", "Fact", "Child", "Duty",
         "Document", "Check", "Letter", "Notice", "PaperVerdict", "Scholarship",
         "SchoolYear")  # fmt: skip
# Those that hang on something of the claim.
BY_WAY_OF = {"SchoolYear": "scholarship__claim"}
# Columns that no two rows share.
OWN = ("token",)


def copied(row: models.Model, **values) -> models.Model:
    """The row again, unsaved, with keys of its own."""
    made = copy.copy(row)
    made.pk, made._state = None, ModelState()
    for field in made._meta.concrete_fields:
        kept = getattr(made, field.attname)  # by its name a relation would be fetched
        if isinstance(kept, uuid.UUID):
            setattr(made, field.name, uuid.uuid4())
        elif field.name in OWN and kept:
            setattr(made, field.name, uuid.uuid4().hex)
    for name, value in values.items():
        setattr(made, name, value)
    return made


def multiply(n: int) -> None:
    """Every claim n more times, each with its parts; every letter and objection among them."""
    for claim in list(Claim.objects.all()):
        new = Claim.objects.bulk_create(
            copied(claim, code=f"{claim.code[:8]}{claim.pk * 1000 + i:06d}") for i in range(n)
        )
        where: dict[tuple, list] = {}
        for name in PARTS:
            model = apps.get_model("claims", name)
            way = BY_WAY_OF.get(name, "claim")
            for row in model.objects.filter(**{way: claim}).order_by("pk"):
                where[model, row.pk] = model.objects.bulk_create(
                    copied(row, **of(way, other), **links(row, i, where), **numbered(row, other))
                    for i, other in enumerate(new)
                )


def of(way: str, claim: Claim) -> dict:
    return {"claim_id": claim.pk} if way == "claim" else {}


def links(row, i: int, where) -> dict:
    """Its deadline, payout and the rest of the same copy."""
    return {
        field.attname: where[field.related_model, getattr(row, field.attname)][i].pk
        for field in row._meta.concrete_fields
        if field.is_relation and (field.related_model, getattr(row, field.attname)) in where
    }


def numbered(row, claim) -> dict:
    if isinstance(row, Letter):
        serial = claim.pk * 100 + row.serial
        return {
            "serial": serial,
            "number": f"{claim.pk}/{row.pk}",
            "code": uuid.uuid4().hex[: len(row.code)],
        }
    return {}


def lengthen(n: int) -> None:
    """What a page of one claim lists, n times more: what happened, and what people were told."""
    for claim in list(Claim.objects.all()):
        event = claim.events.filter(rung="").order_by("pk").first()
        if event:
            Event.objects.bulk_create(copied(event) for _ in range(n))


def rows(n: int) -> None:
    for person in list(Participant.objects.filter(nik_index="")):
        some = Participant.objects.bulk_create(copied(person) for _ in range(n))
        Coverage.objects.bulk_create(
            copied(cover, participant_id=other.pk, agreement=f"PKS {other.pk}")
            for cover in person.coverages.all() for other in some
        )  # fmt: skip
    for death in list(Death.objects.all()):
        Death.objects.bulk_create(copied(death, identity=uuid.uuid4().hex) for _ in range(n))
    for sender in list(Sender.objects.all()):
        Sender.objects.bulk_create(copied(sender, name=f"{sender.name}{i}") for i in range(n))
    for system in list(System.objects.select_related("person")):
        for token in list(system.tokens.all()):
            SystemToken.objects.bulk_create(
                copied(token, prefix=uuid.uuid4().hex[:8]) for _ in range(n)
            )
        for call in list(system.calls.all()):
            SystemCall.objects.bulk_create(copied(call, code=f"{i}") for i in range(n))
        for i in range(n):
            person = copied(system.person, username=f"{system.person.username}{i}")
            person.save()
            copied(system, name=f"{system.name}{i}", person=person).save()
