"""What leaves the service: once, to whom, when and in which words."""

from datetime import timedelta

import pytest
from django.core import mail

from claims import notices, posts
from claims.models import Deadline, Event, Notice
from regencies.models import Channel, Role
from tests import build
from tests.build import NOW
from tests.claims.posting import at, mailed, owed, prefers, sender, sweep

pytestmark = pytest.mark.django_db


# At once -------------------------------------------------------------------------------------


def test_mails_go_out_once_with_an_identity_of_their_own(people):
    claim = build.claim_in("submitted", people)
    sweep(NOW)
    sweep(NOW)
    assert {m.to[0] for m in mail.outbox} == {
        "camat@example.org", "district_officer@example.org",
    }  # fmt: skip
    rows = Notice.objects.filter(channel="email")
    assert {m.extra_headers["Message-ID"] for m in mail.outbox} == {
        f"<notice-{row.pk}@localhost>" for row in rows
    }
    text = mail.outbox[0].subject + mail.outbox[0].body
    assert claim.code in text
    for private in (build.NIK, build.KK, build.ACCOUNT, "Sulaiman", "Aminah"):
        assert private not in text


def test_a_mail_speaks_its_persons_language(people):
    prefers(people[Role.CAMAT], language="en")
    build.claim_in("submitted", people)
    sweep(NOW)
    assert "waits for the camat" in mailed("camat")[0].body
    assert "camat" in mailed("district_officer")[0].body
    assert "waits" not in mailed("district_officer")[0].body


def test_whoever_wants_the_inbox_alone_gets_nothing_else(people):
    prefers(people[Role.CAMAT], channel=Channel.NONE)
    claim = build.claim_in("submitted", people)
    sweep(NOW)
    assert not mailed("camat") and mailed("district_officer")
    assert Notice.objects.filter(person=people[Role.CAMAT], claim=claim).count() == 1


# Quiet hours ----------------------------------------------------------------------------------


def test_the_night_is_quiet_and_the_inbox_is_not(people):
    build.claim_in("submitted", people, now=at(2, 22))
    camat = Notice.objects.filter(person=people[Role.CAMAT])
    assert camat.filter(channel="inbox", sent_at=at(2, 22)).exists()
    for silent in (at(2, 22), at(3, 0), at(3, 5, 59)):
        assert posts.run(silent)["mails"] == 0
    assert posts.run(at(3, 6))["mails"] == 2


def test_a_breach_of_midnight_waits_for_the_morning(people):
    build.claim_in("submitted", people)  # last day Thursday 5 March
    posts.run(NOW)
    mail.outbox.clear()
    sweep(at(6, 0))
    assert not mail.outbox
    posts.run(at(6, 6))
    assert [m.to[0] for m in mailed("camat")] == ["camat@example.org"]


def test_what_was_owed_by_day_and_meets_the_night_waits_too(people):
    build.claim_in("submitted", people, now=at(2, 20))
    posts.run(at(2, 23))  # the post stood still for three hours
    assert not mail.outbox
    assert set(owed().values_list("next_try_at", flat=True)) == {at(3, 6)}
    assert posts.run(at(3, 6))["mails"] == 2


def test_hours_are_a_persons_own_or_none(people):
    prefers(people[Role.CAMAT], quiet_from=None, quiet_to=None)
    prefers(people[Role.DISTRICT_OFFICER], quiet_from=13, quiet_to=15)
    build.claim_in("submitted", people, now=at(2, 23))
    posts.run(at(2, 23))
    assert mailed("camat") and mailed("district_officer")
    mail.outbox.clear()
    build.claim_in("submitted", people, now=at(3, 13))
    posts.run(at(3, 13))
    assert mailed("camat") and not mailed("district_officer")


# The summary of a day -------------------------------------------------------------------------


def test_all_the_rest_comes_as_one_summary_a_day(people):
    claims = [build.claim_in("endorsed", people) for _ in range(3)]
    sweep(NOW)
    assert not mailed("opd_verifier")
    for hour in (8, 9, 12, 20):
        sweep(at(3, hour, 30))
    (letter,) = mailed("opd_verifier")
    assert all(claim.code in letter.body for claim in claims)
    assert "3" in letter.subject
    assert not owed(person=people[Role.OPD_VERIFIER]).exists()


def test_the_reminders_of_the_morning_are_in_the_summary_of_the_morning(people):
    claim = build.claim_in("submitted", people)  # the last day is the fifth
    posts.run(NOW)
    mail.outbox.clear()
    sweep(at(5, 8, 0))
    assert not mail.outbox
    sweep(at(5, 8, 31))
    (letter,) = mailed("camat")
    assert claim.code in letter.body and "Segera jatuh tempo" in letter.body


