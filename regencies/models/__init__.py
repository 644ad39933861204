"""Who, where, and what is promised. Nothing here knows of claims."""

from regencies.models.calendar import Holiday
from regencies.models.people import Appointment, Person, Role
from regencies.models.places import District, Province, Regency, Village
from regencies.models.programmes import (
    Confidence,
    DeadlineRule,
    Figure,
    Paper,
    Programme,
    RuleMissing,
)

__all__ = [
    "Appointment",
    "Confidence",
    "DeadlineRule",
    "District",
    "Figure",
    "Holiday",
    "Paper",
    "Person",
    "Programme",
    "Province",
    "Regency",
    "Role",
    "RuleMissing",
    "Village",
]
