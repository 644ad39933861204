"""One claim from day 0 to day 12, as a file would tell it: every event and everybody who was told.

The regency has given its office two working days. The story below is typed by hand, from the rules
and a calendar on the wall; the service has to come to the same lines.

  day 0   Monday 2 March. The village head submits. The camat has three days: until Thursday.
  day 1   The camat endorses. The office has two working days: Wednesday and Thursday, the 5th.
          A verifier takes the file.
  day 2   At eight the verifier is reminded: tomorrow is the last day. At eleven the file goes back
          to the village, because two papers differ in a name. The office's clock stands.
  day 3   The village answers. The clock goes on the next day: Friday is the first and Monday the
          9th the second working day. Wednesday and Thursday were not the office's.
  day 4   The regency learns that Monday the 9th is a day off. The administrator enters it, sees
          that this clock would move from the 9th to the 10th, and confirms that.
  day 7   Monday, the day off. At eight: tomorrow is the last day.
  day 8   At eight: today is the last day. The verifier enters what he found and verifies; a
          minute later the checks have been run over it. Nobody decides.
  day 9   At midnight the limit has passed. That is written down, and the claim goes on.
  day 10  Still undecided: the head of the office hears of it.
  day 11  Still undecided: the regency's secretary hears of it. The head grants, and must say why
          so late. The clock works out what is paid; the cashier passes one part to the branch of
          BPJS and orders the transfer of the other.
  day 12  Both have been paid, and everything about the claim has ended.
"""

from datetime import date, datetime, timedelta

import pytest

from claims import actions, sweeps
from claims.actions import reschedule
from claims.models import Breach, Claim, Deadline
from regencies.models import DeadlineRule, Holiday, Role, Sender, blind
from tests import build
from tests.build import DAY, JAKARTA, NOW

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
OKI = "16.02"

# when · what · by whom (the clock, where nobody) · the reason · until when · who was told.
# "and mail": in the inbox and by mail. The operator wants no mails, the family has a phone.
TOLD = """
day 0  Mon 02 Mar 08:30 | start       | village_head     |              |        |
day 0  Mon 02 Mar 09:00 | submit      | village_head     |              | 05 Mar | camat and mail, district_officer and mail, family by message
day 1  Tue 03 Mar 10:00 | endorse     | camat            |              | 05 Mar | opd_verifier and mail, village_head and mail, village_operator, family by message
day 1  Tue 03 Mar 14:00 | take        | opd_verifier     |              |        |
day 2  Wed 04 Mar 08:00 | warn_1      | the clock        |              | 05 Mar | opd_verifier and mail
day 2  Wed 04 Mar 11:00 | send_back   | opd_verifier     | names_differ | 18 Mar | village_head and mail, village_operator
day 3  Thu 05 Mar 15:00 | answer      | village_head     |              | 09 Mar | opd_verifier and mail
day 4  Fri 06 Mar 10:00 | reschedule  | administrator    | calendar     | 10 Mar | opd_verifier and mail
day 7  Mon 09 Mar 08:00 | warn_1      | the clock        |              | 10 Mar | opd_verifier and mail
day 8  Tue 10 Mar 08:00 | warn_0      | the clock        |              | 10 Mar | opd_verifier and mail
day 8  Tue 10 Mar 15:00 | assess      | opd_verifier     |              |        |
day 8  Tue 10 Mar 15:00 | verify      | opd_verifier     |              |        | opd_head and mail, opd_section_head and mail
day 8  Tue 10 Mar 15:01 | check       | the clock        |              |        |
day 9  Wed 11 Mar 00:00 | breach      | the clock        |              | 10 Mar | opd_section_head and mail, opd_verifier and mail
day 10 Thu 12 Mar 08:00 | escalate_1  | the clock        |              | 10 Mar | opd_head and mail
day 11 Fri 13 Mar 08:00 | escalate_2  | the clock        |              | 10 Mar | sekda and mail
day 11 Fri 13 Mar 10:00 | approve     | opd_head         | staff_absent |        | camat and mail, village_head and mail, village_operator, family by message
day 11 Fri 13 Mar 10:01 | award       | the clock        |              |        | cashier and mail, village_head and mail, village_operator
day 11 Fri 13 Mar 14:00 | forward     | cashier          |              | 25 Mar | village_head and mail, village_operator
day 11 Fri 13 Mar 14:30 | order       | opd_section_head |              |        |
day 12 Sat 14 Mar 09:00 | pay         | cashier          |              |        | village_head and mail, village_operator, family by message
day 12 Sat 14 Mar 09:30 | pay         | cashier          |              |        | village_head and mail, village_operator, family by message
day 12 Sat 14 Mar 09:31 | settle      | the clock        |              |        | village_head and mail, village_operator
"""  # noqa: E501


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """March in the west of Indonesia."""
    return datetime(2026, 3, day, hour, minute, tzinfo=JAKARTA)


