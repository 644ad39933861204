"""Payments drawn by lot and what families say of them: kept as it was, and never by a caller who
holds a duty on the claim."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = {"draw": "a draw", "callback": "a payment that was drawn", "call": "a call"}


def append_only(table, what):
    return f"""
        CREATE FUNCTION claims_{table}_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            RAISE EXCEPTION 'claims_{table}: {what} is never edited nor deleted'
                USING ERRCODE = 'check_violation';
        END $$;
        CREATE TRIGGER claims_{table}_append_only BEFORE UPDATE OR DELETE ON claims_{table}
            FOR EACH ROW EXECUTE FUNCTION claims_{table}_append_only();
    """


def unappend(table):
    return f"""
        DROP TRIGGER claims_{table}_append_only ON claims_{table};
        DROP FUNCTION claims_{table}_append_only();
    """


BY_ANOTHER = """
    CREATE FUNCTION claims_call_by_nobody_of_the_claim() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (
            SELECT FROM claims_callback callback
            JOIN claims_payout payout ON payout.id = callback.payout_id
            JOIN claims_duty duty ON duty.claim_id = payout.claim_id
            WHERE callback.id = NEW.callback_id AND duty.person_id IN (NEW.by_id, NEW.acts_for_id)
        ) THEN
            RAISE EXCEPTION 'claims_call: whoever holds a duty on a claim does not call its family'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_call_by_nobody_of_the_claim BEFORE INSERT ON claims_call
        FOR EACH ROW EXECUTE FUNCTION claims_call_by_nobody_of_the_claim();
"""
NOT_BY_ANOTHER = """
    DROP TRIGGER claims_call_by_nobody_of_the_claim ON claims_call;
    DROP FUNCTION claims_call_by_nobody_of_the_claim();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('claims', '0028_bundle'),
        ('regencies', '0020_branch_stage'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('began_at', models.DateTimeField()),
                ('next_action_at', models.DateTimeField()),
                ('regency', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='call_round', to='regencies.regency')),
            ],
        ),
        migrations.CreateModel(
            name='Draw',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('seed', models.CharField(max_length=64)),
                ('method', models.CharField(max_length=20)),
                ('percent', models.DecimalField(decimal_places=4, max_digits=7)),
                ('least', models.PositiveSmallIntegerField()),
                ('population', models.PositiveIntegerField()),
                ('size', models.PositiveIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('regency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='regencies.regency')),
            ],
            options={
                'ordering': ['-month', 'regency'],
            },
        ),
        migrations.CreateModel(
            name='CallBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveIntegerField()),
                ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='claims.event')),
                ('payout', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='callbacks', to='claims.payout')),
                ('draw', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='callbacks', to='claims.draw')),
            ],
            options={
                'ordering': ['draw', 'nth'],
            },
        ),
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nth', models.PositiveSmallIntegerField()),
                ('at', models.DateTimeField()),
                ('reached', models.BooleanField()),
                ('amount', models.BigIntegerField(null=True, verbose_name='amount received')),
                ('differs', models.BooleanField(default=False)),
                ('fee_asked', models.BooleanField(null=True)),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('key', models.UUIDField(unique=True)),
                ('acts_for', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('callback', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='claims.callback')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('callback', 'nth'), name='call_one_after_the_other'), models.UniqueConstraint(condition=models.Q(('reached', True)), fields=('callback',), name='call_reaches_once'), models.CheckConstraint(condition=models.Q(('nth__gte', 1), ('nth__lte', 3)), name='call_only_so_often'), models.CheckConstraint(condition=models.Q(models.Q(('fee_asked__isnull', False), ('reached', True)), models.Q(('amount', None), ('differs', False), ('fee_asked', None), ('reached', False)), _connector='OR'), name='call_says_something_once_reached')],
            },
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.UniqueConstraint(fields=('regency', 'month'), name='draw_once_a_month'),
        ),
        migrations.AddConstraint(
            model_name='draw',
            constraint=models.CheckConstraint(condition=models.Q(('size__lte', models.F('population'))), name='draw_of_no_more_than_there_are'),
        ),
        migrations.AddConstraint(
            model_name='callback',
            constraint=models.UniqueConstraint(fields=('draw', 'payout'), name='callback_once_a_draw'),
        ),
        *(
            migrations.RunSQL(append_only(table, what), unappend(table))
            for table, what in KEPT.items()
        ),
        migrations.RunSQL(BY_ANOTHER, NOT_BY_ANOTHER),
    ]
