"""Who, where, and what is promised. Nothing here knows of claims."""

from regencies.models.accounts import AccountEvent, KnownPlace
from regencies.models.activations import Activation
from regencies.models.calendar import Calendar, Holiday
from regencies.models.changes import Change, digest, plain
from regencies.models.check_rules import CheckRule
from regencies.models.leave import Leave, in_charge
from regencies.models.papers import Paper, PaperCondition
from regencies.models.people import Actor, Appointment, Channel, Person, Role
from regencies.models.places import District, Province, Regency, Village
from regencies.models.programmes import (
    Confidence,
    DeadlineRule,
    Figure,
    Programme,
    RuleMissing,
)
from regencies.models.roster import Category, Coverage, Participant
from regencies.models.roster_imports import (
    RosterHead,
    RosterImport,
    RosterLook,
    RosterRefusal,
    RosterRow,
)
from regencies.models.sealed import Sealed, SealedField, blind, index_field
from regencies.models.senders import Sender
from regencies.models.systems import Scope, System, SystemCall, SystemLook, SystemToken
from regencies.models.tries import Tries

__all__ = [
    "AccountEvent",
    "Activation",
    "Actor",
    "Appointment",
    "Calendar",
    "Category",
    "Change",
    "Channel",
    "CheckRule",
    "Confidence",
    "Coverage",
    "DeadlineRule",
    "District",
    "Figure",
    "Holiday",
    "KnownPlace",
    "Leave",
    "Paper",
    "PaperCondition",
    "Participant",
    "Person",
    "Programme",
    "Province",
    "Regency",
    "Role",
    "RosterHead",
    "RosterImport",
    "RosterLook",
    "RosterRefusal",
    "RosterRow",
    "RuleMissing",
    "Scope",
    "Sealed",
    "SealedField",
    "Sender",
    "System",
    "SystemCall",
    "SystemLook",
    "SystemToken",
    "Tries",
    "Village",
    "blind",
    "digest",
    "in_charge",
    "index_field",
    "plain",
]
