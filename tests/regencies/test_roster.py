"""The roster: what the tables hold and refuse, and what the administrator sees of it."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from claims.rules.coverage import Paid, months_paid, standing
from regencies.models import Coverage, Participant, blind
from tests import build

pytestmark = pytest.mark.django_db
OTHER_NIK = "1602054102809903"  # a woman's: day + 40


def enrolled(**values) -> Participant:
    values = {
        "regency_id": "16.02", "name": "Sulaiman", "nik": build.NIK, "category_id": "vulnerable",
        "created_at": build.NOW, "updated_at": build.NOW,
    } | values  # fmt: skip
    return Participant.objects.create(**values)


class TestTheTable:
    def test_a_person_is_found_by_the_whole_nik_alone(self):
        here = enrolled()
        there = enrolled(regency_id="16.06")
        assert set(Participant.objects.by_nik(build.NIK)) == {here, there}
        assert list(Participant.objects.by_nik(build.NIK, "16.06")) == [there]
        assert list(Participant.objects.by_index(blind(build.NIK, "nik"), "16.02")) == [here]
        assert not Participant.objects.by_nik(build.NIK[:-1]).exists()

    def test_nobody_has_an_empty_nik(self):
        enrolled(nik="")
        enrolled(nik="")
        assert not Participant.objects.by_nik("").exists()

    def test_a_claim_finds_its_participant_unopened(self, people):
        claim = build.draft(people)
        assert Participant.objects.by_index(claim.nik_index, claim.regency_id).count() == 0
        one = enrolled()
        assert Participant.objects.by_index(claim.nik_index, claim.regency_id).get() == one

    @pytest.mark.parametrize(
        ("values", "constraint"),
        [
            ({}, "participant_once_a_regency"),
            ({"segment": "x"}, "participant_segment_known"),
            ({"sex": "x"}, "participant_sex_known"),
            ({"decile": 11}, "participant_decile_is_a_tenth"),
            ({"decile": 0}, "participant_decile_is_a_tenth"),
            ({"base": 0}, "participant_base_is_money"),
        ],
    )
    def test_the_database_refuses(self, values, constraint):
        enrolled()
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            enrolled(**({"nik": OTHER_NIK} | values if values else {}))

    def test_cover_does_not_end_before_it_begins_nor_begin_twice(self):
        days = {"from_on": date(2025, 5, 1), "payer": "APBD OKI", "participant": enrolled()}
        with pytest.raises(IntegrityError, match="coverage_ends"), transaction.atomic():
            Coverage.objects.create(to_on=date(2025, 4, 30), **days)
        Coverage.objects.create(to_on=date(2025, 12, 31), **days)
        with pytest.raises(IntegrityError, match="coverage_once"), transaction.atomic():
            Coverage.objects.create(to_on=date(2026, 12, 31), **days)

    def test_periods_are_what_the_rules_ask_for(self):
        one = enrolled()
        for programme, year in ((None, 2025), ("jkk", 2024)):
            one.coverages.create(
                from_on=date(year, 5, 1), to_on=date(year, 12, 31), payer="APBD OKI",
                programme_id=programme, months=8 if programme is None else None,
            )  # fmt: skip
        assert one.periods() == (
            (date(2024, 5, 1), date(2024, 12, 31), None),
            (date(2025, 5, 1), date(2025, 12, 31), 8),
        )
        assert one.periods("jkk") == one.periods()
        assert one.periods("jkm") == one.periods()[1:]
        paid = [Paid(*row) for row in one.periods()]
        assert standing(date(2025, 6, 1), paid, 3) == "covered"
        assert months_paid(paid, date(2025, 6, 1)) == 10

    def test_a_printed_participant_shows_no_number(self):
        one = enrolled(kk=build.KK)
        assert build.NIK not in f"{one} {one!r} {one.nik} {one.kk}"
        with connection.cursor() as cursor:
            cursor.execute("SELECT string_agg(t::text, '|') FROM regencies_participant t")
            row = cursor.fetchone()[0]
        assert build.NIK not in row and build.KK not in row


class TestTheAdmin:
    @pytest.fixture(autouse=True)
    def static_files_without_a_manifest(self, settings):
        plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
        settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}

    def test_shows_masks_and_saves_the_rest(self, admin_client):
        one = enrolled(kk=build.KK)
        page = reverse("admin:regencies_participant_change", args=[one.pk])
        for address in (page, reverse("admin:regencies_participant_changelist")):
            shown = admin_client.get(address)
            assert shown.status_code == 200
            text = shown.content.decode()
            assert "1602••••••••••••" in text
            assert build.NIK not in text and build.KK not in text
        answer = admin_client.post(
            page,
            {
                "name": "Sulaiman Demo", "category": "rt_rw", "segment": "bpu", "decile": "2",
                "coverages-TOTAL_FORMS": "1", "coverages-INITIAL_FORMS": "0",
                "coverages-0-from_on": "2025-05-01", "coverages-0-to_on": "2025-12-31",
                "coverages-0-payer": "APBD OKI",
            },
        )  # fmt: skip
        assert answer.status_code == 302, answer.context["errors"]
        one.refresh_from_db()
        assert (one.name, one.category_id) == ("Sulaiman Demo", "rt_rw")
        assert one.nik.reveal() == build.NIK
        assert one.updated_at > build.NOW
        assert one.periods() == ((date(2025, 5, 1), date(2025, 12, 31), None),)

    def test_nobody_is_added_or_deleted_by_hand(self, admin_client):
        one = enrolled()
        gone = reverse("admin:regencies_participant_delete", args=[one.pk])
        assert admin_client.get(gone).status_code == 403
        assert admin_client.get(reverse("admin:regencies_participant_add")).status_code == 403
