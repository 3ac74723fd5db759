"""The table of patients."""
# SAFETY: NON_DESTRUCTIVE
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Patient",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200)),
                ("email", models.CharField(max_length=120, null=True)),
                ("fax", models.CharField(blank=True, max_length=40)),
                ("born", models.DateField()),
            ],
        ),
    ]
