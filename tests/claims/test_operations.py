"""The operator's page: dead letters and clocks set aside, seen and tried again."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims import posts, sweeps
from claims.models import BackupRun, Deadline, Event, Notice, Post
from regencies.models import Change, Role, Sender
from tests import build
from tests.build import DAY, NOW

BROKEN = "broken\n@example.org"


@pytest.fixture
def admin(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    return client


def text(page) -> str:
    return page.content.decode()


def dead(people, role=Role.CAMAT, claim=None) -> Notice:
    """A letter that was tried five times."""
    camat = people[role]
    camat.email, camat.quiet_from, camat.quiet_to = BROKEN, None, None
    camat.save()
    claim = claim or build.claim_in("submitted", people)
    for day in range(6):
        posts.run(NOW + day * 2 * DAY)
    return Notice.objects.dead().get(person=camat, claim=claim)


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_posts(client, people, role):
    client.force_login(people[role])
    assert client.get("/operations/").status_code == 403
    for page in ("letters/", "clocks/1/"):
        assert client.post(f"/operations/{page}").status_code == 403


def test_a_dead_letter_is_shown_with_its_error_and_without_an_address(admin, people):
    row = dead(people)
    page = text(admin.get("/operations/"))
    assert row.claim.code in page and row.error in page and "Camat" in page
    assert "example.org" not in page and build.STORY["name"] not in page


def test_a_dead_letter_is_tried_again_and_arrives(admin, people, mailoutbox):
    row = dead(people)
    row.person.email = "camat@example.org"
    row.person.save()
    mailoutbox.clear()
    assert admin.post("/operations/letters/", {"notice": row.pk}).status_code == 302
    row.refresh_from_db()
    assert (row.attempts, row.given_up_at) == (0, None)
    posts.run(row.next_try_at)
    (letter,) = mailoutbox
    assert letter.extra_headers["Message-ID"] == f"<notice-{row.pk}@localhost>"
    change = Change.objects.get(what="letters")
    assert change.by == people[Role.ADMINISTRATOR]
    row.refresh_from_db()
    assert row.sent_at and not row.error
    assert row.claim.code not in text(admin.get("/operations/"))


def test_all_are_tried_again_by_the_way_that_reaches_each_today(admin, people):
    rows = [dead(people), dead(people, Role.DISTRICT_OFFICER)]
    wa = Sender.objects.create(name="wa", kind="sms", url="json://127.0.0.1:1/{phone}")
    camat = people[Role.CAMAT]
    camat.channel, camat.sender, camat.phone = "message", wa, "08117001122"
    camat.save()
    admin.post("/operations/letters/")
    for row in rows:
        row.refresh_from_db()
    assert [row.channel for row in rows] == ["message", "email"]
    assert not Notice.objects.dead().exists()


def test_a_letter_that_nobody_can_carry_stays(admin, people):
    row = dead(people)
    row.person.email = ""
    row.person.save()
    page = admin.post("/operations/letters/", follow=True)
    assert Notice.objects.dead().exists() and "tone-warn" in text(page)
    assert not Change.objects.filter(what="letters").exists()


@pytest.mark.parametrize("notice", ["x", "999999999999999999999", "-1", "0"])
def test_rubbish_tries_nothing_again(admin, people, notice):
    dead(people)
    assert admin.post("/operations/letters/", {"notice": notice}).status_code == 302
    assert Notice.objects.dead().count() == 1


def test_another_regencys_letters_are_not_there(admin, people):
    muba = build.everybody(build.MUBA, "2")
    claim = build.claim_in("submitted", muba, village=build.MUBA)
    row = dead(muba, claim=claim)
    assert claim.code not in text(admin.get("/operations/"))
    admin.post("/operations/letters/", {"notice": row.pk})
    admin.post("/operations/letters/")
    assert Notice.objects.dead().filter(pk=row.pk).exists()


def about(person, kind="renew", about="2026-03-02T03:00:00+00:00") -> Notice:
    """A letter without a claim that was given up."""
    return Notice.objects.create(
        person=person, channel="email", kind=kind, about=about, created_at=NOW, next_try_at=NOW,
        given_up_at=NOW, attempts=5, error="SMTPException",
    )  # fmt: skip


ABOUTS = {
    "renew": ("2026-03-02T03:00:00+00:00", "2 Maret 2026, 10"),
    "reset_factor": ("2026-03-02T03:00:00+00:00", "2 Maret 2026, 10"),
    "death_unfiled": ("12 40 Pedamaran Satu", "Pedamaran Satu"),
    "cover_ends": ("7 warn_30 2026-04-01 512", "1 April 2026"),
    "empty_seat": (f"camat {build.HERE[:8]} 2026-03", "Camat, "),
    "calendar_gap": ("2027", "2027"),
}


@pytest.mark.parametrize("kind", ABOUTS)
def test_a_letter_without_a_claim_is_its_own_regencys(admin, people, client, kind):
    muba = build.everybody(build.MUBA, "2")
    raw, said = ABOUTS[kind]
    theirs, ours = (each[Role.ADMINISTRATOR] for each in (muba, people))
    theirs.name, ours.name = "Rosmala Dewi", "Nurbaiti Hasan"
    for person in (theirs, ours):
        person.email = "x@example.org"
        person.save()
    row, own = about(theirs, kind, raw), about(ours, kind, raw)
    page = text(admin.get("/operations/"))
    assert "Nurbaiti Hasan" in page and "Rosmala Dewi" not in page
    assert said in page and (said == raw or raw not in page)
    admin.post("/operations/letters/", {"notice": row.pk})
    admin.post("/operations/letters/")
    assert list(Notice.objects.dead()) == [row]
    client.force_login(theirs)
    page = text(client.get("/operations/"))
    assert "Rosmala Dewi" in page
    client.post("/operations/letters/", {"notice": row.pk})
    own.refresh_from_db()
    assert not Notice.objects.dead().exists() and own.next_try_at != NOW


def test_who_has_left_is_their_last_regencys_and_who_had_no_seat_everybodys(admin, client, people):
    muba = build.everybody(build.MUBA, "2")
    camat, gone, root = muba[Role.CAMAT], muba[Role.CASHIER], build.person("root", name="Root")
    yesterday = timezone.localdate() - timedelta(1)
    for person in (camat, gone):
        person.appointments.update(to_on=yesterday)
    build.appoint(camat, Role.CAMAT, from_on=yesterday)
    rows = [about(person) for person in (camat, gone, root)]

    def listed():
        return {row.pk for row in client.get("/operations/").context["page"]}

    assert listed() == {rows[0].pk, rows[2].pk}
    client.force_login(muba[Role.ADMINISTRATOR])
    assert listed() == {rows[1].pk, rows[2].pk}


def test_the_page_asks_as_often_of_many_letters_as_of_one(admin, people):
    places = ["16.02", build.HERE[:8], build.HERE]
    for place in places:
        about(people[Role.ADMINISTRATOR], "empty_seat", f"camat {place} 2026-03")
    with CaptureQueriesContext(connection) as few:
        admin.get("/operations/")
    for n in range(30):
        place = places[n % 3]
        about(people[Role.ADMINISTRATOR], "empty_seat", f"camat {place} m{n}")
    with CaptureQueriesContext(connection) as many:
        assert len(admin.get("/operations/").context["letters"]) == 33
    assert len(many) == len(few)


def test_a_clock_set_aside_is_shown_and_rings_again(admin, people):
    claim = build.claim_in("submitted", people)
    clock = Deadline.objects.get(claim=claim)
    good = clock.rungs
    clock.rungs = [["warn_0", "no instant at all", []]]
    clock.save()
    for minute in range(5):
        with pytest.raises(sweeps.SweepFailed):
            sweeps.run(NOW + 4 * DAY + timedelta(minutes=minute), lambda: NOW)
    page = text(admin.get("/operations/"))
    assert claim.code in page and "ValueError" in page
    Deadline.objects.filter(pk=clock.pk).update(rungs=good)
    assert admin.post(f"/operations/clocks/{clock.pk}/").status_code == 302
    sweeps.run(NOW + 4 * DAY, lambda: NOW)
    assert Event.objects.filter(claim=claim, rung="breach").exists()
    event = Event.objects.get(claim=claim, move="retry_clock")
    assert event.by == people[Role.ADMINISTRATOR] and event.data["error"] == "ValueError"
    assert admin.post(f"/operations/clocks/{clock.pk}/").status_code == 409


def test_another_regencys_clock_is_not_tried(admin, people):
    muba = build.everybody(build.MUBA, "2")
    build.claim_in("submitted", muba, village=build.MUBA)
    clock = Deadline.objects.get()
    Deadline.objects.update(set_aside_at=NOW)
    assert admin.post(f"/operations/clocks/{clock.pk}/").status_code == 409
    assert Deadline.objects.get().set_aside_at


def test_the_posts_and_the_last_sweeps_are_told(admin, people, settings):
    build.claim_in("submitted", people)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    sweeps.run(NOW, lambda: NOW)
    posts.run(NOW)
    page = text(admin.get("/operations/"))
    assert "ConnectionRefusedError" in page and "0,0" in page
    assert Post.objects.get().failed_at == NOW


def test_health_and_state_count_letters(admin, people):
    dead(people)
    found = admin.get("/healthz").json()
    assert found["dead_letters"] == 1 and found["letter_age"] >= 0


def test_the_last_backup_and_the_last_drill_are_shown(admin):
    page = text(admin.get("/operations/"))
    assert "Belum ada cadangan data." in page and "Belum ada cadangan yang dibuktikan" in page
    BackupRun.tell("backup", NOW - DAY, NOW - DAY, "No space is left in /backups.")
    BackupRun.tell("backup", NOW, NOW, "")
    BackupRun.tell("drill", NOW, NOW, "Not what was backed up: papers a.")
    page = text(admin.get("/operations/"))
    assert "Belum ada cadangan" not in page and "berhasil" in page
    assert "No space is left" not in page and "Not what was backed up: papers a." in page
