"""What a claim said before its return, out of the event and beside it: the event is never edited,
and this is sealed anew whenever the keys are rotated."""

import django.db.models.deletion
from django.db import migrations, models

# The trail's own triggers refuse any edit, so they stand aside for this one statement.
MOVE = """
    ALTER TABLE claims_event DISABLE TRIGGER USER;
    INSERT INTO claims_beforereturn (event_id, told)
        SELECT id, data ->> 'before' FROM claims_event WHERE data ? 'before';
    UPDATE claims_event SET data = data - 'before' WHERE data ? 'before';
    ALTER TABLE claims_event ENABLE TRIGGER USER;
"""
MOVE_BACK = """
    ALTER TABLE claims_event DISABLE TRIGGER USER;
    UPDATE claims_event SET data = data || jsonb_build_object('before', told)
        FROM claims_beforereturn WHERE event_id = claims_event.id;
    ALTER TABLE claims_event ENABLE TRIGGER USER;
"""
KEPT = """
    CREATE FUNCTION claims_beforereturn_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_beforereturn: what was said is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_beforereturn_kept BEFORE UPDATE OR DELETE ON claims_beforereturn
        FOR EACH ROW EXECUTE FUNCTION claims_beforereturn_kept();
"""
UNKEPT = """
    DROP TRIGGER claims_beforereturn_kept ON claims_beforereturn;
    DROP FUNCTION claims_beforereturn_kept();
"""


class Migration(migrations.Migration):
    dependencies = [("claims", "0035_backup_run")]

    operations = [
        migrations.CreateModel(
            name="BeforeReturn",
            fields=[
                ("event", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="before_return", serialize=False, to="claims.event")),
                ("told", models.TextField()),
            ],
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL IMMEDIATE"),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
