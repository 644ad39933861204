"""What waits for its link is written by the trigger alone, as the owner: the app's role needs
neither to write nor to change such a note, and could have parked one for good with it."""

from django.db import migrations

FUNCTION = "claims_waits_for_its_link()"


class Migration(migrations.Migration):
    dependencies = [("claims", "0041_payouts_to_do")]

    operations = [
        migrations.RunSQL(
            f"ALTER FUNCTION {FUNCTION} SECURITY DEFINER SET search_path = pg_catalog, pg_temp",
            f"ALTER FUNCTION {FUNCTION} SECURITY INVOKER RESET search_path",
        ),
    ]
