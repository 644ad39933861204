"""What left as a file is on record for good; a request is answered once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

FROZEN = """
    CREATE FUNCTION claims_export_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'claims_export: what left is never edited nor deleted'
            USING ERRCODE = 'check_violation';
    END $$;
    CREATE TRIGGER claims_export_append_only BEFORE UPDATE OR DELETE ON claims_export
        FOR EACH ROW EXECUTE FUNCTION claims_export_append_only();
    CREATE FUNCTION claims_exportrequest_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE answering text[] := ARRAY['answered_by_id', 'answered_at', 'released', 'note'];
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_exportrequest: a request is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.answered_at IS NOT NULL
           OR to_jsonb(OLD) - answering IS DISTINCT FROM to_jsonb(NEW) - answering THEN
            RAISE EXCEPTION 'claims_exportrequest: a request is answered once and stays as it is'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_exportrequest_frozen BEFORE UPDATE OR DELETE ON claims_exportrequest
        FOR EACH ROW EXECUTE FUNCTION claims_exportrequest_frozen();
"""
UNFROZEN = """
    DROP TRIGGER claims_exportrequest_frozen ON claims_exportrequest;
    DROP FUNCTION claims_exportrequest_frozen();
    DROP TRIGGER claims_export_append_only ON claims_export;
    DROP FUNCTION claims_export_append_only();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0022_notice_by_webhook'),
        ('regencies', '0018_activation'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('said', models.JSONField()),
                ('reason', models.TextField()),
                ('asked_at', models.DateTimeField()),
                ('key', models.UUIDField(unique=True)),
                ('answered_at', models.DateTimeField(null=True)),
                ('released', models.BooleanField(null=True)),
                ('note', models.TextField(blank=True)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('regency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency')),
            ],
            options={
                'verbose_name': 'request for an export',
                'verbose_name_plural': 'requests for exports',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('report', 'report in numbers'), ('claims', 'list of claims'), ('spj', 'SPJ bundle'), ('reading', 'file of a claim read'), ('history', 'history of a claim'), ('refused_rows', 'refused rows of a list of participants')], max_length=12, verbose_name='what')),
                ('title', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('format', models.CharField(max_length=4)),
                ('said', models.JSONField(default=dict)),
                ('columns', models.JSONField(default=list)),
                ('rows', models.PositiveIntegerField(verbose_name='rows')),
                ('size', models.PositiveBigIntegerField(verbose_name='size')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('masked', models.BooleanField()),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('acts_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('claim', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exports', to='claims.claim')),
                ('regency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency')),
                ('request', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='export', to='claims.exportrequest')),
            ],
            options={
                'verbose_name': 'export',
                'verbose_name_plural': 'exports',
                'ordering': ['-id'],
            },
        ),
        migrations.AddIndex(
            model_name='exportrequest',
            index=models.Index(fields=['regency', '-asked_at'], name='export_request_of_regency'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='export_request_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='exportrequest',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('answered_by', None), ('note', ''), ('released', None)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), ('released__isnull', False), models.Q(('answered_by', models.F('asked_by')), _negated=True), models.Q(('asked_for', None), models.Q(('answered_by', models.F('asked_for')), _negated=True), _connector='OR'), models.Q(('released', True), models.Q(('note', ''), _negated=True), _connector='OR')), _connector='OR'), name='export_request_is_answered_by_another_person'),
        ),
        migrations.AddIndex(
            model_name='export',
            index=models.Index(fields=['regency', '-at'], name='export_of_regency'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['report', 'claims', 'spj', 'reading', 'history', 'refused_rows'])), name='export_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('format__in', ['csv', 'xlsx', 'pdf', 'zip', 'page'])), name='export_format_known'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='export_names_its_checksum'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(('masked', True), models.Q(('request__isnull', False), models.Q(('reason', ''), _negated=True)), ('kind', 'refused_rows'), _connector='OR'), name='export_whole_only_when_released'),
        ),
        migrations.AddConstraint(
            model_name='export',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claim__isnull', False), ('kind__in', ['reading', 'history'])), models.Q(models.Q(('kind__in', ['reading', 'history']), _negated=True), ('claim', None)), _connector='OR'), name='export_of_one_claim_names_it'),
        ),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
