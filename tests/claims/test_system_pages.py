"""The administrator's desk for the systems of other offices: let in, tokens shown once, ended."""

import json
import re
import uuid

import pytest
from django.utils import timezone

from claims.models import Notice
from regencies.models import (
    Activation,
    Actor,
    Appointment,
    Change,
    Person,
    Role,
    System,
    SystemToken,
    Village,
)
from tests import build

WHY = "PKS 12/2026"
NEW = {
    "regency_id": "16.02", "name": "SID Pedamaran", "contact": "Dinas PMD, 0711 000111",
    "scopes": ["claims:write", "status:read"], "places": build.HERE, "from_on": "2026-01-01",
    "reason": WHY,
}  # fmt: skip


@pytest.fixture
def admin(client, people):
    client.force_login(people[Role.ADMINISTRATOR])
    return client


def made(admin, **values) -> System:
    answer = admin.post("/reference/systems/add/", NEW | values)
    assert answer.status_code == 302, answer.context["form"].errors
    return System.objects.latest("pk")


def text(page) -> str:
    return page.content.decode()


def seen(admin, row, page) -> dict:
    answer = admin.get(f"/reference/systems/{row.pk}/{page}/")
    return {"seen": answer.context["form"]["seen"].value(), "reason": WHY}


def drawn(admin, row, **values):
    said = {"key": uuid.uuid4(), "reason": WHY} | values
    return admin.post(f"/reference/systems/{row.pk}/token/", said)


def token_in(page) -> str:
    found = re.search(r"snt_[a-z2-7]{8}_[\w-]{43}", text(page))
    return found[0] if found else ""


PAGES = ("", "add/", "{pk}/", "{pk}/correct/", "{pk}/end/", "{pk}/token/", "{pk}/webhook/",
         "{pk}/token/{token}/")  # fmt: skip


@pytest.mark.parametrize("role", [r for r in Role if r != Role.ADMINISTRATOR])
def test_nobody_else_opens_or_posts(client, admin, people, role):
    row = made(admin)
    drawn(admin, row)
    token = row.tokens.get()
    before = Change.objects.count()
    client.force_login(people[role])
    for page in PAGES:
        path = "/reference/systems/" + page.format(pk=row.pk, token=token.pk)
        assert client.get(path).status_code == 403
        assert client.post(path, NEW).status_code == 403
    assert System.objects.count() == 1 and Change.objects.count() == before


def test_a_system_of_another_regency_does_not_exist(admin):
    row = made(admin)
    drawn(admin, row)
    token = row.tokens.get()
    System.objects.update(regency_id="16.06")
    for page in PAGES[2:]:
        path = "/reference/systems/" + page.format(pk=row.pk, token=token.pk)
        assert admin.get(path).status_code == 404
        # A page that only shows takes no post, whosever it is.
        assert admin.post(path, NEW).status_code in {404, 405}
    assert "SID Pedamaran" not in text(admin.get("/reference/systems/")).partition("timeline")[0]


def test_it_sits_as_an_operator_in_its_villages_and_signs_in_nowhere(admin, client):
    row = made(admin)
    seats = Actor.at(row.person, timezone.now()).seats
    assert [(seat.role, seat.village_id) for seat in seats] == [("village_operator", build.HERE)]
    assert not row.person.has_usable_password()
    assert not client.login(username=row.person.username, password="")


def test_a_kecamatan_or_the_whole_regency_stands_for_its_villages(admin):
    row = made(admin, places="16.02.05")
    wanted = Village.objects.filter(district="16.02.05").count()
    assert Appointment.objects.filter(person=row.person).count() == wanted > 1
    whole = made(admin, places="", name="Semua")
    wanted = Village.objects.filter(district__regency="16.02").count()
    assert Appointment.objects.filter(person=whole.person).count() == wanted


def test_one_that_only_reads_sits_nowhere(admin):
    row = made(admin, scopes=["status:read"])
    assert not Appointment.objects.filter(person=row.person).exists()


