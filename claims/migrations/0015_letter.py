"""Letters, numbered by office and year; nothing of one changes but that it is withdrawn, once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


FROZEN = """
    CREATE OR REPLACE FUNCTION claims_letter_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE withdrawing text[] := ARRAY['withdrawn_at', 'withdrawn_by_id', 'withdrawn_why'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_letter: a letter is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.withdrawn_at IS NOT NULL THEN
            RAISE EXCEPTION 'claims_letter: a withdrawn letter stays withdrawn'
                USING ERRCODE = 'check_violation';
        END IF;
        IF to_jsonb(OLD) - withdrawing IS DISTINCT FROM to_jsonb(NEW) - withdrawing THEN
            RAISE EXCEPTION 'claims_letter: a letter stays as it was printed'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_letter_frozen BEFORE UPDATE OR DELETE ON claims_letter
        FOR EACH ROW EXECUTE FUNCTION claims_letter_frozen();
"""
UNFROZEN = """
    DROP TRIGGER claims_letter_frozen ON claims_letter;
    DROP FUNCTION claims_letter_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0014_sending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterBook",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("office", models.CharField(max_length=13)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("office", "year"), name="letter_book_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=20)),
                ("office", models.CharField(max_length=13)),
                ("office_name", models.CharField(max_length=500)),
                ("year", models.PositiveSmallIntegerField()),
                ("serial", models.PositiveIntegerField()),
                ("number", models.CharField(max_length=60, unique=True)),
                ("issued_on", models.DateField()),
                ("issued_at", models.DateTimeField()),
                ("signatory", models.CharField(blank=True, max_length=120)),
                ("signatory_title", models.CharField(max_length=500)),
                ("acting_for", models.CharField(blank=True, max_length=120)),
                ("version", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=22, unique=True)),
                ("token", models.CharField(max_length=32, unique=True)),
                ("file", models.FileField(upload_to="")),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_why", models.TextField(blank=True)),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="claims.claim",
                    ),
                ),
                (
                    "issued_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "payout",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="claims.payout",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("office", "year", "serial"), name="letter_serial_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at", None)),
                        fields=("claim", "kind", "payout"),
                        name="letter_one_standing",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "keterangan_kematian",
                                    "sktm",
                                    "ahli_waris",
                                    "kuasa",
                                    "pengantar_desa",
                                    "tanda_terima",
                                    "pengantar_kecamatan",
                                    "penjelasan_manfaat",
                                    "keputusan_penerima",
                                    "penolakan",
                                ],
                            )
                        ),
                        name="letter_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at", None),
                                ("withdrawn_by", None),
                                ("withdrawn_why", ""),
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="letter_withdrawn_by_somebody_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
