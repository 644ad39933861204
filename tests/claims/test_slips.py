"""The family's slip: made when the claim is handed in, shown for a day, made anew when lost."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from django.utils.formats import date_format

from claims import actions, sweeps
from claims.actions import slips
from claims.models import Slip
from regencies.models import Role, blind
from tests import build
from tests.claims.family import look, secret_of, text
from tests.claims.pages import form, recent, same_404

HEAD, OPERATOR, CAMAT = Role.VILLAGE_HEAD, Role.VILLAGE_OPERATOR, Role.CAMAT
DAY = timedelta(days=1)


@pytest.fixture
def submitted(people):
    return recent("submitted", people)


def test_a_draft_has_none_and_what_is_handed_in_has_one(people):
    draft = build.draft(people)
    assert not Slip.objects.filter(claim=draft).exists()
    build.do("submit", draft, people)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{2}", secret_of(draft))


def test_the_slip_of_the_report_stays_good_for_the_claim(people):
    claim = recent("reported", people)
    secret = secret_of(claim)
    build.do("submit", claim, people, now=timezone.now())
    assert secret_of(claim) == secret


def test_two_claims_have_two_secrets(people):
    assert secret_of(recent("submitted", people)) != secret_of(recent("submitted", people))


def test_the_village_is_shown_code_secret_and_qr_when_it_has_submitted(client, people):
    claim = recent("draft", people)
    client.force_login(people[HEAD])
    page = client.post(f"/village/{claim.code}/submit/", form(claim), follow=True)
    secret = secret_of(claim)
    assert secret in text(page) and claim.code in text(page) and "<svg" in text(page)
    assert page["Cache-Control"] == "no-store, private"
    # Also on another device, and twice.
    client.force_login(people[OPERATOR])
    assert secret in text(client.get(f"/village/{claim.code}/slip/"))
    assert not re.search(r'(src|href|action)="[^"]*' + secret.replace("-", ""), text(page))


def test_the_slip_names_the_day_that_is_promised_and_the_page_thanks_once(client, people):
    claim = recent("draft", people)
    client.force_login(people[HEAD])
    page = text(client.post(f"/village/{claim.code}/submit/", form(claim), follow=True))
    day = date_format(claim.deadlines.get(stopped_at=None).due_on, "j F Y")
    slip = page.partition('class="card slip"')[2].partition("</section>")[0]
    assert "Pengesahan camat" in slip and f"<strong>{day}</strong>" in slip
    assert page.count("dikirim") == 1 and "diajukan." not in page


def test_the_link_has_the_secret_where_no_server_sees_it(submitted):
    slip = slips.slip_shown(submitted, timezone.now())
    path, _hash, after = slip.link.partition("#")
    assert path.endswith("/keluarga/") and after == f"{submitted.code}.{bare(slip.secret)}"


def bare(secret):
    return secret.replace("-", "")


def test_after_a_day_nobody_can_look_it_up_and_it_still_opens(client, people, submitted):
    secret, now = secret_of(submitted), timezone.now()
    client.force_login(people[HEAD])
    with time_machine.travel(now + DAY + timedelta(minutes=1), tick=False):
        client.force_login(people[HEAD])
        page = text(client.get(f"/village/{submitted.code}/slip/"))
        assert secret not in page and f"/village/{submitted.code}/new_secret/" in page
        assert sweeps.run(timezone.now(), timezone.now)["forgotten"] == 1
        assert sweeps.run(timezone.now(), timezone.now)["forgotten"] == 0
        assert Slip.objects.filter(claim=submitted, secret="").exists()
        assert look(submitted, secret).status_code == 200


def test_only_its_keyed_index_and_a_sealed_copy_are_kept(submitted):
    slip, secret = Slip.objects.get(claim=submitted), bare(secret_of(submitted))
    assert slip.secret_index == blind(secret, "family")
    assert str(slip.secret) == "•" * 26 and secret not in repr(slip.secret)


def test_another_slip_takes_the_place_of_the_lost_one_and_is_on_record(client, people, submitted):
    old = secret_of(submitted)
    client.force_login(people[OPERATOR])
    url = f"/village/{submitted.code}/new_secret/"
    assert client.post(url, form(submitted, reason="")).status_code == 422
    sent = form(submitted, reason="lost")
    assert client.post(url, sent).url == f"/village/{submitted.code}/slip/"
    new = secret_of(submitted)
    # A double click is one slip.
    client.post(url, sent)
    assert secret_of(submitted) == new != old
    assert look(submitted, old).status_code == 422
    event = submitted.events.get(move="new_secret")
    assert (event.by, event.reason) == (people[OPERATOR], "lost")
    assert bare(new) not in str(event.data) + event.note
    assert "Desa membuat lembar keluarga baru" in text(look(submitted))


def test_a_claim_from_before_the_slips_gets_its_first(people, submitted):
    Slip.objects.all().delete()
    slips.new_secret(submitted.pk, reason="never_given", by=people[HEAD], now=timezone.now())
    assert look(submitted).status_code == 200


def test_a_draft_gets_no_slip(client, people):
    draft = recent("draft", people)
    client.force_login(people[HEAD])
    assert client.get(f"/village/{draft.code}/slip/").status_code == 409
    with pytest.raises(actions.TooLate):
        slips.new_secret(draft.pk, reason="lost", by=people[HEAD], now=timezone.now())


@pytest.mark.parametrize("role", [CAMAT, Role.OPD_VERIFIER, Role.CASHIER, Role.AUDITOR])
def test_only_the_village_sees_or_makes_one(client, people, submitted, role):
    client.force_login(people[role])
    for page in ("slip", "new_secret", "sent"):
        assert client.get(f"/village/{submitted.code}/{page}/").status_code == 403
    with pytest.raises(actions.NotYours):
        slips.new_secret(submitted.pk, reason="lost", by=people[role], now=timezone.now())


def test_another_village_sees_nothing(client, people):
    muba = build.everybody(build.MUBA, "2")
    claim = recent("submitted", muba, village=build.MUBA)
    client.force_login(people[HEAD])
    for page in ("slip", "new_secret"):
        assert same_404(client, f"/village/{{code}}/{page}/", claim.code)