def test_nobody_invites_it_or_counts_it_as_an_official(admin, people):
    before = admin.get("/reference/people/").context["appointed"]
    row = made(admin)
    after = admin.get("/reference/people/")
    assert row.name not in text(after) and row.person.username not in text(after)
    assert after.context["appointed"] == before
    admin.post("/reference/people/", {"person": row.person_id, "way": "slip"})
    assert not Activation.objects.filter(person=row.person).exists()


def test_a_seat_that_only_a_system_holds_is_empty(admin, people):
    """Its notices would be read by nobody: the head of the office hears instead."""
    made(admin)
    claim = build.claim_in("endorsed", people)
    operators = Appointment.objects.filter(role__in=["village_head", "village_operator"])
    operators.of_people().filter(village=build.HERE).update(to_on="2026-01-01")
    build.do("send_back", claim, people)
    heard = Notice.objects.filter(kind="send_back").values_list("person", flat=True)
    assert set(heard) == {people[Role.OPD_HEAD].pk}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"name": " "}, "name"),
        ({"contact": ""}, "contact"),
        ({"scopes": []}, "scopes"),
        ({"scopes": ["everything"]}, "scopes"),
        ({"places": "16.06.01.2001"}, "places"),
        ({"places": "16.02.99"}, "places"),
        ({"regency_id": "16.06"}, "regency_id"),
        ({"from_on": "2026-02-30"}, "from_on"),
        ({"to_on": "2025-12-31"}, "to_on"),
        ({"reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(admin, said, field):
    answer = admin.post("/reference/systems/add/", NEW | said)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not System.objects.exists() and not Person.objects.filter(name=NEW["name"]).exists()


def test_a_name_is_taken_once(admin):
    made(admin)
    answer = admin.post("/reference/systems/add/", NEW)
    assert answer.status_code == 422 and "name" in answer.context["form"].errors


def test_a_token_is_shown_once_and_kept_nowhere(admin):
    row = made(admin)
    page = drawn(admin, row)
    token = token_in(page)
    assert token and page["Cache-Control"] == "no-store, private"
    kept = SystemToken.objects.values().get()
    secret = token.rpartition("_")[2] if "_" not in token[13:] else token[13:]
    assert secret not in json.dumps(kept, default=str) and len(kept["secret_index"]) == 64
    for path in ("", f"{row.pk}/"):
        assert secret not in text(admin.get(f"/reference/systems/{path}"))
    assert secret not in text(admin.get("/reference/changes/"))


def test_a_double_click_draws_one_token(admin):
    row, key = made(admin), uuid.uuid4()
    first, second = drawn(admin, row, key=key), drawn(admin, row, key=key)
    assert token_in(first) and not token_in(second) and second.status_code == 200
    assert SystemToken.objects.count() == 1


def test_several_are_good_at_a_time_so_that_one_takes_the_others_place(admin):
    row = made(admin)
    for _ in range(3):
        drawn(admin, row)
    assert drawn(admin, row).status_code == 422
    oldest = row.tokens.last()
    path = f"/reference/systems/{row.pk}/token/{oldest.pk}/"
    assert admin.post(path, {"reason": WHY}).status_code == 302
    oldest.refresh_from_db()
    assert oldest.revoked_at and row.tokens.filter(revoked_at=None).count() == 2
    assert admin.post(path, {"reason": WHY}).status_code == 404
    assert drawn(admin, row).status_code == 200


def test_its_seats_follow_a_correction_at_once(admin):
    row = made(admin)
    said = {**NEW, "places": "16.02.05.2012", **seen(admin, row, "correct")}
    assert admin.post(f"/reference/systems/{row.pk}/correct/", said).status_code == 302
    seats = Actor.at(row.person, timezone.now()).seats
    assert [seat.village_id for seat in seats] == ["16.02.05.2012"]
    # And back again on the same day.
    said = {**NEW, **seen(admin, row, "correct")}
    assert admin.post(f"/reference/systems/{row.pk}/correct/", said).status_code == 302
    seats = Actor.at(row.person, timezone.now()).seats
    assert [seat.village_id for seat in seats] == [build.HERE]
    said = {**NEW, "scopes": ["status:read"], **seen(admin, row, "correct")}
    assert admin.post(f"/reference/systems/{row.pk}/correct/", said).status_code == 302
    assert not Actor.at(row.person, timezone.now()).seats
    assert "SID Pedamaran" in text(admin.get("/reference/changes/"))


def test_an_old_page_is_told_so(admin):
    row = made(admin)
    said = {**NEW, "name": "SID Baru", **seen(admin, row, "correct")}
    assert admin.post(f"/reference/systems/{row.pk}/correct/", said).status_code == 302
    assert admin.post(f"/reference/systems/{row.pk}/correct/", said).status_code == 409


def test_ended_it_holds_no_seat_and_no_token(admin):
    row = made(admin)
    drawn(admin, row)
    said = seen(admin, row, "end")
    assert admin.post(f"/reference/systems/{row.pk}/end/", said).status_code == 302
    person = Person.objects.get(pk=row.person_id)
    assert not Actor.at(person, timezone.now()).seats and not person.is_active
    assert not row.tokens.filter(revoked_at=None).exists()
    for page in ("correct", "end", "token", "webhook"):
        assert admin.get(f"/reference/systems/{row.pk}/{page}/").status_code == 404
    assert "diakhiri" in text(admin.get(f"/reference/systems/{row.pk}/"))


HOOK = {"url": "https://sid.example.org/kabar?x=1", "hears": ["submit", "pay"]}


def hook(admin, row, **values):
    said = HOOK | seen(admin, row, "webhook") | values
    return admin.post(f"/reference/systems/{row.pk}/webhook/", said)


def test_the_webhook_is_sealed_and_its_secret_shown_once(admin):
    row = made(admin)
    page = hook(admin, row)
    secret = re.search(r"whsec_[\w+/=]{44}", text(page))[0]
    row.refresh_from_db()
    assert row.hook_secret.reveal() == secret and row.hook_url.reveal() == HOOK["url"]
    pages = [text(admin.get(path)) for path in (
        "/reference/systems/", f"/reference/systems/{row.pk}/", "/reference/changes/",
        f"/reference/systems/{row.pk}/webhook/",
    )]  # fmt: skip
    pages.append(json.dumps(list(Change.objects.values("before", "after")), default=str))
    assert all(secret not in one and "sid.example.org" not in one for one in pages)
    # Other moves, the same address: the same secret, not shown.
    page = hook(admin, row, url="", hears=["award"])
    assert page.status_code == 302
    row.refresh_from_db()
    assert (row.hears, row.hook_secret.reveal()) == (["award"], secret)
    page = hook(admin, row, url="", hears=[])
    row.refresh_from_db()
    assert page.status_code == 302 and not row.hook_url and not row.hook_secret


@pytest.mark.parametrize(
    "url",
    [
        "http://sid.example.org/", "ftp://sid.example.org/", "https://", "sid.example.org",
        "https://10.0.0.5/", "https://169.254.169.254/latest/", "https://[::1]/",
        "https://[::ffff:10.0.0.1]/", "https://user:pass@sid.example.org/",
        "https://sid.example.org:99999/", "https://sid.exa mple.org/", "https://100.64.0.1/",
        "https://[64:ff9b::a00:1]/", "https://224.0.0.1/",
    ],
)  # fmt: skip
def test_an_address_that_leads_inside_is_no_webhook(admin, url):
    row = made(admin)
    answer = hook(admin, row, url=url)
    assert answer.status_code == 422 and "url" in answer.context["form"].errors


def test_a_webhook_needs_an_address_and_known_moves(admin):
    row = made(admin)
    assert "url" in hook(admin, row, url="").context["form"].errors
    assert "hears" in hook(admin, row, hears=["look_up"]).context["form"].errors
