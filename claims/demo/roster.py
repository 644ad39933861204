"""Who of the demo stands on the list of participants, and for which periods."""

import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from claims.demo.acts import Told
from claims.demo.families import LAST, Families
from claims.demo.people import OKI, VILLAGES
from claims.demo.stories import COVERED, GRACE, LAPSED, TWICE, UNLISTED
from claims.rules.coverage import months_after
from regencies.models import Coverage, Participant, Village, blind
from regencies.models.roster import NIK

OTHERS = 40  # on the list, and nothing has happened to them
# The one whom the README has people look up: a man of the first village, still without a claim.
TOLD_NIK, TOLD_KK = "1602051203719901", "1602051502109901"
LISTED = timedelta(days=150)  # how long ago the list was loaded
GRACE_MONTHS = 3
POOR = ("vulnerable", "vulnerable", "informal", "rt_rw")
WAGED = ("village_official", "formal")
LOWEST_BASE, WAGE = 1_000_000, 2_000_000
PAYERS = {OKI: ("APBD OKI", "APBDes")}
ELSEWHERE = ("APBD Muba", "APBDes")
Span = tuple[date, date, str]


def enrol(rng: random.Random, told: list[Told], now: datetime) -> None:
    """Those of the stories whom the list has, and on a first run the others on it."""
    first_run = not Participant.objects.exists()
    found = [listed(rng, one) for one in told if one.story.listed != UNLISTED]
    if first_run:
        found += others(rng, now, {one.family.values["nik"] for one in told})
    known = set(
        Participant.objects.filter(
            nik_index__in=[blind(person.nik, NIK) for person, _ in found]
        ).values_list("nik_index", flat=True)
    )
    found = [(one, spans) for one, spans in found if blind(one.nik, NIK) not in known]
    for one, _ in found:
        one.created_at = one.updated_at = now - LISTED
    Participant.objects.bulk_create(one for one, _ in found)
    Coverage.objects.bulk_create(
        Coverage(
            participant=one, from_on=first, to_on=last, payer=payer,
            agreement="" if one.segment == Participant.Segment.PU else f"PKS contoh/{first.year}",
            months=_months(first, last),
        )
        for one, spans in found
        for first, last, payer in spans
    )  # fmt: skip


def listed(rng: random.Random, one: Told) -> tuple[Participant, list[Span]]:
    values, found = one.family.values, one.family.assessed
    event_on = values["event_on"]
    base = int(found.get("base", LOWEST_BASE))
    waged = base >= WAGE
    oki = one.village.code.startswith(OKI)
    decile = int(found["decile"]) if "decile" in found else rng.choice((1, 2, 3, None))
    person = Participant(
        regency_id=one.village.code[:5],
        village=one.village,
        **{name: values[name] for name in ("name", "nik", "kk", "born_on", "sex")},
        category_id=rng.choice(WAGED if waged else POOR),
        segment=Participant.Segment.PU if waged else Participant.Segment.BPU,
        base=base,
        kpj=_kpj(rng),
        decile=decile,
        decile_source=("DTSEN" if oki else "P3KE") if decile else "",
        decile_as_of_on=event_on.replace(month=1, day=1) if decile else None,
    )
    months = int(found.get("months_paid", rng.randint(6, 40)))
    return person, list(spans(one.story.listed, event_on, months, person.regency_id))


def spans(standing: str, event_on: date, months: int, regency: str) -> Iterator[Span]:
    """Programme years with so many months up to the event, or up to their end before it."""
    main, second = PAYERS.get(regency, ELSEWHERE)
    ends_on = event_on.replace(month=12, day=31)
    if standing == LAPSED:
        # The thirty-first of December, and nobody went on paying.
        while ends_on >= event_on or months_after(ends_on, GRACE_MONTHS) >= event_on:
            ends_on = ends_on.replace(year=ends_on.year - 1)
    elif standing == GRACE:
        ends_on = event_on.replace(day=1) - timedelta(days=1)
    counted_to = min(ends_on, event_on)
    begins_on = months_after(counted_to.replace(day=1), 1 - months)
    while begins_on <= ends_on:
        last = min(begins_on.replace(month=12, day=31), ends_on)
        yield begins_on, last, main
        begins_on = last + timedelta(days=1)
    if standing == TWICE:
        # Five months that the village paid as well; they do not add up.
        yield months_after(counted_to.replace(day=1), -7), _eve(counted_to, 3), second


def others(rng: random.Random, now: datetime, given: set) -> Iterator[tuple[Participant, list]]:
    families = Families(rng)
    families.given |= given | {TOLD_NIK}
    villages = list(Village.objects.filter(code__in=VILLAGES).order_by("code"))
    today = now.date()
    for number in range(OTHERS):
        village, sex = rng.choice(villages), rng.choice("MF")
        born_on = today - timedelta(days=rng.randrange(20 * 365, 64 * 365))
        waged = number % 8 == 0
        decile = rng.choice((1, 2, 2, 3, 4, 6, None))
        person = Participant(
            regency_id=village.code[:5],
            village=village,
            name=f"{families.first(sex)} {rng.choice(LAST)}",
            nik=families.nik(village, born_on, sex),
            kk=families.number(village, today - timedelta(days=rng.randrange(400, 4000)), 0),
            born_on=None if number % 9 == 4 else born_on,
            sex=sex,
            category_id=rng.choice(WAGED if waged else POOR),
            segment=Participant.Segment.PU if waged else Participant.Segment.BPU,
            base=rng.choice((2_400_000, 3_100_000)) if waged else LOWEST_BASE,
            kpj=_kpj(rng),
            decile=decile,
            decile_source="DTSEN" if decile else "",
            decile_as_of_on=today.replace(month=1, day=1) if decile else None,
        )
        if number == 1 and TOLD_NIK not in given:
            _told_of(person, villages)
        standing = LAPSED if number % 10 == 7 else COVERED
        yield person, list(spans(standing, today, rng.randint(1, 48), person.regency_id))


def _told_of(person: Participant, villages: list[Village]) -> None:
    person.village = next(row for row in villages if row.code == VILLAGES[0])
    person.regency_id = person.village.code[:5]
    person.name, person.sex, person.born_on = "Mahmud Hasyim", "M", date(1971, 3, 12)
    person.nik, person.kk = TOLD_NIK, TOLD_KK


def _eve(day: date, months: int) -> date:
    """The last day of the month so many months before."""
    return months_after(day.replace(day=1), 1 - months) - timedelta(days=1)


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * 12 + last.month - first.month + 1


def _kpj(rng: random.Random) -> str:
    return f"99{rng.randrange(10**9):09d}"
