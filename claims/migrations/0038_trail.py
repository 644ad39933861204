"""The chain over what happened, who looked, and that neither these nor any older record is edited,
deleted or emptied."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = {
    "duty": "who did what in a claim is never edited nor deleted",
    "link": "a link of the chain is never edited nor deleted",
    "look": "that somebody looked is never edited nor deleted",
}
# Some of these may still change in a few columns, which their own triggers name.
NEVER_EMPTIED = (
    "bankanswer", "batch", "batchfile", "batchline", "breach", "budgetentry", "call", "callback",
    "coverreason", "coverwarning", "death", "deathanswer", "deathlist", "destroyed",
    "destruction", "draw", "duty", "event",
    "export", "exportrequest", "hold", "letter", "link", "look", "note", "objection", "payment",
    "payout", "question", "receipt",
)  # fmt: skip


def kept(table, why):
    return migrations.RunSQL(
        f"""
        CREATE FUNCTION claims_{table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'claims_{table}: {why}' USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER claims_{table}_append_only BEFORE UPDATE OR DELETE ON claims_{table}
            FOR EACH ROW EXECUTE FUNCTION claims_{table}_append_only();
        """,
        f"""
        DROP TRIGGER claims_{table}_append_only ON claims_{table};
        DROP FUNCTION claims_{table}_append_only();
        """,
    )


def never_emptied(table):
    return migrations.RunSQL(
        f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON claims_{table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()",
        f"DROP TRIGGER never_emptied ON claims_{table}",
    )


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0037_retention'),
        ('regencies', '0023_looks_kept'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Unsealed',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('form', models.PositiveSmallIntegerField()),
                ('row', models.BigIntegerField()),
                ('at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Link',
            fields=[
                ('n', models.BigIntegerField(primary_key=True, serialize=False)),
                ('form', models.PositiveSmallIntegerField()),
                ('row', models.BigIntegerField()),
                ('key', models.CharField(max_length=8)),
                ('h', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('form', 'row'), name='link_once_a_row')],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.CharField(choices=[('paper', 'paper opened'), ('file', 'claim read by the auditor')], max_length=10, verbose_name='what')),
                ('title', models.CharField(blank=True, max_length=60)),
                ('at', models.DateTimeField(verbose_name='at')),
                ('acts_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='claims.claim')),
                ('document', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='claims.document')),
            ],
            options={
                'verbose_name': 'look',
                'verbose_name_plural': 'looks',
                'ordering': ['-id'],
                'indexes': [models.Index(fields=['by', '-at'], name='look_of_person')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('document__isnull', False), ('what', 'paper')), models.Q(('document', None), ('what', 'file')), _connector='OR'), name='look_known')],
            },
        ),
        *(kept(table, why) for table, why in KEPT.items()),
        *(never_emptied(table) for table in NEVER_EMPTIED),
    ]
