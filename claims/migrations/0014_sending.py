"""Messages beside mails: who carries them, what waits for the summary, what is due when."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHANNELS = [("inbox", "Inbox"), ("email", "E-mail"), ("message", "Message")]
OWED = models.Q(("given_up_at", None), ("sent_at", None), models.Q(("channel", "inbox"), _negated=True))
SENDER = models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="regencies.sender")


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0013_deadline_by_stop"),
        ("regencies", "0011_senders"),
    ]

    operations = [
        migrations.RemoveIndex("notice", "notice_owed"),
        migrations.AddField("notice", "digested", models.BooleanField(default=False)),
        migrations.AddField("notice", "sender", SENDER),
        migrations.AlterField("notice", "channel", models.CharField(choices=CHANNELS, max_length=10)),
        migrations.AlterField("notice", "person", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="notices", to=settings.AUTH_USER_MODEL)),
        # A mail that was never tried was due from the start.
        migrations.RunSQL(
            "UPDATE claims_notice SET next_try_at = created_at "
            "WHERE channel <> 'inbox' AND next_try_at IS NULL",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex("notice", models.Index(condition=OWED, fields=["channel", "digested", "next_try_at", "person"], name="notice_owed")),
        migrations.AddIndex("notice", models.Index(condition=models.Q(("given_up_at__isnull", False)), fields=["given_up_at"], name="notice_dead")),
        migrations.AddConstraint("notice", models.UniqueConstraint(condition=models.Q(("person", None)), fields=("event", "channel"), name="notice_once_to_the_family")),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(("channel__in", ["inbox", "email", "message"])), name="notice_channel_known")),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(("person__isnull", False), models.Q(("channel", "message"), ("digested", False), ("event__isnull", False)), _connector="OR"), name="notice_to_the_family_is_a_message")),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(models.Q(("channel", "message"), ("sender__isnull", False)), models.Q(models.Q(("channel", "message"), _negated=True), ("sender", None)), _connector="OR"), name="notice_message_has_a_sender")),
        migrations.AddConstraint("notice", models.CheckConstraint(condition=models.Q(("channel", "inbox"), ("next_try_at__isnull", False), _connector="OR"), name="notice_that_leaves_knows_when")),
        migrations.CreateModel(
            "Post",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("channel", models.CharField(choices=CHANNELS, max_length=10)),
                ("sender", SENDER.clone()),
                ("sent_at", models.DateTimeField(null=True)),
                ("failed_at", models.DateTimeField(null=True)),
                ("error", models.CharField(blank=True, max_length=200)),
            ],
        ),
        migrations.AddConstraint("post", models.UniqueConstraint(fields=("channel", "sender"), name="post_once", nulls_distinct=False)),
    ]
