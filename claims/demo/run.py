"""Plays the stories: every step of every claim in one order of time, the clock between them."""

import random
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F

from claims import actions, posts, sweeps
from claims.actions import Refusal
from claims.actions.budget import enter_budget
from claims.demo.acts import Told
from claims.demo.deaths import mourn
from claims.demo.families import Families
from claims.demo.people import MUBA, OKI, STANDS_IN_AT, VILLAGES, People, settle_in
from claims.demo.roster import enrol
from claims.demo.stories import STORIES, Story
from claims.demo.systems import let_in
from claims.models import BudgetEntry, Claim, Notice
from regencies.models import Role, Village

# When the clock is looked at: just after the breaches of midnight, the reminders, the summaries.
RINGS = (time(0, 0, 30), time(8, 0, 30), time(8, 30, 30))
READ_AFTER = timedelta(days=2)
# Before the oldest story; the accounts are older.
BEFORE_ALL = timedelta(days=120)
Step = tuple[datetime, int, Callable[[datetime], None]]


class StoryFailed(Exception):
    """A story does not go as it is written."""


def play(seed: int, claims: int, now: datetime) -> list[Told]:
    """The new claims, in the order of the stories.

    Nothing is dated after `now`. Each step is a transaction of its own, as in life: what was
    played before a failure stays.
    """
    people = settle_in(now)
    let_in(people, now)
    # A second run on the same data must not invent the same families again.
    before = Claim.objects.count()
    rng = random.Random(f"{seed}/{before}" if before else seed)  # noqa: S311 - not for secrets
    told = cast(rng, claims, people, now)
    fund(people, len(told), now)
    # Its own chance, so that the list changes no story.
    enrol(random.Random(f"{seed}/{before}/list"), [one for one, _ in told], now)  # noqa: S311
    steps = sorted(plan(rng, told, now), key=lambda step: step[:2])
    if steps:
        steps = sorted([*steps, *rings(steps[0][0], now)], key=lambda step: step[:2])
    for at, _, act in steps:
        act(at)
    sweep(now)
    look_at_all(now)
    mourn(now)
    # People look into their inbox; only the news of the last days is new.
    Notice.objects.filter(
        claim__in=[one.id for one, _ in told],
        channel=Notice.Channel.INBOX,
        created_at__lt=now - READ_AFTER,
    ).update(read_at=F("created_at") + timedelta(hours=3))
    return [one for one, _ in told]


# Of OKI, for its santunan of 1,000,000.
BUDGET, MILLION = 500_000_000, 1_000_000


def fund(people: People, claims: int, now: datetime) -> None:
    """The budget of the year, as the head of OKI's office enters it; for a second demo beside the
    first its change."""
    place = Village.objects.select_related("district").get(code=VILLAGES[0])
    year, before = now.astimezone(ZoneInfo("Asia/Jakarta")).year, BudgetEntry.objects.count()
    enter_budget(
        OKI, "santunan_oki", year=year, amount=max(BUDGET, claims * MILLION),
        document=f"{'DPPA' if before else 'DPA'} 1.06.01/{year}",
        reason="Belanja bantuan sosial santunan kematian.", now=now - BEFORE_ALL,
        by=people.at(Role.OPD_HEAD, place)[0], key=uuid.uuid5(uuid.NAMESPACE_URL, f"{before}"),
    )  # fmt: skip


def cast(rng: random.Random, claims: int, people: People, now: datetime) -> list[tuple[Told, int]]:
    """Each story once, then more of them by their weights; with each the days it is put back."""
    stories = list(STORIES[:claims])
    weights = [story.weight for story in STORIES]
    stories += rng.choices(STORIES, weights, k=max(0, claims - len(stories)))
    families = Families(rng)
    villages = list(
        Village.objects.filter(code__in=VILLAGES).select_related("district__regency").order_by("pk")
    )
    order = {code: place for place, code in enumerate(VILLAGES)}
    villages.sort(key=lambda village: order[village.code])
    found = []
    for number, story in enumerate(stories):
        earlier = rng.randint(0, story.earlier) if number >= len(STORIES) else 0
        village = choose(rng, story, villages)
        today = now.astimezone(ZoneInfo(village.district.regency.zone)).date()
        filed_on = today - timedelta(days=story.steps()[0][0] + earlier)
        family = families.draw(story, village, filed_on)
        found.append((Told(story, family, village, people, rng), earlier))
    return found


def choose(rng: random.Random, story: Story, villages: list[Village]) -> Village:
    """Where it happens: OKI somewhat more often, its first village most."""
    regency = story.where or rng.choice((OKI, OKI, MUBA))
    fitting = [village for village in villages if village.code.startswith(regency)]
    if story.stand_in:
        fitting = [one for one in fitting if one.district_id == STANDS_IN_AT]
    return rng.choices(fitting, [3, *[1] * (len(fitting) - 1)])[0]


def plan(rng: random.Random, told, now: datetime) -> Iterator[Step]:
    """The steps of every claim, at office hours of their days."""
    number = 0
    for one, earlier in told:
        today = now.astimezone(one.zone).date()
        for days_ago, verbs in one.story.steps():
            on = today - timedelta(days=days_ago + earlier)
            minute = 8 * 60 + 5 + rng.randrange(200)
            for verb in verbs:
                at = datetime.combine(on, time(minute // 60, minute % 60), tzinfo=one.zone)
                number += 1
                yield at, number, step(one, verb)
                minute += rng.randint(15, 60)


def step(one: Told, verb: str) -> Callable[[datetime], None]:
    def act(at: datetime) -> None:
        try:
            one.play(verb, at)
        except Refusal as refusal:
            words = f"{one.story.name!r}: {verb} at {at:%Y-%m-%d %H:%M} of {one.code}: {refusal}"
            raise StoryFailed(words) from refusal

    return act


def rings(first: datetime, now: datetime) -> Iterator[Step]:
    zone = ZoneInfo("Asia/Jakarta")
    on = first.astimezone(zone).date()
    while on <= now.astimezone(zone).date():
        for hour in RINGS:
            at = datetime.combine(on, hour, tzinfo=zone)
            if at <= now:
                yield at, 0, sweep
        on += timedelta(days=1)


def look_at_all(now: datetime) -> None:
    """The checks of every claim that is not yet decided."""
    failed: list[int] = []
    while sweeps.each(sweeps.unchecked(), actions.examine, now, failed):
        pass
    if failed:
        raise StoryFailed(f"the checks of {len(failed)} claims could not be run")


def sweep(at: datetime) -> None:
    """Reminders, breaches, mails. The stories ring for their own awards."""
    failed: list[int] = []
    sweeps.ring(at, failed)
    posts.run(at)
    if failed:
        raise StoryFailed(f"{len(failed)} deadlines could not be rung at {at}")