class Story:
    """The acts in their order, with the beat of the clock between them."""

    def __init__(self, people):
        self.people, self.now = people, at(2, 0)

    def until(self, instant: datetime) -> datetime:
        """What a beat of every minute would have rung by then: nothing falls but at midnight and
        at eight, and what people do is seen a minute later."""
        beats = [self.now + MINUTE]
        day = self.now.replace(hour=0, minute=0)
        while day <= instant:
            for hour in (0, 8):
                beats += [day.replace(hour=hour) - MINUTE, day.replace(hour=hour)]
            day += DAY
        for beat in sorted(beats):
            if self.now < beat < instant or (beat == instant and beat.hour in {0, 8}):
                sweeps.run(beat, lambda beat=beat: beat)
        self.now = instant
        return instant

    def done(self, verb: str, claim: Claim, when: datetime, **words):
        return build.do(verb, claim, self.people, now=self.until(when), **words)

    def by(self, role: str, when: datetime) -> dict:
        return {"by": self.people[role], "now": self.until(when)}


def two_working_days(people) -> None:
    actions.add_row(
        DeadlineRule, stage="office", regency_id=OKI, programme_id=None, from_on=date(2026, 3, 1),
        days=2, unit="working", start_event="endorse", warn_days=[1, 0], warn_hour=8,
        steps=[
            {"after_days": 0, "to": ["holder", "opd_section_head"]},
            {"after_days": 1, "to": ["opd_head"]},
            {"after_days": 2, "to": ["sekda"]},
        ],
        source="Peraturan Bupati", confidence="H",
        by=people[Role.ADMINISTRATOR], now=NOW - DAY, reason="Peraturan Bupati",
    )  # fmt: skip


def who_hears_how(people) -> None:
    operator = people[Role.VILLAGE_OPERATOR]
    operator.channel = "none"
    operator.save(update_fields=["channel"])
    url = "json://127.0.0.1:1/{phone}"
    Sender.objects.create(
        name="wa", kind="whatsapp", regency_id=OKI, url=url, url_index=blind(url, "sender"),
        for_family=True,
    )  # fmt: skip