def test_nobody_gets_two_summaries_on_a_day_whatever_happens(people):
    """Another claim, other quiet hours, a late run, a failure: at most one on each day."""
    verifier = people[Role.OPD_VERIFIER]
    for hour in range(24 * 4):
        now = at(2) + timedelta(hours=hour)
        if hour % 7 == 0:
            build.claim_in("endorsed", people, now=now)
        if hour == 30:
            prefers(verifier, quiet_from=None, quiet_to=None)
        if hour == 50:
            prefers(verifier, quiet_from=7, quiet_to=14)
        if hour == 60:
            owed(person=verifier).update(next_try_at=now)
        before = len(mailed("opd_verifier"))
        posts.run(now)
        posts.run(now)
        for letter in mailed("opd_verifier")[before:]:
            letter.day = now.date()
    days = [letter.day for letter in mailed("opd_verifier")]
    assert len(days) == len(set(days)) == 4


def test_what_comes_a_moment_after_the_summary_is_in_the_one_of_tomorrow(people):
    head = people[Role.VILLAGE_HEAD]
    first, second = (build.claim_in("submitted", people, now=at(2, 7)) for _ in range(2))
    build.do("endorse", first, people, now=at(2, 7, 10))
    posts.run(at(2, 8, 31))
    assert len(mailed("village_head")) == 1
    # It was begun before half past eight, and committed after the summary had left.
    build.do("endorse", second, people, now=at(2, 8, 29))
    posts.run(at(2, 8, 32))
    assert owed(person=head).get().next_try_at == at(3, 8, 30)
    posts.run(at(3, 8, 30))
    assert second.code in mailed("village_head")[-1].body and len(mailed("village_head")) == 2


def test_of_one_clock_the_summary_says_the_last_alone(people):
    claim = build.claim_in("endorsed", people)
    prefers(people[Role.OPD_SECTION_HEAD], channel=Channel.NONE)
    sekda = people[Role.SEKDA]
    rows = {kind: _rung(claim, sekda, kind) for kind in ("warn", "escalate")}
    body = notices.mail_of_day(sekda, list(rows.values()), "https://santunan.example").body
    assert body.count(claim.code + ":") == 1
    assert "Terlambat" in body and "Segera" not in body


def test_a_clock_that_has_stopped_is_not_reminded_of(people):
    claim = build.claim_in("submitted", people)
    row = _rung(claim, people[Role.CAMAT], "warn")
    build.do("endorse", claim, people)
    row = Notice.objects.select_related("event__deadline").get(pk=row.pk)
    assert notices.mail_of_day(people[Role.CAMAT], [row], "https://santunan.example") is None


def _rung(claim, person, kind) -> Notice:
    clock = Deadline.objects.filter(claim=claim, stopped_at=None).latest("pk")
    event = Event.objects.create(
        claim=claim, deadline=clock, move=kind, rung=kind, at=at(5), recorded_at=at(5),
        data={"waits_for": clock.stage, "due_on": str(clock.due_on)},
    )  # fmt: skip
    return Notice.objects.create(
        event=event, claim=claim, person=person, channel="email", kind=kind, digested=True,
        created_at=at(5), next_try_at=at(5, 8, 30),
    )  # fmt: skip


def test_the_most_severe_stands_first(people):
    late, near = (build.claim_in("endorsed", people) for _ in range(2))
    sekda = people[Role.SEKDA]
    rows = [_rung(near, sekda, "warn"), _rung(late, sekda, "escalate")]
    body = notices.mail_of_day(sekda, rows, "https://santunan.example").body
    assert body.index(late.code) < body.index(near.code)


def test_a_summary_has_an_identity_of_its_rows(people):
    claims = [build.claim_in("endorsed", people) for _ in range(2)]
    sekda = people[Role.SEKDA]
    rows = [_rung(claim, sekda, "warn") for claim in claims]

    def identity(some):
        letter = notices.mail_of_day(sekda, some, "https://santunan.example")
        return letter.extra_headers["Message-ID"]

    assert identity(rows) == identity(rows[::-1]) != identity(rows[:1])


def test_a_summary_of_hundreds_is_cut_and_says_so(people):
    claim = build.claim_in("endorsed", people)
    sekda = people[Role.SEKDA]
    rows = [_rung(claim, sekda, "warn") for _ in range(1)]
    rows += [
        Notice(pk=9_000_000 + n, person=sekda, kind="calendar_gap", about=str(2000 + n),
               channel="email", created_at=NOW)
        for n in range(150)
    ]  # fmt: skip
    letter = notices.mail_of_day(sekda, rows, "https://santunan.example")
    assert letter.body.count("\n- ") == 100 and "51" in letter.body and "151" in letter.subject
    assert len(notices.message_of_day(sekda, rows, "https://santunan.example")) < 1000


def test_who_chose_a_sender_that_was_ended_gets_mails(people):
    wa = sender(active=False)
    prefers(people[Role.CAMAT], channel="message", sender=wa, phone="08117001122")
    build.claim_in("submitted", people)
    assert Notice.objects.get(person=people[Role.CAMAT], channel="email")


def test_the_identity_survives_a_second_sending(people, post_office):
    """As after a crash between sending and marking: the mark is gone, the letter leaves again."""
    build.claim_in("submitted", people)
    posts.run(NOW)
    Notice.objects.filter(channel="email").update(sent_at=None)
    posts.run(NOW)
    ids = [m["id"] for m in post_office.kept]
    assert len(ids) == 4 and len(set(ids)) == 2
