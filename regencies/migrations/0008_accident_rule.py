"""The clock of a reported accident runs as long as the right to claim, whose years are a figure."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("regencies", "0007_paper_conditions")]

    operations = [
        migrations.AlterField(
            model_name="figure",
            name="unit",
            field=models.CharField(
                choices=[
                    ("rupiah", "rupiah"),
                    ("percent", "percent"),
                    ("years", "years"),
                    ("months", "months"),
                    ("days", "days"),
                    ("hours", "hours"),
                    ("times", "times"),
                    ("count", "plain number"),
                ],
                max_length=8,
                verbose_name="unit",
            ),
        ),
        migrations.AlterField(
            model_name="deadlinerule",
            name="unit",
            field=models.CharField(
                choices=[
                    ("calendar", "calendar days"),
                    ("working", "working days"),
                    ("slide", "calendar days, then on to a working day"),
                    ("right", "whole right to claim (its years are a figure)"),
                ],
                max_length=8,
                verbose_name="unit",
            ),
        ),
        migrations.RemoveConstraint(model_name="deadlinerule", name="deadline_rule_unit_known"),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=Q(unit__in=["calendar", "working", "slide", "right"]),
                name="deadline_rule_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="deadlinerule",
            constraint=models.CheckConstraint(
                condition=Q(stage="accident", unit="right", days=1)
                | (~Q(stage="accident") & ~Q(unit="right")),
                name="deadline_rule_accident_runs_with_its_right",
                violation_error_message=(
                    "Between the report and the claim of an accident the limit is one whole "
                    "right to claim, and no other stage has that unit."
                ),
            ),
        ),
    ]
