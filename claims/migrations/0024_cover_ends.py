"""Ends of cover: who was warned when, and why they stay open. What is written of them stays."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = {"coverwarning": "a warning", "coverreason": "a reason"}


def append_only(table, what):
    return f"""
        CREATE FUNCTION claims_{table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'claims_{table}: {what} is never edited nor deleted'
                USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER claims_{table}_append_only BEFORE UPDATE OR DELETE ON claims_{table}
            FOR EACH ROW EXECUTE FUNCTION claims_{table}_append_only();
    """


def unappend(table):
    return f"""
        DROP TRIGGER claims_{table}_append_only ON claims_{table};
        DROP FUNCTION claims_{table}_append_only();
    """


ID = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))
BY = ("by", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL))
REGENCY = ("regency", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regencies.regency"))
REASONS = [
    ("signing", "the agreement is being signed"),
    ("no_budget", "there is no budget yet"),
    ("other_payer", "somebody else pays for these people from now on"),
    ("not_continued", "the regency has decided not to go on"),
    ("list_late", "it is renewed, and the list comes later"),
    ("other", "another reason, told in the note"),
]

KINDS = [
    ("report", "report in numbers"),
    ("claims", "list of claims"),
    ("spj", "SPJ bundle"),
    ("reading", "file of a claim read"),
    ("history", "history of a claim"),
    ("cover", "people who lose their cover"),
    ("refused_rows", "refused rows of a list of participants"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0023_export"),
        ("regencies", "0019_systems"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CoverCount",
            fields=[
                ("regency", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name="cover_count", serialize=False, to="regencies.regency")),
                ("counted_at", models.DateTimeField()),
                ("next_action_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="CoverEnding",
            fields=[
                ID,
                ("payer", models.CharField(max_length=80, verbose_name="payer")),
                ("agreement", models.CharField(blank=True, max_length=80, verbose_name="agreement (PKS) number")),
                ("ends_on", models.DateField(verbose_name="ends on")),
                REGENCY,
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("regency", "payer", "agreement", "ends_on"), name="cover_ending_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverWarning",
            fields=[
                ID,
                ("rung", models.CharField(max_length=10)),
                ("people", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                ("ending", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="warnings", to="claims.coverending")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ending", "rung"), name="cover_warning_once"),
                    models.CheckConstraint(condition=models.Q(("rung__regex", "^(warn|late)_[0-9]+$")), name="cover_warning_rung_known"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CoverReason",
            fields=[
                ID,
                ("reason", models.CharField(choices=REASONS, max_length=20, verbose_name="reason")),
                ("note", models.TextField(verbose_name="note")),
                ("again_on", models.DateField(null=True, verbose_name="remind again from")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField(unique=True)),
                BY,
                ("ending", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="reasons", to="claims.coverending")),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("reason__in", [code for code, _ in REASONS])), name="cover_reason_known"),
                    models.CheckConstraint(condition=models.Q(("note", ""), _negated=True), name="cover_reason_is_written"),
                ],
            },
        ),
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12, verbose_name="what"),
        ),
        migrations.RemoveConstraint(model_name="export", name="export_kind_known"),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", [code for code, _ in KINDS])), name="export_kind_known"),
        ),
        *(migrations.RunSQL(append_only(table, what), unappend(table)) for table, what in KEPT.items()),
    ]
