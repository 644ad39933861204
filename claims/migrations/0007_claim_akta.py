"""The number of the akta kematian, found as it is compared: in capitals, without signs."""

from django.db import migrations, models
from django.db.models.functions import Upper

BARE = Upper(
    models.Func(
        models.F("akta_number"), models.Value(r"\W"), models.Value(""), models.Value("g"),
        function="regexp_replace",
    )
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("claims", "0006_checks")]

    operations = [
        migrations.AddField(
            "claim",
            "akta_number",
            models.CharField("number of the akta kematian", max_length=40, blank=True),
        ),
        migrations.AddIndex(
            "claim",
            models.Index(
                BARE,
                models.F("regency"),
                condition=~models.Q(akta_number=""),
                name="claim_by_akta",
            ),
        ),
    ]
