"""The family may object to a decision; who decides it had no part in the claim."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

NEW_MOVES = (("rejected", "endorsed"), ("awarded", "endorsed"), ("settled", "endorsed"))
FIRST_KNOWN = "('draft', 'submitted')"


def changed(old, new):
    """The trigger's function with its list of moves edited in place, whatever else is on it."""
    return f"""
        DO $do$
        DECLARE source text;
        BEGIN
            source := pg_get_functiondef('claims_claim_known_move()'::regprocedure);
            IF position($a${old}$a$ IN source) = 0 THEN
                RAISE EXCEPTION 'claims_claim_known_move: a move is not on its list';
            END IF;
            EXECUTE replace(source, $a${old}$a$, $b${new}$b$);
        END $do$;
    """


BEFORE = FIRST_KNOWN
AFTER = ", ".join([FIRST_KNOWN, *(f"('{source}', '{target}')" for source, target in NEW_MOVES)])

# Moved once, from filed; what was filed stays, and so does what was decided.
FROZEN = """
    CREATE OR REPLACE FUNCTION claims_objection_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF TG_OP = 'DELETE' THEN
            RAISE EXCEPTION 'claims_objection: an objection is never deleted'
                USING ERRCODE = 'check_violation';
        END IF;
        IF OLD.state <> 'filed' THEN
            RAISE EXCEPTION 'claims_objection: no move leads from % to %', OLD.state, NEW.state
                USING ERRCODE = 'check_violation';
        END IF;
        IF (OLD.claim_id, OLD.against_id, OLD.about, OLD.grounds, OLD.family_name,
            OLD.family_relation, OLD.filed_by_id, OLD.filed_at)
           IS DISTINCT FROM
           (NEW.claim_id, NEW.against_id, NEW.about, NEW.grounds, NEW.family_name,
            NEW.family_relation, NEW.filed_by_id, NEW.filed_at) THEN
            RAISE EXCEPTION 'claims_objection: what was filed stays'
                USING ERRCODE = 'check_violation';
        END IF;
        RETURN NEW;
    END $$;
    CREATE TRIGGER claims_objection_frozen BEFORE UPDATE OR DELETE ON claims_objection
        FOR EACH ROW EXECUTE FUNCTION claims_objection_frozen();
"""
UNFROZEN = """
    DROP TRIGGER claims_objection_frozen ON claims_objection;
    DROP FUNCTION claims_objection_frozen();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("claims", "0011_reported"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("about", models.JSONField()),
                ("grounds", models.TextField(verbose_name="grounds")),
                ("family_name", models.CharField(max_length=120, verbose_name="name")),
                ("family_relation", models.CharField(max_length=20, verbose_name="relation")),
                ("filed_at", models.DateTimeField()),
                ("state", models.CharField(default="filed", max_length=12)),
                ("version", models.PositiveIntegerField(default=0)),
                ("decided_at", models.DateTimeField(null=True)),
                ("answer", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "objection",
                "verbose_name_plural": "objections",
            },
        ),
        migrations.RemoveConstraint(
            model_name="duty",
            name="duty_known",
        ),
        migrations.AddField(
            model_name="claim",
            name="reopened_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="duty",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["enter", "verify", "approve", "pay", "review"])),
                name="duty_known",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="against",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="claims.event"
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="claim",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="objections",
                to="claims.claim",
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="objection",
            name="filed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="objection",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="claims.objection",
            ),
        ),
        migrations.AddIndex(
            model_name="objection",
            index=models.Index(
                condition=models.Q(("state", "filed")), fields=["filed_at"], name="objection_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["filed", "upheld", "dismissed", "dropped"])),
                name="objection_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("about", []), _negated=True), models.Q(("grounds", ""), _negated=True)
                ),
                name="objection_about_something_with_grounds",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["upheld", "dismissed"]),
                        models.Q(("answer", ""), _negated=True),
                    ),
                    models.Q(
                        ("answer", ""),
                        ("decided_at", None),
                        ("decided_by", None),
                        ("state__in", ["filed", "dropped"]),
                    ),
                    _connector="OR",
                ),
                name="objection_decided_by_somebody_with_an_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "filed")), fields=("claim",), name="objection_one_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="objection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "dropped"), _negated=True),
                fields=("against",),
                name="objection_one_per_decision",
            ),
        ),
        migrations.RunSQL(changed(BEFORE, AFTER), changed(AFTER, BEFORE)),
        migrations.RunSQL(FROZEN, UNFROZEN),
    ]
