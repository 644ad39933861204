"""People on the list of participants by the hundred, with their periods, written in one statement
each."""

from datetime import date

from django.db import connection
from django.utils import timezone

from regencies.models import Coverage, Participant
from tests import build

YEAR_2025 = (date(2025, 1, 1), date(2025, 12, 31))
YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))


def enrol(n, *periods, payer="APBD OKI", agreement="PKS 1", village=build.HERE, **values):
    """n people of this village with these periods, each (from, to) or (from, to, values)."""
    now = timezone.now()
    values = {"category_id": "vulnerable", "segment": "bpu"} | values
    people = Participant.objects.bulk_create(
        Participant(regency_id=village[:5], village_id=village, created_at=now, updated_at=now,
                    **{"name": f"Peserta {i:05d}", **values})
        for i in range(n)
    )  # fmt: skip
    for person in people:
        give(person, *periods, payer=payer, agreement=agreement)
    return people


def give(person, *periods, payer="APBD OKI", agreement="PKS 1"):
    for from_on, to_on, *more in periods:
        values = {"payer": payer, "agreement": agreement} | (more[0] if more else {})
        Coverage.objects.create(participant=person, from_on=from_on, to_on=to_on, **values)


def whole_list(n, *periods, regency="16.02"):
    """A whole regency's list: (from, to, agreement) of everybody, spread over its villages."""
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO regencies_participant (regency_id, village_id, name, nik, nik_index, kk,
                kk_index, sex, category, segment, kpj, decile_source, created_at, updated_at)
            SELECT %s, v.code, 'Peserta ' || n, '', '', '', '', 'M',
                (ARRAY['vulnerable', 'informal', 'rt_rw'])[n %% 3 + 1], 'bpu', '', '', now(), now()
            FROM generate_series(0, %s - 1) n JOIN (
                SELECT code, row_number() OVER (ORDER BY code) AS place,
                    count(*) OVER () AS villages
                FROM regencies_village WHERE district_id LIKE %s
            ) v ON v.place = n %% v.villages + 1""",
            [regency, n, f"{regency}%"],
        )
        # Else each cover may look for its participant in all of them: the check of the foreign key
        # keeps the plan that it made for the two participants of an earlier test.
        cursor.execute("ANALYZE regencies_participant")
        for from_on, to_on, agreement in periods:
            cursor.execute(
                "INSERT INTO regencies_coverage (participant_id, from_on, to_on, payer, agreement) "
                "SELECT id, %s, %s, 'APBD', %s FROM regencies_participant WHERE regency_id = %s",
                [from_on, to_on, agreement, regency],
            )
        cursor.execute("ANALYZE regencies_coverage")
