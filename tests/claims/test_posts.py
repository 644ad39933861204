"""What leaves the service: once, to whom, when, in which words, and what stops nothing."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import IntegrityError, transaction

from claims import notices, posts, sweeps
from claims.models import Deadline, Event, Notice, Post
from claims.notices import carrying
from regencies.models import Channel, Person, Role, Sender, blind
from tests import build, sinks
from tests.build import JAKARTA, NOW

pytestmark = pytest.mark.django_db


def at(day, hour=8, minute=0, month=3):
    return datetime(2026, month, day, hour, minute, tzinfo=JAKARTA)


def sweep(now):
    sweeps.run(now, lambda: now)
    return posts.run(now)


def prefers(person: Person, **values) -> Person:
    for name, value in values.items():
        setattr(person, name, value)
    person.save(update_fields=list(values))
    return person


def sender(url="json://127.0.0.1:1/{phone}", **values) -> Sender:
    said = {"name": "wa", "kind": "whatsapp", "regency_id": "16.02"} | values
    return Sender.objects.create(url=url, url_index=blind(url, "sender"), **said)


@pytest.fixture
def gateway(tmp_path):
    with sinks.gateway(tmp_path) as sink:
        yield sink


@pytest.fixture
def post_office(tmp_path, settings):
    with sinks.post_office(tmp_path) as sink:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        yield sink


def mailed(username) -> list[mail.EmailMessage]:
    return [m for m in mail.outbox if m.to == [f"{username}@example.org"]]


def owed(**values):
    return Notice.objects.owed().filter(**values)


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


# What fails -----------------------------------------------------------------------------------


def test_a_failing_mail_blocks_no_other_and_is_given_up_after_five_tries(people, post_office):
    build.claim_in("submitted", people)
    camat = prefers(people[Role.CAMAT], email="refused@example.org", quiet_from=None, quiet_to=None)
    for hours in range(0, 72, 12):
        posts.run(NOW + timedelta(hours=hours))
    row = Notice.objects.get(person=camat, channel="email", kind="submit")
    assert (row.attempts, bool(row.given_up_at), row.sent_at) == (5, True, None)
    assert row.error == "SMTPRecipientsRefused"
    assert [m["to"] for m in post_office.kept] == [["district_officer@example.org"]]


def test_a_failed_mail_is_tried_later_and_later_still(people):
    build.claim_in("submitted", people)
    camat = people[Role.CAMAT]
    prefers(camat, email="broken\n@example.org", quiet_from=None, quiet_to=None)
    waits, now = [], NOW
    for _ in range(4):
        posts.run(now)
        row = Notice.objects.get(person=camat, channel="email")
        waits.append((row.next_try_at - now) / timedelta(minutes=1))
        now = row.next_try_at
    assert waits == [4, 16, 64, 256]


def test_with_the_post_down_all_mails_stay_owed_and_messages_go_on(people, gateway, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nobody listens there
    wa = sender(f"json://127.0.0.1:{gateway.port}/{{phone}}")
    prefers(people[Role.CAMAT], channel="message", sender=wa, phone="0811 700 1122")
    build.claim_in("submitted", people)
    assert posts.run(NOW) == {"mails": 0, "messages": 1}
    assert [m["to"] for m in gateway.kept] == ["628117001122"]
    assert not owed(channel="email").filter(attempts__gt=0).exists()
    assert owed(channel="email").count() == 1
    assert Post.objects.get(channel="email").error == "ConnectionRefusedError"
    assert Post.objects.get(sender=wa).sent_at == NOW


def test_with_a_gateway_down_mails_and_other_gateways_go_on(people, gateway):
    bad = sender("json://127.0.0.1:1/{phone}", name="bad")
    good = sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", name="good", for_family=True)
    prefers(people[Role.CAMAT], channel="message", sender=bad, phone="08117001122")
    for _ in range(8):
        build.claim_in("submitted", people)
    counts = posts.run(NOW)
    assert counts == {"mails": 8, "messages": 8}
    assert len(gateway.kept) == 8
    assert owed(sender=bad).count() == 8
    assert Post.objects.get(sender=bad).error == "refused"
    assert Post.objects.get(sender=good).failed_at is None


def test_a_gateway_that_fails_and_fails_is_left_alone_for_this_run(people):
    bad = sender("json://127.0.0.1:1/{phone}")
    prefers(people[Role.CAMAT], channel="message", sender=bad, phone="08117001122")
    for _ in range(30):
        build.claim_in("submitted", people)
    posts.run(NOW)
    assert owed(sender=bad, attempts=0).count() >= 20


def test_a_gateway_that_never_answers_costs_its_time_and_no_more(people, gateway):
    carrying_seconds = carrying.SECONDS
    assert carrying_seconds <= 10
    hand = carrying.Hand()
    hand.start(f"json://127.0.0.1:{gateway.port}/silent/62811", "x")
    with pytest.raises((carrying.TooSlow, carrying.Refused)):
        hand.finish(0.3)
    hand.start(f"json://127.0.0.1:{gateway.port}/62811", "next")
    hand.finish(5)
    assert [m["text"] for m in gateway.kept] == ["next"]


def test_no_log_and_no_column_says_where_a_message_went(people, gateway, caplog, capfd):
    url = f"json://user:SECRETTOKEN@127.0.0.1:{gateway.port}/refused/{{phone}}"
    prefers(people[Role.CAMAT], channel="message", sender=sender(url), phone="08117001122")
    prefers(people[Role.DISTRICT_OFFICER], channel="message", sender=sender(
        "json://SECRETTOKEN@127.0.0.1:1/{phone}", name="two"), phone="08117001122")  # fmt: skip
    build.claim_in("submitted", people)
    posts.run(NOW)
    assert set(owed().values_list("error", flat=True)) == {"refused"}
    said = caplog.text + "".join(capfd.readouterr())
    assert "SECRETTOKEN" not in said and "8117001122" not in said


def test_a_run_that_has_used_its_time_leaves_the_rest_to_the_next(people):
    build.claim_in("submitted", people)
    assert posts.run(NOW, seconds=0)["mails"] == 0
    assert posts.run(NOW)["mails"] == 2


def test_the_clock_and_the_post_are_two_tasks():
    from config.celery import app

    beats = app.conf.beat_schedule
    assert {beats[name]["task"] for name in ("sweep", "send")} == {
        "claims.tasks.sweep", "claims.tasks.send",
    }  # fmt: skip
    assert all(beat["options"]["expires"] < beat["schedule"] for beat in beats.values())


def test_manage_sweep_does_both(people, capsys):
    now = datetime.now(JAKARTA).replace(hour=12)
    build.claim_in("submitted", people, now=now, event_on=now.date())
    call_command("sweep", now=now.isoformat())
    assert "mails=2" in capsys.readouterr().out


# Families -------------------------------------------------------------------------------------


def test_the_family_hears_of_the_moves_that_concern_it(people, gateway):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    claim = build.claim_in("settled", people)
    sweep(NOW)
    told = gateway.kept
    assert {m["to"] for m in told} == {"628117003344"}  # the heir's
    kinds = Notice.objects.filter(person=None).values_list("kind", flat=True)
    assert set(kinds) == {"submit", "endorse", "approve", "pay"}
    for message in told:
        assert claim.code in message["text"] and len(message["text"]) <= 160
        assert message["text"].isascii()
        for private in (
            "Sulaiman", "Aminah", "Rusdi", "Sakit", "Rp", "10.000", "42.000", "Seed",
            build.NIK, build.ACCOUNT, *(person.name for person in people.values()),
        ):  # fmt: skip
            assert private not in message["text"]


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_family_is_told_in_its_language_and_where_to_ask(people, gateway, language):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    claim = build.draft(people)
    type(claim).objects.filter(pk=claim.pk).update(heir_language=language)
    build.do("submit", claim, people)
    posts.run(NOW)
    (message,) = gateway.kept
    assert claim.village.name in message["text"]
    assert ("Ask at" in message["text"]) == (language == "en")
    assert ("5 March 2026" if language == "en" else "5 Maret 2026") in message["text"]


def test_without_an_heirs_phone_the_reporter_is_told(people):
    claim = build.draft(people)
    assert notices.family_phone(claim) == "+628117003344"
    claim.heir_phone = ""
    assert notices.family_phone(claim) == "+628117001122"


def test_without_a_sender_for_families_nothing_is_written_for_them(people):
    sender(for_family=True, active=False)
    sender("json://127.0.0.1:1/{phone}", name="two")
    build.claim_in("settled", people)
    assert not Notice.objects.filter(person=None).exists()


def test_a_regencys_own_sender_goes_before_the_countrys(people):
    everywhere = sender(regency_id=None, for_family=True, name="all")
    build.claim_in("submitted", people)
    assert Notice.objects.get(person=None).sender == everywhere
    own = sender(for_family=True)
    claim = build.claim_in("submitted", people)
    assert Notice.objects.get(person=None, claim=claim).sender == own


def test_the_family_is_told_of_an_event_once(people):
    wa = sender(for_family=True)
    claim = build.claim_in("submitted", people)
    event = claim.events.get(move="submit")
    again = Notice(
        event=event, claim=claim, channel="message", sender=wa, kind="submit",
        created_at=NOW, next_try_at=NOW,
    )  # fmt: skip
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save()
    # Nor is anything dropped in silence: owing the same event twice is a fault that shows.
    with pytest.raises(IntegrityError), transaction.atomic():
        notices.owe(event)
    assert Notice.objects.filter(event=event, person=None).count() == 1


def test_families_sleep_too(people, gateway):
    sender(f"json://127.0.0.1:{gateway.port}/{{phone}}", for_family=True)
    build.claim_in("submitted", people, now=at(2, 22))
    posts.run(at(2, 22))
    assert gateway.kept == []
    posts.run(at(3, 6))
    assert len(gateway.kept) == 1


# Numbers --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "typed", ["+62 811-700-1122", "62811 700 1122", "0811 700 1122", "08117001122"]
)
def test_a_number_is_dialled_with_its_country(typed):
    assert carrying.addressed("sms://x/{phone}", phone=typed) == "sms://x/628117001122"


@pytest.mark.parametrize("typed", ["", "12", "tidak ada"])
def test_what_is_no_number_is_sent_nowhere(typed):
    with pytest.raises(carrying.Unreachable):
        carrying.addressed("sms://x/{phone}", phone=typed)


def test_a_chat_cannot_break_out_of_its_place():
    found = carrying.addressed("tgram://token/{chat}", chat="1/../2?x=1&y")
    assert found.count("/") == 3 and "?" not in found and "&" not in found


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


def test_a_long_line_of_letters_asks_the_same_questions(people, django_assert_max_num_queries):
    for _ in range(20):
        build.claim_in("submitted", people)
    with django_assert_max_num_queries(40 * 4 + 20):
        posts.run(NOW)
