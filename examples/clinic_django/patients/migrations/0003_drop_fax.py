"""Nobody sends a fax any more."""
# SAFETY: NON_DESTRUCTIVE
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("patients", "0002_email_required")]

    operations = [
        migrations.RemoveField("patient", "fax"),
    ]
