"""Who came in and who did not, from where somebody is known, and how often anything was tried."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APPEND_ONLY = """
    CREATE OR REPLACE FUNCTION regencies_accountevent_append_only() RETURNS trigger
    LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'regencies_accountevent: what happened is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER regencies_accountevent_append_only
        BEFORE UPDATE OR DELETE ON regencies_accountevent
        FOR EACH ROW EXECUTE FUNCTION regencies_accountevent_append_only();
"""
UNAPPEND = """
    DROP TRIGGER regencies_accountevent_append_only ON regencies_accountevent;
    DROP FUNCTION regencies_accountevent_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('regencies', '0023_looks_kept'),
    ]

    operations = [
        migrations.CreateModel(
            name='Tries',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('at', django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
                ('until', models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name='KnownPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('device', 'Device'), ('address', 'Address')], max_length=7)),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('seen_at', models.DateTimeField(db_index=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='known_places', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['device', 'address'])), name='known_place_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='AccountEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('sign_in', 'signed in'), ('fail', 'wrong password'), ('hold', 'too many tries: held'), ('fail_factor', 'wrong second factor'), ('prove', 'proved who they are again'), ('fail_proof', 'wrong proof'), ('sign_out', 'signed out'), ('end_session', 'ended sessions on other devices'), ('activate', 'opened the account'), ('change_password', 'chose another password'), ('renew', 'password taken back: a new activation link is needed'), ('add_factor', 'added a second factor'), ('remove_factor', 'removed a second factor'), ('recovery', 'made new recovery codes'), ('reset_factor', 'second factor taken away')], max_length=20)),
                ('at', models.DateTimeField(db_index=True)),
                ('place', models.CharField(blank=True, default='', max_length=8)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='account_events', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-id'],
                'indexes': [models.Index(fields=['person', '-at'], name='account_event_of_a_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(('person__isnull', False), ('what__in', ['fail', 'hold']), _connector='OR'), name='account_event_about_somebody_or_a_failure')],
            },
        ),
        migrations.RunSQL(APPEND_ONLY, UNAPPEND),
        migrations.AlterField(
            model_name='change',
            name='what',
            field=models.CharField(choices=[('holiday', 'holiday'), ('figure', 'figure'), ('deadline_rule', 'deadline rule'), ('check', 'check'), ('leave', 'leave'), ('programme', 'programme'), ('paper', 'required paper'), ('category', 'category of participants'), ('sender', 'sender of messages'), ('letters', 'letters tried again'), ('appointment', 'appointment'), ('person', 'person'), ('regency', 'regency'), ('system', 'system of another office'), ('account', 'account')], max_length=20, verbose_name='what'),
        ),
    ]
