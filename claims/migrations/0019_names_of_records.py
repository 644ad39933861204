"""Names by which the administrator's pages call what is remembered."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_find_by_name")]

    operations = [
        migrations.AlterModelOptions(
            name="deadline",
            options={"verbose_name": "deadline", "verbose_name_plural": "deadlines"},
        ),
        migrations.AlterModelOptions(
            name="event",
            options={
                "ordering": ["at", "id"],
                "verbose_name": "entry in the history",
                "verbose_name_plural": "entries in the history",
            },
        ),
        migrations.AlterModelOptions(
            name="notice",
            options={"verbose_name": "notice", "verbose_name_plural": "notices"},
        ),
        migrations.AlterModelOptions(
            name="sweeprun",
            options={"verbose_name": "sweep", "verbose_name_plural": "sweeps"},
        ),
    ]
