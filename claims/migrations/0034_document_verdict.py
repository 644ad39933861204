from django.db import migrations, models


class Migration(migrations.Migration):
    """What lies here already waits for its verdict like any other: the next sweeps look at it."""

    dependencies = [("claims", "0033_money_kept")]

    operations = [
        migrations.AddField(
            model_name="document",
            name="verdict",
            field=models.CharField(
                choices=[
                    ("pending", "being checked"),
                    ("passed", "checked"),
                    ("refused", "thrown away"),
                ],
                db_default="pending",
                default="pending",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="document",
            name="verdict_why",
            field=models.CharField(blank=True, db_default="", default="", max_length=120),
        ),
        migrations.AddField(
            model_name="document",
            name="verdict_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="document",
            index=models.Index(
                condition=models.Q(("verdict", "pending")),
                fields=["id"],
                name="document_pending",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("verdict__in", ["pending", "passed", "refused"])),
                name="document_verdict_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("verdict", "pending"), ("verdict_at__isnull", False), _connector="XOR"
                ),
                name="document_judged_at_an_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("verdict", "refused"), _negated=True),
                    ("removed_at__isnull", False),
                    _connector="OR",
                ),
                name="document_refused_is_taken_out",
            ),
        ),
    ]
