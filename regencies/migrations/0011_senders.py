"""How people hear of things, and the senders of short messages."""

import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('regencies', '0010_leave_once_a_day'),
    ]

    operations = [
        migrations.AddField(
            model_name='person',
            name='channel',
            field=models.CharField(choices=[('email', 'E-mail'), ('message', 'Message to the phone'), ('none', 'Only the inbox')], default='email', max_length=10, verbose_name='hears by'),
        ),
        migrations.AddField(
            model_name='person',
            name='chat',
            field=models.CharField(blank=True, max_length=40, verbose_name='number of the chat'),
        ),
        migrations.AddField(
            model_name='person',
            name='digest_on',
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='person',
            name='quiet_from',
            field=models.PositiveSmallIntegerField(blank=True, default=21, null=True, verbose_name='quiet from'),
        ),
        migrations.AddField(
            model_name='person',
            name='quiet_to',
            field=models.PositiveSmallIntegerField(blank=True, default=6, null=True, verbose_name='quiet until'),
        ),
        migrations.AlterField(
            model_name='change',
            name='what',
            field=models.CharField(choices=[('holiday', 'holiday'), ('figure', 'figure'), ('deadline_rule', 'deadline rule'), ('check', 'check'), ('leave', 'leave'), ('programme', 'programme'), ('paper', 'required paper'), ('sender', 'sender of messages'), ('letters', 'letters tried again')], max_length=20, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_-]*\\Z', 'Small letters, digits and - or _ only.')], verbose_name='name')),
                ('kind', models.CharField(choices=[('whatsapp', 'WhatsApp'), ('telegram', 'Telegram'), ('sms', 'SMS'), ('other', 'another')], max_length=10, verbose_name='kind')),
                ('url', models.TextField(blank=True, default='', verbose_name='address')),
                ('url_index', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=64)),
                ('active', models.BooleanField(default=True, verbose_name='in use')),
                ('for_family', models.BooleanField(default=False, verbose_name='tells the families')),
                ('regency', models.ForeignKey(blank=True, help_text='Empty: the whole country.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='senders', to='regencies.regency', verbose_name='regency')),
            ],
            options={
                'verbose_name': 'sender of messages',
                'verbose_name_plural': 'senders of messages',
                'ordering': ['name'],
            },
        ),
        migrations.AddField(
            model_name='person',
            name='sender',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.sender', verbose_name='by way of'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['email', 'message', 'none'])), name='person_channel_known'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('quiet_from', None), ('quiet_to', None)), models.Q(('quiet_from__isnull', False), ('quiet_from__lte', 23), ('quiet_to__isnull', False), ('quiet_to__lte', 23)), _connector='OR'), name='person_is_quiet_from_an_hour_to_an_hour', violation_error_message='Quiet hours need both ends, 0 to 23, or neither.'),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.UniqueConstraint(fields=('regency', 'name'), name='sender_once_by_name', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.UniqueConstraint(condition=models.Q(('active', True), ('for_family', True)), fields=('regency',), name='sender_one_for_families', nulls_distinct=False, violation_error_message='Another sender tells the families here already: end that one first.'),
        ),
        migrations.AddConstraint(
            model_name='sender',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['whatsapp', 'telegram', 'sms', 'other'])), name='sender_kind_known'),
        ),
    ]
