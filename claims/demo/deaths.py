"""Some of the demo's participants have died, and nobody has filed for them yet."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from claims.actions.deaths import Whose, add_death
from claims.demo.people import VILLAGES
from claims.demo.roster import TOLD_NIK
from claims.models import Claim, Death
from regencies.deaths.reading import Told
from regencies.models import Appointment, Participant, Role, Village, blind

# How many days ago each of them died, and whether at work.
DIED = ((3, False), (9, False), (20, True))


def mourn(now: datetime) -> None:
    """On a first run alone."""
    head = Appointment.objects.filter(village=VILLAGES[0], role=Role.VILLAGE_HEAD).first()
    if head is None or Death.objects.exists():
        return
    village = Village.objects.select_related("district__regency").get(pk=VILLAGES[0])
    regency = village.district.regency
    today = now.astimezone(ZoneInfo(regency.zone)).date()
    others = (
        Participant.objects.filter(village=village, born_on__isnull=False)
        .exclude(nik_index__in=Claim.objects.values("nik_index"))
        .exclude(nik_index=blind(TOLD_NIK, "nik"))
        .order_by("id")
    )
    for (days, accident), person in zip(DIED, others, strict=False):
        told = Told(
            line=0, name=person.name, nik=person.nik.reveal(), born_on=person.born_on,
            sex=person.sex, died_on=today - timedelta(days=days), village=village.pk,
            accident=accident,
        )  # fmt: skip
        add_death(told, Whose(regency, village), by=head.person, now=now)
