import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regencies", "0004_check_rule"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="deadlinerule",
            name="deadline_rule_stage_known",
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="cut_off_hour",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="What arrives from this hour on counts as arrived the next day. Empty: none.",
                null=True,
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(23),
                ],
                verbose_name="cut-off hour",
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="extension_days",
            field=models.PositiveSmallIntegerField(
                default=0,
                help_text="At most so many days, once; 0 where no rule gives such a right.",
                verbose_name="days of extension",
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="extension_right",
            field=models.CharField(
                blank=True,
                help_text="Which rule gives it.",
                max_length=300,
                verbose_name="right to extend",
            ),
        ),
        migrations.AddField(
            model_name="deadlinerule",
            name="until_on",
            field=models.DateField(
                blank=True,
                help_text="Its last day. Empty: until a later row takes its place.",
                null=True,
                verbose_name="in force until",
            ),
        ),
        migrations.AlterField(
            model_name="deadlinerule",
            name="stage",
            field=models.CharField(
                choices=[
                    ("camat", "at the camat"),
                    ("office", "at the office"),
                    ("village", "back at the village"),
                    ("payment", "at the payment"),
                    ("accident", "between the report and the claim of an accident"),
                    ("objection", "at the objection"),
                ],
                max_length=10,
                verbose_name="stage",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "stage__in",
                        ["camat", "office", "village", "payment", "accident", "objection"],
                    )
                ),
                name="deadline_rule_stage_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until_on", None), ("until_on__gte", models.F("from_on")), _connector="OR"
                ),
                name="deadline_rule_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cut_off_hour", None), ("cut_off_hour__range", (1, 23)), _connector="OR"
                ),
                name="deadline_rule_cut_off_is_an_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extension_days", 0),
                    models.Q(("extension_right", ""), _negated=True),
                    _connector="OR",
                ),
                name="deadline_rule_extends_by_a_right",
            ),
        ),
    ]
