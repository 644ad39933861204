"""What the family holds and says: its slip, what it answers about a payment, the question that an
answer opens. Answers are never edited; a settled question stays settled."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = """
    CREATE OR REPLACE FUNCTION claims_receipt_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_receipt: what a family said is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_receipt_append_only BEFORE UPDATE OR DELETE ON claims_receipt
        FOR EACH ROW EXECUTE FUNCTION claims_receipt_append_only();
    CREATE OR REPLACE FUNCTION claims_question_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE settling text[] := ARRAY['settled_at', 'settled_by_id', 'finding'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_question: a question is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.settled_at IS NOT NULL
           OR to_jsonb(OLD) - settling IS DISTINCT FROM to_jsonb(NEW) - settling THEN
            RAISE EXCEPTION 'claims_question: a question is settled once and stays as it is'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_question_frozen BEFORE UPDATE OR DELETE ON claims_question
        FOR EACH ROW EXECUTE FUNCTION claims_question_frozen();
"""
UNFROZEN = """
    DROP TRIGGER claims_question_frozen ON claims_question;
    DROP FUNCTION claims_question_frozen();
    DROP TRIGGER claims_receipt_append_only ON claims_receipt;
    DROP FUNCTION claims_receipt_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0015_letter"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Question",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("opened_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("finding", models.TextField(blank=True, verbose_name="finding")),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="claims.event",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="questions",
                        to="claims.payout",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("settled_at", None)),
                        fields=["opened_at"],
                        name="question_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("settled_at", None)),
                        fields=("payout",),
                        name="question_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", ""), ("settled_at", None), ("settled_by", None)),
                            models.Q(
                                ("settled_at__isnull", False),
                                ("settled_by__isnull", False),
                                models.Q(("finding", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="question_settled_by_somebody_with_a_finding",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("nth", models.PositiveSmallIntegerField()),
                ("amount", models.BigIntegerField(null=True, verbose_name="amount received")),
                ("received_on", models.DateField(null=True, verbose_name="received on")),
                ("differs", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField(unique=True)),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="claims.event",
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="claims.payout",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payment", "nth"), name="receipt_one_after_the_other"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("nth__gte", 1), ("nth__lte", 3)),
                        name="receipt_only_so_often",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount__gt", 0), ("received_on__isnull", False)),
                            models.Q(("amount", None), ("differs", True), ("received_on", None)),
                            _connector="OR",
                        ),
                        name="receipt_says_how_much_and_when_or_neither",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("secret", models.TextField(blank=True, default="")),
                (
                    "secret_index",
                    models.CharField(
                        blank=True, db_index=True, default="", editable=False, max_length=64
                    ),
                ),
                ("made_at", models.DateTimeField()),
                (
                    "claim",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slip",
                        to="claims.claim",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("secret", ""), _negated=True),
                        fields=["made_at"],
                        name="slip_to_forget",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("secret_index", ""), _negated=True),
                        name="slip_has_a_secret",
                    )
                ],
            },
        ),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
