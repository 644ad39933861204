import pytest
from django.apps import apps
from django.urls import reverse

from regencies.models import Appointment, Person, Village

MODELS = (
    "province regency district village holiday programme figure deadlinerule checkrule paper "
    "person appointment"
).split()


@pytest.fixture(autouse=True)
def static_files_without_a_manifest(settings):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}


@pytest.mark.parametrize("model", MODELS)
def test_every_list_opens(reference, admin_client, model):
    assert admin_client.get(reverse(f"admin:regencies_{model}_changelist")).status_code == 200


@pytest.mark.parametrize("model", ["province", "regency", "district", "village"])
def test_places_are_neither_added_nor_deleted_by_hand(reference, admin_client, model):
    code = {"province": "16", "regency": "16.02", "district": "16.02.05"}.get(
        model, Village.objects.first().code
    )
    page = f"admin:regencies_{model}"
    assert admin_client.get(reverse(f"{page}_change", args=[code])).status_code == 200
    assert admin_client.get(reverse(f"{page}_add")).status_code == 403
    assert admin_client.get(reverse(f"{page}_delete", args=[code])).status_code == 403


@pytest.mark.parametrize(
    ("model", "desk"),
    [("holiday", "holidays"), ("figure", "figures"), ("deadlinerule", "deadlines"),
     ("checkrule", "checks")],
)  # fmt: skip
def test_what_asks_for_a_reason_is_changed_at_its_desk_alone(reference, admin_client, model, desk):
    page = f"admin:regencies_{model}"
    row = apps.get_model("regencies", model).objects.first()
    assert (
        f'href="/reference/{desk}/"'
        in admin_client.get(reverse(f"{page}_changelist")).content.decode()
    )
    assert admin_client.get(reverse(f"{page}_change", args=[row.pk])).status_code == 200
    assert admin_client.get(reverse(f"{page}_add")).status_code == 403
    assert admin_client.post(reverse(f"{page}_change", args=[row.pk]), {}).status_code == 403
    assert admin_client.get(reverse(f"{page}_delete", args=[row.pk])).status_code == 403


@pytest.mark.parametrize("model", ["programme", "paper"])
def test_a_promise_can_be_opened_and_added(reference, admin_client, model):
    assert admin_client.get(reverse(f"admin:regencies_{model}_add")).status_code == 200


def test_a_person_is_made_with_a_name_and_is_never_deleted(reference, admin_client):
    secret = "padi-menguning-2026"
    made = admin_client.post(
        reverse("admin:regencies_person_add"),
        {
            "username": "siti",
            "name": "Siti Aminah",
            "email": "siti@example.com",
            "usable_password": "true",
            "password1": secret,
            "password2": secret,
        },
    )
    assert made.status_code == 302
    person = Person.objects.get(username="siti")
    assert person.name == "Siti Aminah" and person.check_password(secret)
    page = reverse("admin:regencies_person_change", args=[person.pk])
    assert admin_client.get(page).status_code == 200
    gone = reverse("admin:regencies_person_delete", args=[person.pk])
    assert admin_client.get(gone).status_code == 403


def test_an_appointment_is_given_by_hand(reference, admin_client, admin_user):
    answer = admin_client.post(
        reverse("admin:regencies_appointment_add"),
        {
            "person": admin_user.pk,
            "role": "camat",
            "regency": "16.02",
            "district": "16.02.05",
            "from_on": "2026-01-01",
            "decree": "SK 1/2026",
        },
    )
    assert answer.status_code == 302
    assert Appointment.objects.get().title == Appointment.objects.get().get_role_display()


def test_what_somebody_signs_in_with_is_not_opened_by_an_administrator(reference, admin_client):
    index = admin_client.get("/admin/").content.decode()
    assert "/admin/regencies/person/" in index
    for app in ("mfa", "account", "socialaccount", "usersessions"):
        assert f"/admin/{app}/" not in index
    assert admin_client.get("/admin/mfa/authenticator/").status_code == 404
