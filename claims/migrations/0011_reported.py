"""An accident is reported first (stage I) and claimed later (stage II)."""

from django.db import migrations, models
from django.db.models import Q

NEW_MOVES = (("draft", "reported"), ("reported", "submitted"), ("reported", "withdrawn"))
FIRST_KNOWN = "('draft', 'submitted')"


def changed(old, new):
    """The trigger's function with its list of moves edited in place, whatever else is on it."""
    return f"""
        DO $do$
        DECLARE source text;
        BEGIN
            source := pg_get_functiondef('claims_claim_known_move()'::regprocedure);
            IF position($a${old}$a$ IN source) = 0 THEN
                RAISE EXCEPTION 'claims_claim_known_move: {name_of(old)} is not on its list';
            END IF;
            EXECUTE replace(source, $a${old}$a$, $b${new}$b$);
        END $do$;
    """


def name_of(moves):
    return moves.replace("'", "")


BEFORE = FIRST_KNOWN
AFTER = ", ".join([*(f"('{source}', '{target}')" for source, target in NEW_MOVES), FIRST_KNOWN])


class Migration(migrations.Migration):
    dependencies = [("claims", "0010_check_again"), ("regencies", "0008_accident_rule")]

    operations = [
        migrations.AddField("claim", "reported_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "claim",
            "healed_on",
            models.DateField(null=True, verbose_name="day on which the doctor declared the end"),
        ),
        migrations.RemoveConstraint("claim", "claim_state_known"),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                name="claim_state_known",
                condition=Q(
                    state__in=[
                        "draft",
                        "reported",
                        "submitted",
                        "endorsed",
                        "verified",
                        "sent_back",
                        "approved",
                        "rejected",
                        "awarded",
                        "settled",
                        "withdrawn",
                    ]
                ),
            ),
        ),
        migrations.RemoveConstraint("claim", "claim_draft_is_never_submitted"),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                name="claim_draft_is_never_submitted",
                condition=Q(state__in=["draft", "reported", "withdrawn"])
                | Q(submitted_at__isnull=False),
            ),
        ),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                name="claim_reported_is_an_accident",
                condition=Q(reported_at=None) | Q(kind="accident"),
            ),
        ),
        migrations.AddConstraint(
            "claim",
            models.CheckConstraint(
                name="claim_reported_and_not_yet_claimed",
                condition=~Q(state="reported") | Q(reported_at__isnull=False, submitted_at=None),
            ),
        ),
        migrations.RunSQL(changed(BEFORE, AFTER), changed(AFTER, BEFORE)),
    ]
