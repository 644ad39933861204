"""A table of numbers that leaves is on record too."""

from django.db import migrations, models

KINDS = [
    ("report", "report in numbers"), ("claims", "list of claims"), ("spj", "SPJ bundle"),
    ("reading", "file of a claim read"), ("history", "history of a claim"),
    ("copy", "copy of a person's data"),
    ("cover", "people who lose their cover"), ("bundle", "bundle for the BPJS branch"),
    ("table", "table of numbers"),
    ("refused_rows", "refused rows of a list of participants"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("claims", "0039_waits_for_its_link")]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=12, verbose_name="what"),
        ),
        migrations.RemoveConstraint(model_name="export", name="export_kind_known"),
        migrations.AddConstraint(
            model_name="export",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _label in KINDS]),
                name="export_kind_known",
            ),
        ),
    ]
