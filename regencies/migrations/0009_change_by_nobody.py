"""A command that overwrites rows leaves a change for each, too: made by nobody, and saying so."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("regencies", "0008_accident_rule")]

    operations = [
        migrations.AlterField(
            "change",
            "by",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AlterField(
            "change",
            "what",
            models.CharField(
                choices=[
                    ("holiday", "holiday"),
                    ("figure", "figure"),
                    ("deadline_rule", "deadline rule"),
                    ("check", "check"),
                    ("leave", "leave"),
                    ("programme", "programme"),
                    ("paper", "required paper"),
                ],
                max_length=20,
                verbose_name="what",
            ),
        ),
        migrations.AddConstraint(
            "change",
            models.CheckConstraint(
                name="change_by_somebody_or_the_command",
                condition=Q(by__isnull=False) | Q(reason="load_reference --overwrite"),
            ),
        ),
    ]
