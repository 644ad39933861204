"""How long data are kept: holds, minutes of destructions, and a copy of a person's data that
leaves. An answer kept for a system may go after a week."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# Each row once written stays; a hold may be lifted, minutes are ended once.
KEPT = """
    CREATE FUNCTION claims_hold_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE may_change text[] := ARRAY['lifted_by_id', 'lifted_at', 'lifted_why'];
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.lifted_at IS NOT NULL
           OR to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
            RAISE EXCEPTION 'claims_hold: a hold is lifted once, never edited nor deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_hold_kept BEFORE UPDATE OR DELETE ON claims_hold
        FOR EACH ROW EXECUTE FUNCTION claims_hold_kept();

    CREATE FUNCTION claims_destruction_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE may_change text[] := ARRAY['counts', 'sha256', 'ended_at'];
    BEGIN
        IF TG_OP = 'DELETE' OR OLD.ended_at IS NOT NULL
           OR to_jsonb(OLD) - may_change IS DISTINCT FROM to_jsonb(NEW) - may_change THEN
            RAISE EXCEPTION 'claims_destruction: minutes are never edited nor deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_destruction_kept BEFORE UPDATE OR DELETE ON claims_destruction
        FOR EACH ROW EXECUTE FUNCTION claims_destruction_kept();

    CREATE FUNCTION claims_destroyed_kept() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_destroyed: what was destroyed stays on record'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_destroyed_kept BEFORE UPDATE OR DELETE ON claims_destroyed
        FOR EACH ROW EXECUTE FUNCTION claims_destroyed_kept();
"""
UNKEPT = """
    DROP TRIGGER claims_destroyed_kept ON claims_destroyed;
    DROP FUNCTION claims_destroyed_kept();
    DROP TRIGGER claims_destruction_kept ON claims_destruction;
    DROP FUNCTION claims_destruction_kept();
    DROP TRIGGER claims_hold_kept ON claims_hold;
    DROP FUNCTION claims_hold_kept();
"""
# An answer stays as it was given, and may go when no system sends its call again.
GOES = """
    CREATE OR REPLACE FUNCTION claims_keyed_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' AND OLD.at < now() - interval '7 days' THEN
            RETURN OLD;
        END IF;
        IF TG_OP = 'DELETE' OR OLD.status <> 0 THEN
            RAISE EXCEPTION 'claims_keyed: an answer stays as it was given'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
"""
STAYS = GOES.replace("""        IF TG_OP = 'DELETE' AND OLD.at < now() - interval '7 days' THEN
            RETURN OLD;
        END IF;
""", "")


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0036_before_return'),
        ('regencies', '0022_systems_tell_of_deaths'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Destroyed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=20)),
                ('due_on', models.DateField()),
                ('files', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('rules', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('sha256', models.CharField(blank=True, max_length=64)),
                ('ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'verbose_name': 'minutes of a destruction',
                'verbose_name_plural': 'minutes of destructions',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Hold',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField(verbose_name='reason')),
                ('at', models.DateTimeField()),
                ('key', models.UUIDField(unique=True)),
                ('lifted_at', models.DateTimeField(null=True)),
                ('lifted_why', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'legal hold',
                'verbose_name_plural': 'legal holds',
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='export',
            name='export_kind_known',
        ),
        migrations.RemoveConstraint(
            model_name='export',
            name='export_whole_only_when_released',
        ),
        migrations.AlterField(
            model_name='export',
            name='kind',
            field=models.CharField(choices=[('report', 'report in numbers'), ('claims', 'list of claims'), ('spj', 'SPJ bundle'), ('reading', 'file of a claim read'), ('history', 'history of a claim'), ('copy', "copy of a person's data"), ('cover', 'people who lose their cover'), ('bundle', 'bundle for the BPJS branch'), ('refused_rows', 'refused rows of a list of participants')], max_length=12, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'claims', 'spj', 'reading', 'history', 'copy', 'cover', 'bundle', 'refused_rows'])), name='export_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('masked', True), models.Q(('request__isnull', False), models.Q(('reason', ''), _negated=True)), ('kind', 'refused_rows'), models.Q(('kind__in', ['bundle', 'copy']), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='export_whole_only_when_released'),
        ),
        migrations.AddField(
            model_name='destroyed',
            name='claim',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='destroyed', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='destruction',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='destruction',
            name='regency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency'),
        ),
        migrations.AddField(
            model_name='destruction',
            name='witness',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='destroyed',
            name='destruction',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='claims.destruction'),
        ),
        migrations.AddField(
            model_name='hold',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='hold',
            name='claim',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='claims.claim'),
        ),
        migrations.AddField(
            model_name='hold',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='destruction',
            constraint=models.CheckConstraint(condition=models.Q(('by', models.F('witness')), _negated=True), name='destruction_by_two_people'),
        ),
        migrations.AddConstraint(
            model_name='destruction',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='destruction_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='destruction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_at', None), ('sha256', '')), models.Q(('ended_at__isnull', False), ('sha256__regex', '^[0-9a-f]{64}$')), _connector='OR'), name='destruction_ended_with_its_checksum'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('lifted_at', None), ('lifted_by', None), ('lifted_why', '')), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False), models.Q(('lifted_why', ''), _negated=True)), _connector='OR'), name='hold_lifted_by_somebody_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='hold',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('claim',), name='hold_one_standing'),
        ),
        migrations.RunSQL(KEPT, UNKEPT),
        migrations.RunSQL(GOES, STAYS),
    ]
