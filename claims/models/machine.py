"""How a line of the regulation is written down: from, to, who, which duty, which clock."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import models
from django_fsm import FSMField

from claims.rules.states import Duty
from regencies.models import Actor, Appointment


class StateDescriptor:
    """Refuses a plain assignment: only a transition moves it, through the field's set_state.

    The library's own guard is a flag on the class, which refresh_from_db switches off for
    every thread at once. This one asks the instance alone.
    """

    def __init__(self, field):
        self.field = field

    def __get__(self, instance, owner=None):
        return self if instance is None else self.field.get_state(instance)

    def __set__(self, instance, value):
        known = instance.__dict__.get(self.field.attname, value)
        if known != value and not instance.__dict__.get("_refreshing"):
            raise AttributeError("A state changes by a move alone.")
        self.field.set_state(instance, value)


class StateField(FSMField):
    descriptor_class = StateDescriptor

    def deconstruct(self):
        """A plain CharField to migrations, so that none of them imports this code."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class Guarded(models.Model):
    """A model whose StateField may be read again from the database."""

    class Meta:
        abstract = True

    def refresh_from_db(self, *args, **kwargs):
        self.__dict__["_refreshing"] = True
        try:
            super().refresh_from_db(*args, **kwargs)
        finally:
            del self.__dict__["_refreshing"]


@dataclass(frozen=True)
class Step:
    """What the machine says of a move beside from, to and who.

    order: where its button stands. desk: whose pages offer it ("village", "district",
    "panel", "money"; "" for the clock's own moves). clock: what happens to the deadlines,
    in order: "stop", "pause", "resume", "start camat" and so on.
    """

    order: int
    label: str
    desk: str = ""
    clock: tuple[str, ...] = ()


class by:
    """May this person do it? They hold one of the roles where the claim is, and, if the
    move is one of the four duties, neither they nor whom they stand in for hold another."""

    def __init__(self, *roles: str, duty: Duty | None = None):
        self.roles, self.duty = roles, duty

    def __call__(self, thing, actor: Actor) -> bool:
        seat = self.seat(thing, actor)
        return seat is not None and not self.conflict(thing, seat)

    def seat(self, thing, actor: Actor) -> Appointment | None:
        return actor.seat(self.roles, thing) if actor.person else None

    def conflict(self, thing, seat: Appointment) -> str:
        """The other duty that somebody of this seat already holds on the claim, or nothing."""
        duty = self.duty_of(seat)
        if not duty:
            return ""
        held = thing.duties_held()
        found = [held[person.pk] for person in seat.people if person.pk in held]
        return next((other for other in found if other != duty), "")

    def duty_of(self, seat: Appointment | None) -> Duty | None:
        """The duty that the act leaves with this seat."""
        return self.duty


class by_sides(by):
    """As `by`, for an act that belongs to two duties: each role does it as its own."""

    def __init__(self, sides: Mapping[str, Duty]):
        super().__init__(*sides)
        self.sides = dict(sides)

    def seat(self, thing, actor: Actor) -> Appointment | None:
        """Of several seats one whose duty this person does not contradict."""
        found = [seat for role in self.roles if (seat := actor.seat([role], thing))]
        free = (seat for seat in found if not self.conflict(thing, seat))
        return next(free, found[0] if found else None)

    def duty_of(self, seat: Appointment | None) -> Duty | None:
        return self.sides[seat.role] if seat else None


# What stands in the way of who made a decision that was overturned.
OVERTURNED = "overturned"


class by_another(by):
    """As `by`, and never who made a decision of this claim that an objection has overturned.
    `instead` may do it after that, too: the office may have nobody else left."""

    def __init__(self, *roles: str, instead: str, duty: Duty):
        super().__init__(*roles, duty=duty)
        self.instead = instead

    def seat(self, thing, actor: Actor) -> Appointment | None:
        found = super().seat(thing, actor)
        if found is None and actor.person and thing.reopened_at:
            found = actor.seat([self.instead], thing)
        return found

    def conflict(self, thing, seat: Appointment) -> str:
        if thing.overturned().intersection(person.pk for person in seat.people):
            return OVERTURNED
        return super().conflict(thing, seat)


class ByClock:
    """Celery's moves: nobody presses them."""

    roles, duty = (), None

    def __call__(self, thing, actor: Actor) -> bool:
        return actor.person is None

    def duty_of(self, seat) -> None:
        return None


by_clock = ByClock()


def edges(model) -> Iterator[tuple[str, str, str, object]]:
    """Every edge of a machine as (move, from, to, transition)."""
    for transition in model._meta.get_field("state").get_all_transitions(model):
        targets = getattr(transition.target, "allowed_states", None) or [transition.target]
        for target in targets:
            yield transition.name, str(transition.source), str(target), transition
