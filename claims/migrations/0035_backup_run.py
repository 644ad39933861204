"""That a backup was taken or tried, and how it went."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0034_document_verdict'),
    ]

    operations = [
        migrations.CreateModel(
            name='BackupRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('backup', 'Backup'), ('drill', 'Restore drill')], max_length=6)),
                ('begun_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField()),
                ('trouble', models.CharField(blank=True, max_length=300)),
            ],
            options={
                'ordering': ['-begun_at'],
                'indexes': [models.Index(fields=['kind', '-begun_at'], name='backup_run_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['backup', 'drill'])), name='backup_run_known')],
            },
        ),
    ]
