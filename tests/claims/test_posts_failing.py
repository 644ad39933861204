"""What fails stops nothing: no other letter, no other gateway, no other run."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.core.management import call_command

from claims import posts
from claims.models import Notice, Post
from claims.notices import carrying
from regencies.models import Channel, Person, Role
from tests import build
from tests.build import JAKARTA, NOW
from tests.claims.posting import at, mailed, owed, prefers, sender
from tests.waiting import PATIENCE

pytestmark = pytest.mark.django_db


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
    hand.finish(PATIENCE)
    assert [m["text"] for m in gateway.kept] == ["next"]


@pytest.mark.parametrize("way", ["at once", "in the summary", "by message"])
def test_whose_account_was_closed_is_sent_nothing_more(people, gateway, way):
    """Written while it was open: no mail says afterwards what happens in a claim."""
    role = Role.VILLAGE_HEAD if way == "in the summary" else Role.CAMAT
    person, now = people[role], at(3, 9)
    if way == "by message":
        prefers(
            person,
            channel=Channel.MESSAGE,
            phone="0811 700 1122",
            sender=sender(f"json://127.0.0.1:{gateway.port}/{{phone}}"),
        )
    build.claim_in("endorsed" if way == "in the summary" else "submitted", people, now=at(2, 14))
    Person.objects.filter(pk=person.pk).update(is_active=False)
    before = set(owed(person=person).values_list("pk", flat=True))
    posts.run(now)
    posts.run(now + timedelta(minutes=5))
    assert before and not mailed(person.username) and not gateway.count
    rows = Notice.objects.filter(pk__in=before)
    assert {(row.error, row.given_up_at, row.sent_at) for row in rows} == {
        ("account closed", now, None)
    }
    # The way itself is well: the others have had theirs.
    assert mail.outbox and not Post.objects.exclude(failed_at=None).exists()


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


def test_a_letter_costs_four_questions_at_most(people, django_assert_max_num_queries):
    for _ in range(20):
        build.claim_in("submitted", people)
    with django_assert_max_num_queries(40 * 4 + 20):
        posts.run(NOW)
