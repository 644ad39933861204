from django.db import migrations

# Ranges on both sides: one key alone would need btree_gist, which the embedded server lacks.
NO_OVERLAP = """
    ALTER TABLE regencies_leave ADD CONSTRAINT leave_once_a_day EXCLUDE USING gist (
        int8range(person_id, person_id, '[]') WITH &&, daterange(from_on, to_on, '[]') WITH &&
    );
"""
OVERLAP = "ALTER TABLE regencies_leave DROP CONSTRAINT leave_once_a_day;"


class Migration(migrations.Migration):
    dependencies = [
        ("regencies", "0009_change_by_nobody"),
    ]

    operations = [migrations.RunSQL(NO_OVERLAP, OVERLAP)]
