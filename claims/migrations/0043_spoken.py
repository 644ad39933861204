"""What a village wrote for the family, beside its event: the trail is never edited, and these words
go with the data of their claim."""

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
    CREATE FUNCTION claims_spoken_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_spoken: what was said is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_spoken_append_only BEFORE UPDATE OR DELETE ON claims_spoken
        FOR EACH ROW EXECUTE FUNCTION claims_spoken_append_only();
    CREATE TRIGGER never_emptied BEFORE TRUNCATE ON claims_spoken
        FOR EACH STATEMENT EXECUTE FUNCTION never_emptied();
"""
UNAPPEND = """
    DROP TRIGGER never_emptied ON claims_spoken;
    DROP TRIGGER claims_spoken_append_only ON claims_spoken;
    DROP FUNCTION claims_spoken_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0042_notes_by_the_owner")]

    operations = [
        migrations.CreateModel(
            name="Spoken",
            fields=[
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="spoken", serialize=False, to="claims.event")),
                ("text", models.TextField(blank=True)),
                ("without", models.JSONField(default=dict)),
            ],
        ),
        migrations.RunSQL(APPEND_ONLY, UNAPPEND),
    ]
