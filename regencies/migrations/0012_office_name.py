"""How the regency's office calls itself on its letters."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("regencies", "0011_senders")]

    operations = [
        migrations.AddField(
            model_name="regency",
            name="office_name",
            field=models.CharField(
                blank=True,
                default="",
                help_text="As it stands on the head of its letters, for instance: Dinas Sosial.",
                max_length=120,
                verbose_name="name of the office (OPD)",
            ),
            preserve_default=False,
        ),
    ]
