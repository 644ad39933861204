from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0012_objection"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="deadline",
            index=models.Index(
                condition=models.Q(("stopped_at__isnull", False)),
                fields=["stopped_at"],
                name="deadline_by_stop",
            ),
        ),
    ]
