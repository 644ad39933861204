import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regencies', '0015_categories'),
    ]

    operations = [
        migrations.CreateModel(
            name='RosterHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('head', models.CharField(max_length=120)),
                ('column', models.CharField(blank=True, max_length=20)),
            ],
        ),
        migrations.CreateModel(
            name='RosterImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('file_name', models.CharField(max_length=120, verbose_name='file')),
                ('sha256', models.CharField(max_length=64, verbose_name='checksum (SHA-256)')),
                ('size', models.PositiveIntegerField(help_text='Bytes.', verbose_name='size')),
                ('file', models.FileField(blank=True, max_length=200, upload_to='roster/')),
                ('heads', models.JSONField(default=list)),
                ('columns', models.JSONField(default=dict)),
                ('for_all', models.JSONField(default=dict)),
                ('uploaded_at', models.DateTimeField(verbose_name='uploaded at')),
                ('asked_at', models.DateTimeField(null=True)),
                ('read_at', models.DateTimeField(null=True, verbose_name='read at')),
                ('confirmed_at', models.DateTimeField(null=True, verbose_name='confirmed at')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('loaded_at', models.DateTimeField(null=True, verbose_name='loaded at')),
                ('ended_at', models.DateTimeField(null=True)),
                ('error', models.CharField(blank=True, max_length=40)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('through', models.PositiveIntegerField(default=0)),
                ('rows', models.PositiveIntegerField(default=0, verbose_name='rows')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='refused')),
                ('people_new', models.PositiveIntegerField(default=0)),
                ('people_changed', models.PositiveIntegerField(default=0)),
                ('people_same', models.PositiveIntegerField(default=0)),
                ('covers_new', models.PositiveIntegerField(default=0)),
                ('covers_changed', models.PositiveIntegerField(default=0)),
                ('covers_same', models.PositiveIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'import of participants',
                'verbose_name_plural': 'imports of participants',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='RosterLook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='RosterRefusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('faults', models.JSONField()),
                ('cells', models.TextField()),
            ],
            options={
                'ordering': ['line'],
            },
        ),
        migrations.CreateModel(
            name='RosterRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('line', models.PositiveIntegerField()),
                ('nik', models.TextField()),
                ('nik_index', models.CharField(max_length=64)),
                ('kk', models.TextField(null=True)),
                ('kk_index', models.CharField(max_length=64, null=True)),
                ('name', models.CharField(max_length=120)),
                ('born_on', models.DateField(null=True)),
                ('sex', models.CharField(max_length=1, null=True)),
                ('village_id', models.CharField(max_length=13, null=True)),
                ('category', models.CharField(max_length=20)),
                ('segment', models.CharField(max_length=3, null=True)),
                ('base', models.PositiveIntegerField(null=True)),
                ('kpj', models.CharField(max_length=20, null=True)),
                ('decile', models.PositiveSmallIntegerField(null=True)),
                ('decile_source', models.CharField(max_length=80, null=True)),
                ('decile_as_of_on', models.DateField(null=True)),
                ('from_on', models.DateField(null=True)),
                ('to_on', models.DateField(null=True)),
                ('payer', models.CharField(max_length=80, null=True)),
                ('agreement', models.CharField(max_length=80, null=True)),
                ('months', models.PositiveSmallIntegerField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='rosterhead',
            name='regency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regencies.regency'),
        ),
        migrations.AddField(
            model_name='rosterimport',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by'),
        ),
        migrations.AddField(
            model_name='rosterimport',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rosterimport',
            name='regency',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='roster_imports', to='regencies.regency', verbose_name='regency'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='roster_import',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.rosterimport'),
        ),
        migrations.AddField(
            model_name='participant',
            name='roster_import',
            field=models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.rosterimport'),
        ),
        migrations.AddField(
            model_name='rosterlook',
            name='by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rosterlook',
            name='roster_import',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='regencies.rosterimport'),
        ),
        migrations.AddField(
            model_name='rosterrefusal',
            name='roster_import',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='refusals', to='regencies.rosterimport'),
        ),
        migrations.AddField(
            model_name='rosterrow',
            name='roster_import',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='regencies.rosterimport'),
        ),
        migrations.AddConstraint(
            model_name='rosterhead',
            constraint=models.UniqueConstraint(fields=('regency', 'head'), name='roster_head_once_a_regency'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(('confirmed_at', None), ('read_at__isnull', False), _connector='OR'), name='roster_import_is_read_before_it_is_confirmed'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(('loaded_at', None), ('confirmed_at__isnull', False), _connector='OR'), name='roster_import_is_confirmed_before_it_is_loaded'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(('refused__lte', models.F('rows'))), name='roster_import_refuses_no_more_than_it_has'),
        ),
        migrations.AddConstraint(
            model_name='rosterimport',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='roster_import_names_its_checksum'),
        ),
        migrations.AddConstraint(
            model_name='rosterrefusal',
            constraint=models.UniqueConstraint(fields=('roster_import', 'line'), name='roster_refusal_once'),
        ),
        migrations.AddConstraint(
            model_name='rosterrow',
            constraint=models.UniqueConstraint(fields=('roster_import', 'line'), name='roster_row_once'),
        ),
    ]
