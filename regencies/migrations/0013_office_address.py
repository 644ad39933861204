"""Where the regency's office is, as its letters say it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regencies", "0012_office_name")]

    operations = [
        migrations.AddField(
            model_name="regency",
            name="office_town",
            field=models.CharField(
                blank=True,
                default="",
                help_text="As it stands before the day on its letters, for instance: Sekayu.",
                max_length=60,
                verbose_name="town of the office",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="regency",
            name="office_address",
            field=models.CharField(
                blank=True,
                default="",
                help_text="Street, telephone and mail, on one line under the name of the office.",
                max_length=200,
                verbose_name="address of the office",
            ),
            preserve_default=False,
        ),
    ]
