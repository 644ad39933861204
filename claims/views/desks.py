"""Which desks a person has, and which comes first."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from claims.models.calling import CALLERS
from claims.models.deaths import COUNTERS
from claims.models.export import EXPORTERS, REPORT_READERS
from regencies.models import Actor, Role
from regencies.models.people import DISTRICT_ROLES, VILLAGE_ROLES

PANEL_ROLES = (
    Role.OPD_VERIFIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.CASHIER, Role.SEKDA, Role.AUDITOR,
)  # fmt: skip
MONEY_ROLES = (Role.CASHIER, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.AUDITOR)
FIGURES_ROLES = (
    Role.BUPATI, Role.SEKDA, Role.OPD_HEAD, Role.OPD_SECTION_HEAD, Role.AUDITOR,
)  # fmt: skip

COVER_ROLES = (
    Role.ADMINISTRATOR, Role.OPD_SECTION_HEAD, Role.OPD_HEAD, Role.CASHIER, Role.SEKDA, Role.BUPATI,
)  # fmt: skip

DEATH_ROLES = (*VILLAGE_ROLES, *DISTRICT_ROLES, *COUNTERS)


@dataclass(frozen=True)
class Desk:
    """A part of the service: where it begins, its word, and whose it is."""

    home: str
    label: str
    roles: tuple[str, ...]
    here: bool = False


DESKS = (
    Desk("village:home", _("Village"), VILLAGE_ROLES),
    Desk("district:home", _("District"), DISTRICT_ROLES),
    Desk("panel:home", _("Panel"), PANEL_ROLES),
    Desk("money:home", _("Payments"), MONEY_ROLES),
    Desk("panel:figures", _("Figures"), FIGURES_ROLES),
    Desk("panel:board", _("What is late"), FIGURES_ROLES),
    Desk("panel:reports", _("Reports"), REPORT_READERS),
    Desk("calls:home", _("Calls back"), CALLERS),
    Desk("exports:home", _("Exports"), EXPORTERS),
    Desk("audit:read", _("Read a claim"), (Role.AUDITOR,)),
    Desk("audit:questions", _("Questions from families"), (Role.AUDITOR,)),
    Desk("reference:home", _("Rules and calendar"), (Role.ADMINISTRATOR,)),
    Desk("deaths:home", _("Deaths without a claim"), DEATH_ROLES),
    Desk("panel:cover", _("Cover and renewal"), COVER_ROLES),
    Desk("operations:home", _("Operations"), (Role.ADMINISTRATOR,)),
    Desk("audit:accounts", _("Sign-ins"), (Role.AUDITOR, Role.ADMINISTRATOR)),
    Desk("admin:index", _("Administration"), (Role.ADMINISTRATOR,)),
)


def desks_of(actor: Actor, page: str = "") -> list[Desk]:
    """The desks of this person; `here` marks the one that the page belongs to."""
    roles = actor.roles()
    mine = [desk for desk in DESKS if roles.intersection(desk.roles)]
    homes = {desk.home for desk in mine}
    # panel:board_list belongs to panel:board.
    within = {home for home in homes if page == home or page.startswith(f"{home}_")}
    here = max(within, key=len, default=f"{page.partition(':')[0]}:home")
    return [replace(desk, here=desk.home == here) for desk in mine]


def first_desk(actor: Actor) -> str | None:
    """Where a signed-in person begins. A cashier's work is at the payments."""
    if actor.roles() == {Role.CASHIER}:
        return "money:home"
    return next((desk.home for desk in desks_of(actor)), None)