def walked(people) -> Claim:
    """The twelve days."""
    story = Story(people)
    claim = build.draft(people, now=story.until(at(2, 8, 30)))
    story.done("submit", claim, at(2, 9))
    story.done("endorse", claim, at(3, 10))
    actions.take(claim.pk, **story.by(Role.OPD_VERIFIER, at(3, 14)))
    story.done("send_back", claim, at(4, 11))
    story.done("answer", claim, at(5, 15))

    administrator = story.by(Role.ADMINISTRATOR, at(6, 10))
    actions.add_row(
        Holiday, regency_id=OKI, day=date(2026, 3, 9), name="Hari jadi kabupaten", kind="local",
        source="SK Bupati", confidence="H", reason="SK Bupati", **administrator,
    )  # fmt: skip
    seen = reschedule.preview([OKI], now=story.now)
    assert seen.groups == [(date(2026, 3, 9), date(2026, 3, 10), 1)]
    reschedule.apply(seen.seen, reason="SK Bupati", **administrator)

    story.done("verify", claim, at(10, 15))
    actions.approve(
        claim.pk, build.granted(claim), late_reason="staff_absent",
        late_note="Verifikator sakit.", **story.by(Role.OPD_HEAD, at(13, 10)),
    )  # fmt: skip
    cashier = story.by(Role.CASHIER, at(13, 14))
    branch, regency = claim.payouts.order_by("-estimate")
    actions.forward(branch.pk, reference="BPJS-1", **cashier)
    build.order(regency, people=story.people, now=story.by(Role.CASHIER, at(13, 14, 30))["now"])
    for payout, when in ((branch, at(14, 9)), (regency, at(14, 9, 30))):
        actions.pay(
            payout.pk, paid_on=when.date(), amount=payout.amount, **story.by(Role.CASHIER, when)
        )
    story.until(at(14, 10))
    return claim


def line(event) -> str:
    """One event and everybody who was told of it, as the story has it."""
    when = event.at.astimezone(JAKARTA)
    by = event.by.username if event.by else "the clock"
    reason = event.reason or event.data.get("late", {}).get("reason", "")
    due = event.data.get("due_on")
    until = date.fromisoformat(due).strftime("%d %b") if due else ""
    ways: dict[str, list[str]] = {}
    for row in event.notices.all():
        ways.setdefault(row.person.username if row.person else "family", []).append(row.channel)
    # The family last, the others by their names.
    heard = sorted(ways, key=lambda who: (who == "family", who))
    heard = [f"{who}{WAYS[tuple(sorted(ways[who]))]}" for who in heard]
    cells = [
        f"day {(when.date() - NOW.date()).days}".ljust(6) + when.strftime(" %a %d %b %H:%M"),
        event.rung or event.move, by, reason, until, ", ".join(heard),
    ]  # fmt: skip
    return " | ".join(cells)


WAYS = {("inbox",): "", ("email", "inbox"): " and mail", ("message",): " by message"}


def told(text: str) -> list[str]:
    return [" | ".join(c.strip() for c in row.split("|")) for row in text.strip().splitlines()]


def test_one_claim_from_day_0_to_day_12(people):
    two_working_days(people)
    who_hears_how(people)
    claim = walked(people)
    events = claim.events.select_related("by").prefetch_related("notices__person")
    assert [line(event) for event in events] == told(TOLD)
    claim.refresh_from_db()
    assert claim.state == "settled"

    # The clock, its two last days, and why: what counted, what did not.
    office = Deadline.objects.get(claim=claim, stage="office")
    assert (office.original_due_on, office.due_on) == (date(2026, 3, 5), date(2026, 3, 10))
    assert office.trace == {
        "counted": ["2026-03-06", "2026-03-10"],
        "skipped": [
            ["2026-03-04", "paused"], ["2026-03-05", "paused"],
            ["2026-03-07", "weekend"], ["2026-03-08", "weekend"], ["2026-03-09", "holiday"],
        ],
    }  # fmt: skip

    # The one breach: three days late (11, 12, 13 March), in whose hands, and why.
    breach = Breach.objects.get(claim=claim)
    assert (breach.at, breach.stage, breach.days_late) == (at(11, 0), "office", 3)
    assert (breach.holder, breach.ended_at) == (people[Role.OPD_VERIFIER], at(13, 10))
    assert (breach.reason, breach.note, breach.explained_by) == (
        "staff_absent", "Verifikator sakit.", people[Role.OPD_HEAD],
    )  # fmt: skip
    assert {(p.programme_id, p.paid_amount, p.paid_on) for p in claim.payouts.all()} == {
        ("jkm", 42_000_000, date(2026, 3, 14)),
        ("santunan_oki", 1_000_000, date(2026, 3, 14)),
    }
