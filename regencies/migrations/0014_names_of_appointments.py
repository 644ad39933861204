"""Names by which the administrator's pages ask for an appointment. The tables stay as they are."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("regencies", "0013_office_address"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointment",
            name="acts_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="stand_ins",
                to=settings.AUTH_USER_MODEL,
                verbose_name="acts for",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="district",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="regencies.district",
                verbose_name="district",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="appointments",
                to=settings.AUTH_USER_MODEL,
                verbose_name="person",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="regency",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                to="regencies.regency",
                verbose_name="regency",
            ),
        ),
        migrations.AlterField(
            model_name="appointment",
            name="village",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="regencies.village",
                verbose_name="village",
            ),
        ),
    ]
