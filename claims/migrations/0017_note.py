"""Notes of the office, for itself."""

import django.db.models.deletion
from django.db import migrations, models

APPEND_ONLY = """
    CREATE FUNCTION claims_note_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_note: a note is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_note_append_only BEFORE UPDATE OR DELETE ON claims_note
        FOR EACH ROW EXECUTE FUNCTION claims_note_append_only();
"""
UNAPPEND = """
    DROP TRIGGER claims_note_append_only ON claims_note;
    DROP FUNCTION claims_note_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0016_family")]

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("claim", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="claims.claim")),
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="inside_note", to="claims.event")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something")
                ],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNAPPEND),
    ]
