import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# The first half of a breach is written once, the second once after it, and that is all.
KEPT = """
    CREATE OR REPLACE FUNCTION claims_breach_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_breach: that a limit passed is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.id, OLD.deadline_id, OLD.claim_id, OLD.stage, OLD.holder_id, OLD.due_on, OLD.at,
            OLD.recorded_at)
           IS DISTINCT FROM
           (NEW.id, NEW.deadline_id, NEW.claim_id, NEW.stage, NEW.holder_id, NEW.due_on, NEW.at,
            NEW.recorded_at)
           OR (OLD.ended_at IS NOT NULL AND (OLD.ended_at, OLD.days_late)
               IS DISTINCT FROM (NEW.ended_at, NEW.days_late))
           OR (OLD.reason <> '' AND (OLD.reason, OLD.note, OLD.explained_by_id)
               IS DISTINCT FROM (NEW.reason, NEW.note, NEW.explained_by_id)) THEN
            RAISE EXCEPTION 'claims_breach: what is on record of a breach stays'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_breach_kept BEFORE UPDATE OR DELETE ON claims_breach
        FOR EACH ROW EXECUTE FUNCTION claims_breach_kept();
"""
UNKEPT = """
    DROP TRIGGER claims_breach_kept ON claims_breach;
    DROP FUNCTION claims_breach_kept();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0007_claim_akta"),
        ("regencies", "0005_limits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Breach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stage", models.CharField(max_length=10)),
                ("due_on", models.DateField()),
                ("at", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("days_late", models.PositiveSmallIntegerField(null=True)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("note", models.TextField(blank=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="deadline",
            name="deadline_stage_known",
        ),
        migrations.AddField(
            model_name="deadline",
            name="extended_days",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="deadline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["camat", "office", "village", "payment", "accident", "objection"],
                    )
                ),
                name="deadline_stage_known",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="deadline",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breach",
                to="claims.deadline",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="explained_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="holder",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["at"], name="breach_by_instant"),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["camat", "office", "village", "payment", "accident", "objection"],
                    )
                ),
                name="breach_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("days_late", None), ("ended_at", None)),
                    models.Q(("days_late__isnull", False), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="breach_ends_with_its_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("explained_by", None), ("reason", "")),
                    models.Q(
                        models.Q(("reason", ""), _negated=True), ("explained_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="breach_explained_by_somebody",
            ),
        ),
        migrations.RunSQL(KEPT, UNKEPT),
    ]
