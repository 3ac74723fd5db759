"""Patients are looked up by their date of birth."""
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("patients", "0003_drop_fax")]

    operations = [
        AddIndexConcurrently("patient", models.Index(fields=["born"], name="patient_born_idx")),
    ]
