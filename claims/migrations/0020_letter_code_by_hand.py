from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0019_names_of_records")]

    operations = [
        migrations.AlterField("letter", "code", models.CharField(max_length=32, unique=True)),
    ]
