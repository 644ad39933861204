"""A notice about the service itself (a year without holidays) has no event and no claim."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("claims", "0004_payout_digest")]

    operations = [
        migrations.AddField("notice", "about", models.CharField(blank=True, max_length=40, default=""), preserve_default=False),
        migrations.AlterField("notice", "event", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="claims.event")),
        migrations.AlterField("notice", "claim", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="claims.claim")),
        migrations.AddConstraint("notice", models.UniqueConstraint(condition=models.Q(("event", None)), fields=("person", "channel", "kind", "about"), name="notice_once_about_the_service")),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(models.Q(("claim__isnull", False), ("event__isnull", False)), models.Q(("claim", None), ("event", None), models.Q(("about", ""), _negated=True)), _connector="OR"), name="notice_of_an_event_or_about_something")),
    ]
