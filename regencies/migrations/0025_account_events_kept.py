"""What happened to accounts is not emptied either."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regencies", "0024_accounts")]

    operations = [
        migrations.RunSQL(
            "CREATE TRIGGER never_emptied BEFORE TRUNCATE ON regencies_accountevent "
            "FOR EACH STATEMENT EXECUTE FUNCTION never_emptied()",
            "DROP TRIGGER never_emptied ON regencies_accountevent",
        )
    ]
