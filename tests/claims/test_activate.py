"""An account is opened once, by a code that is kept nowhere, with a password of its owner's."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from claims.actions import activating
from claims.actions.activating import activate, invite_by_mail, print_slips, waiting
from claims.actions.refusals import Incomplete, NotYours
from claims.posts import invitations
from claims.rules.slips import secret_typed
from regencies.models import Activation, Change, Role
from tests import build
from tests.build import NOW, PASSWORD

MINUTE = timedelta(minutes=1)


@pytest.fixture
def boss(people):
    return people[Role.ADMINISTRATOR]


@pytest.fixture
def newcomer(people):
    someone = build.person("ahmad.contoh")
    build.appoint(someone, Role.VILLAGE_OPERATOR)
    return someone


def bare(opening) -> str:
    return secret_typed(opening.code, 16)


def slip_of(someone, boss, now=NOW):
    (opening,) = print_slips([someone.pk], by=boss, now=now)
    return opening


def opened(client, username, code, password=PASSWORD, again=None):
    said = {"username": username, "secret": code, "password": password}
    return client.post("/aktivasi/", said | {"again": again or password})


def test_a_printed_code_sets_the_first_password_once(client, boss, newcomer):
    # The page has the clock of now.
    from django.utils import timezone

    code = slip_of(newcomer, boss, timezone.now()).code
    assert opened(client, "ahmad.contoh", code.lower().replace("-", " ")).status_code == 302
    assert client.login(username="ahmad.contoh", password=PASSWORD)
    client.logout()
    assert opened(client, "ahmad.contoh", code, "another long password").status_code == 422
    assert client.login(username="ahmad.contoh", password=PASSWORD)


def test_a_mail_brings_link_and_code_and_nothing_of_them_is_kept(boss, newcomer):
    assert invite_by_mail([newcomer.pk], by=boss, now=NOW) == 1
    assert Activation.objects.get().secret_index == ""
    assert invitations.run(NOW) == {"invitations": 1}
    assert invitations.run(NOW) == {"invitations": 0}
    (letter,) = mail.outbox
    link = next(line for line in letter.body.splitlines() if "#" in line)
    username, code = link.rpartition("#")[2].rsplit(".", 1)
    with connection.cursor() as cursor:
        for table in ("regencies_activation", "regencies_change", "claims_notice"):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text LIKE %s", [f"%{code}%"])
            assert cursor.fetchone() == (0,), table
    assert letter.to == ["ahmad.contoh@example.org"]
    assert activate(username, code, PASSWORD, now=NOW) == newcomer
    assert not Change.objects.filter(after__icontains=code).exists()


def test_a_mail_that_cannot_leave_is_tried_again_with_another_code(boss, newcomer, settings):
    settings.EMAIL_BACKEND = "tests.claims.test_activate.Refusing"
    invite_by_mail([newcomer.pk], by=boss, now=NOW)
    for n in range(5):
        assert invitations.run(NOW + n * 1000 * MINUTE) == {"invitations": 0}
    row = Activation.objects.get()
    assert (row.attempts, row.error, row.given_at) == (5, "ValueError", None) and row.ended_at


class Refusing:
    """A mail backend that takes nothing."""

    def __init__(self, **options):
        pass

    def open(self):
        pass

    close = open

    def send_messages(self, letters):
        raise ValueError("no")


def test_a_code_opens_its_own_account_alone(boss, newcomer):
    other = build.person("budi.contoh")
    build.appoint(other, Role.VILLAGE_OPERATOR)
    first, second = print_slips([newcomer.pk, other.pk], by=boss, now=NOW)
    assert first.person == newcomer
    assert activate("budi.contoh", bare(first), PASSWORD, now=NOW) is None
    assert activate("nobody", bare(first), PASSWORD, now=NOW) is None
    assert activate("budi.contoh", bare(second), PASSWORD, now=NOW) == other


def test_a_code_expires_and_another_ends_it(boss, newcomer):
    first = slip_of(newcomer, boss)
    assert activate("ahmad.contoh", bare(first), PASSWORD, now=first.expires_at) is None
    second = slip_of(newcomer, boss, NOW + MINUTE)
    assert activate("ahmad.contoh", bare(first), PASSWORD, now=NOW + 2 * MINUTE) is None
    assert activate("ahmad.contoh", bare(second), PASSWORD, now=NOW + 2 * MINUTE) == newcomer


def test_after_ten_wrong_codes_none_is_taken_for_a_while(boss, newcomer):
    code = bare(slip_of(newcomer, boss))
    for _n in range(activating.MOST_WRONG):
        assert activate("ahmad.contoh", "0" * 16, PASSWORD, now=NOW) is None
    assert activate("ahmad.contoh", code, PASSWORD, now=NOW) is None
    later = NOW + activating.HELD
    assert activate("ahmad.contoh", code, PASSWORD, now=later) == newcomer


@pytest.mark.parametrize("password", ["short", "password12345"[:8], "ahmad.contoh", "1q2w3e4r5t"])
def test_a_password_that_is_easily_guessed_is_refused_and_the_code_stays(
    boss, newcomer, password
):  # fmt: skip
    code = bare(slip_of(newcomer, boss))
    with pytest.raises(Incomplete):
        activate("ahmad.contoh", code, password, now=NOW)
    assert activate("ahmad.contoh", code, PASSWORD, now=NOW) == newcomer


def test_the_page_says_the_same_of_everything_that_opens_nothing(client, boss, newcomer):
    slip_of(newcomer, boss)
    pages = [opened(client, name, "0000-0000-0000-0000") for name in ("ahmad.contoh", "nobody")]
    texts = [page.content.decode().replace("nobody", "ahmad.contoh") for page in pages]
    import re

    assert len({re.sub(r'value="[\w-]{64}"', "", text) for text in texts}) == 1
    assert "no-store" in pages[0]["Cache-Control"]


def test_two_different_passwords_are_told(client, boss, newcomer):
    page = opened(client, "ahmad.contoh", "0" * 16, again="something else")
    assert "again" in page.context["form"].errors


def test_who_can_be_invited_and_by_whom(people, boss, newcomer):
    active = people[Role.CAMAT]
    active.set_password(PASSWORD)
    active.save()
    over = build.person("over")
    build.appoint(over, Role.VILLAGE_HEAD, to_on=NOW.date() - timedelta(days=1))
    far = build.person("far")
    build.appoint(far, Role.VILLAGE_HEAD, build.MUBA)
    found = set(waiting(["16.02"], NOW))
    assert newcomer in found and not found & {active, over, far}
    for someone in (active, over, far):
        with pytest.raises(NotYours):
            print_slips([someone.pk], by=boss, now=NOW)
        with pytest.raises(NotYours):
            invite_by_mail([someone.pk], by=boss, now=NOW)
    with pytest.raises(NotYours):
        print_slips([newcomer.pk], by=people[Role.OPD_HEAD], now=NOW)
    assert not Activation.objects.exists()


def test_an_account_that_was_closed_is_not_opened(boss, newcomer):
    code = bare(slip_of(newcomer, boss))
    newcomer.is_active = False
    newcomer.save()
    assert activate("ahmad.contoh", code, PASSWORD, now=NOW) is None
