"""The moves that this person may not make now, each with whom it waits for."""

from dataclasses import dataclass

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from claims.models.machine import OVERTURNED
from claims.models.words import DUTY_WORDS
from regencies.models import Actor, Role


@dataclass(frozen=True)
class Waiting:
    """A move of the machine, and the sentence on why it is not this person's."""

    name: str
    label: str
    why: str


def waiting_moves(thing, actor: Actor) -> list[Waiting]:
    """What the machine knows to follow from here and this person may not do, in its order.
    What is neither on a desk's page nor the clock's comes of another act, and is left out."""
    found = [
        move for move in thing.get_available_state_transitions()
        if (move.custom.desk or not move.permission.roles) and not move.permission(thing, actor)
    ]  # fmt: skip
    return [
        Waiting(move.name, move.custom.label, _why(move.permission, thing, actor))
        for move in sorted(found, key=lambda move: move.custom.order)
    ]


def _why(rule, thing, actor: Actor) -> str:
    if not rule.roles:
        return _("The service does this by itself.")
    seat = rule.seat(thing, actor)
    roles = ", ".join(str(Role(role).label) for role in rule.roles)
    if seat is None:
        return _("Waits for: %(roles)s.") % {"roles": roles}
    duty = rule.conflict(thing, seat)
    if duty == OVERTURNED:
        return _("You made the decision that an objection has overturned: somebody else decides.")
    return capfirst(
        _("you hold another step of this claim already (%(duty)s): it takes somebody else.")
        % {"duty": DUTY_WORDS[duty]}
    )
