"""Reminders are sent by the booking service now."""
# SAFETY: DESTRUCTIVE
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_status"), ("patients", "0006_wards")]

    operations = [
        migrations.RenameField("appointment", "room", "place"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL("DROP TABLE IF EXISTS reminders", migrations.RunSQL.noop)],
            state_operations=[],
        ),
    ]
