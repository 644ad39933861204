import django.core.validators
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regencies', '0014_names_of_appointments'),
    ]

    operations = [
        migrations.CreateModel(
            name='Category',
            fields=[
                ('code', models.CharField(max_length=20, primary_key=True, serialize=False, validators=[django.core.validators.RegexValidator('\\A[a-z][a-z0-9_]*\\Z', 'Small letters, digits and underscores only.')], verbose_name='code')),
                ('name', models.CharField(max_length=80, verbose_name='name')),
                ('spellings', models.TextField(blank=True, help_text='As lists of offices write it, separated by semicolons.', verbose_name='also written')),
                ('segment', models.CharField(choices=[('pu', 'with a wage (PU)'), ('bpu', 'without a wage (BPU)')], help_text='Of those whose list does not say.', max_length=3, verbose_name='segment')),
            ],
            options={
                'verbose_name': 'category of participants',
                'verbose_name_plural': 'categories of participants',
                'ordering': ['name'],
            },
        ),
        migrations.RunSQL(
            # Those that stand in rosters already, as our table has them; load_reference brings
            # the others.
            """
            INSERT INTO regencies_category (code, name, spellings, segment) VALUES
                ('formal', 'Pekerja formal', 'formal; PU; penerima upah; karyawan; pekerja penerima upah', 'pu'),
                ('village_official', 'Perangkat desa', 'aparat desa; aparatur desa; kepala desa; kades; BPD; perangkat desa dan BPD; kepala dusun; kadus', 'pu'),
                ('rt_rw', 'RT/RW', 'ketua RT; ketua RW; RT; RW', 'bpu'),
                ('vulnerable', 'Pekerja rentan', 'rentan; pekerja rentan miskin; miskin ekstrem', 'bpu'),
                ('informal', 'Pekerja informal', 'informal; BPU; bukan penerima upah; mandiri; pekerja mandiri; petani; nelayan; pedagang; buruh; buruh harian lepas; ojek', 'bpu'),
                ('other', 'Lainnya', 'lain; lain-lain; dll', 'bpu')
            """,
            migrations.RunSQL.noop,
        ),
        migrations.RemoveConstraint(
            model_name='participant',
            name='participant_category_known',
        ),
        migrations.AlterField(
            model_name='change',
            name='what',
            field=models.CharField(choices=[('holiday', 'holiday'), ('figure', 'figure'), ('deadline_rule', 'deadline rule'), ('check', 'check'), ('leave', 'leave'), ('programme', 'programme'), ('paper', 'required paper'), ('category', 'category of participants'), ('sender', 'sender of messages'), ('letters', 'letters tried again')], max_length=20, verbose_name='what'),
        ),
        migrations.AddConstraint(
            model_name='category',
            constraint=models.CheckConstraint(condition=models.Q(('segment__in', ['pu', 'bpu'])), name='category_segment_known'),
        ),
        migrations.AlterField(
            model_name='participant',
            name='category',
            field=models.ForeignKey(db_column='category', db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.category', verbose_name='category'),
        ),
    ]
