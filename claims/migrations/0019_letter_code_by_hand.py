from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("claims", "0018_find_by_name")]

    operations = [
        migrations.AlterField("letter", "code", models.CharField(max_length=32, unique=True)),
    ]
