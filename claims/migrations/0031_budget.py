"""What a regency may pay in a year for one of its programmes, entry by entry."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0030_deaths"),
        ("regencies", "0018_activation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BudgetEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="budget year")),
                ("amount", models.BigIntegerField(verbose_name="amount")),
                ("document", models.CharField(max_length=80, verbose_name="document")),
                ("reason", models.TextField(verbose_name="reason")),
                ("at", models.DateTimeField()),
                ("key", models.UUIDField(unique=True)),
                (
                    "acts_for",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regencies.programme",
                    ),
                ),
                (
                    "regency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="regencies.regency",
                    ),
                ),
            ],
            options={
                "verbose_name": "budget entry",
                "verbose_name_plural": "budget entries",
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["regency", "programme", "year"], name="budget_of_year")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="budget_entry_changes_something",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("document", ""), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="budget_entry_names_its_document",
                    ),
                ],
            },
        ),
    ]
