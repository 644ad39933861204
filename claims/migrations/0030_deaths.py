"""Deaths beside the list of participants. A list and a reason stay as they were written, and no
death is deleted."""

import django.db.models.deletion
import django.db.models.expressions
from django.conf import settings
from django.db import migrations, models

KEPT = {
    "deathlist": ("UPDATE OR DELETE", "a list that was brought is never edited nor deleted"),
    "deathanswer": ("UPDATE OR DELETE", "a reason is never edited nor deleted"),
    "death": ("DELETE", "a death is never deleted"),
}


def kept(table, when, why):
    return f"""
        CREATE FUNCTION claims_{table}_kept() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'claims_{table}: {why}' USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER claims_{table}_kept BEFORE {when} ON claims_{table}
            FOR EACH ROW EXECUTE FUNCTION claims_{table}_kept();
    """


def unkept(table):
    return f"""
        DROP TRIGGER claims_{table}_kept ON claims_{table};
        DROP FUNCTION claims_{table}_kept();
    """


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0029_calling'),
        ('regencies', '0021_system_looks'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='DeathList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('rows', models.PositiveIntegerField()),
                ('added', models.PositiveIntegerField()),
                ('known', models.PositiveIntegerField()),
                ('refused', models.PositiveIntegerField()),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('regency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency')),
                ('village', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.village')),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Death',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=120, verbose_name='full name')),
                ('nik', models.TextField(blank=True, default='', verbose_name='NIK')),
                ('nik_index', models.CharField(blank=True, db_index=True, default='', editable=False, max_length=64)),
                ('born_on', models.DateField(null=True, verbose_name='date of birth')),
                ('sex', models.CharField(blank=True, max_length=1)),
                ('died_on', models.DateField(verbose_name='day of death')),
                ('akta', models.CharField(blank=True, max_length=40, verbose_name='number of the akta kematian')),
                ('accident', models.BooleanField(default=False, verbose_name='by an accident at work')),
                ('identity', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField()),
                ('looked_at', models.DateTimeField()),
                ('answered_at', models.DateTimeField(null=True)),
                ('reminded_from', models.DateTimeField(null=True)),
                ('next_action_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('likely', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.participant')),
                ('participant', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.participant')),
                ('regency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('village', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.village')),
                ('death_list', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='deaths', to='claims.deathlist')),
            ],
            options={
                'verbose_name': 'death',
                'verbose_name_plural': 'deaths',
                'ordering': ['-died_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='DeathAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(choices=[('family_declines', 'the family does not want it'), ('not_covered', 'there was no cover on that day'), ('claimed_at_branch', 'it was claimed at BPJS directly'), ('not_dead', 'the person has not died, or the list is wrong'), ('not_found', 'neither the person nor the family can be found')], max_length=20, verbose_name='reason')),
                ('note', models.TextField(verbose_name='note')),
                ('at', models.DateTimeField()),
                ('key', models.UUIDField(unique=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('death', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='claims.death')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['family_declines', 'not_covered', 'claimed_at_branch', 'not_dead', 'not_found'])), name='death_answer_known'), models.CheckConstraint(condition=models.Q(('note', ''), _negated=True), name='death_answer_is_written')],
            },
        ),
        migrations.AddConstraint(
            model_name='deathlist',
            constraint=models.CheckConstraint(condition=models.Q(('rows', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('added'), '+', models.F('known')), '+', models.F('refused')))), name='death_list_counts_every_row'),
        ),
        migrations.AddConstraint(
            model_name='deathlist',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='death_list_names_its_checksum'),
        ),
        migrations.AddIndex(
            model_name='death',
            index=models.Index(condition=models.Q(('next_action_at__isnull', False)), fields=['next_action_at'], name='death_next_reminder'),
        ),
        migrations.AddIndex(
            model_name='death',
            index=models.Index(condition=models.Q(('participant', None), ('settled_by', None)), fields=['regency', 'looked_at'], name='death_not_listed'),
        ),
        migrations.AddConstraint(
            model_name='death',
            constraint=models.UniqueConstraint(fields=('regency', 'identity'), name='death_once'),
        ),
        migrations.AddConstraint(
            model_name='death',
            constraint=models.CheckConstraint(condition=models.Q(('born_on', None), ('died_on__gte', models.F('born_on')), _connector='OR'), name='death_after_birth'),
        ),
        migrations.AddConstraint(
            model_name='death',
            constraint=models.CheckConstraint(condition=models.Q(('answered_at', None), ('next_action_at', None), _connector='OR'), name='death_answered_reminds_nobody'),
        ),
        *(migrations.RunSQL(kept(table, *words), unkept(table)) for table, words in KEPT.items()),
    ]
